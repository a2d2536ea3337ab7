import { type FieldPath, notSupported } from '../../../resource/field-error.ts';
import type { Findings } from './field-rules.ts';

const policies: readonly string[] = ['Always', 'IfNotPresent', 'Never'];

export function* validatePullPolicy(path: FieldPath, policy = ''): Findings {
  if (!policies.includes(policy)) yield notSupported(path, policy, policies);
}
