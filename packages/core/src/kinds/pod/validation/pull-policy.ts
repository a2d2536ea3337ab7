import { type FieldPath, notSupported, required } from '../../../resource/field-error.ts';
import type { Findings } from './field-rules.ts';

const policies: readonly string[] = ['Always', 'IfNotPresent', 'Never'];

export function* validatePullPolicy(path: FieldPath, policy: string | undefined): Findings {
  if (!policy) yield required(path, '');
  else if (!policies.includes(policy)) yield notSupported(path, policy, policies);
}
