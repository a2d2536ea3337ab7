// Taints: what keeps pods away from a node that do not tolerate it.
import {
  duplicate,
  type FieldPath,
  invalid,
  notSupported,
  FieldPath as Path,
  required,
} from '../../resource/field-error.ts';
import type { Taint } from '../../resource/generated/kubernetes.ts';
import { isValidLabelValue } from '../../resource/validation/names.ts';
import { validateLabelName } from '../../resource/validation/object-meta.ts';
import { type Findings, isRepeated } from '../pod/validation/field-rules.ts';

const effects: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
/** Kubernetes reports taints under the metadata. */
const path = new Path('metadata.taints');

export function* validateTaints(taints: readonly Taint[] = []): Findings {
  const seen = new Set<string>();
  for (const [position, taint] of taints.entries()) {
    const at = path.index(position);
    yield* validateTaint(at, taint);
    if (!isRepeated(seen, `${taint.effect}/${taint.key}`)) continue;
    const error = duplicate(at, taint);
    yield { ...error, message: `${error.message}: taints must be unique by key and effect pair` };
  }
}

function* validateTaint(at: FieldPath, taint: Taint): Findings {
  // Decoding does not enforce required fields, so any of these may be absent.
  const { key = '', value = '', effect = '' }: Partial<Taint> = taint;
  yield* validateLabelName(key, at.child('key'));
  const messages = isValidLabelValue(value);
  if (messages.length > 0) yield invalid(at.child('value'), value, messages.join(';'));
  if (effect === '') yield required(at.child('effect'), '');
  else if (!effects.includes(effect)) yield notSupported(at.child('effect'), effect, effects);
}
