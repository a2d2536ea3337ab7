// Taints of nodes that a pod puts up with.
import { type FieldPath, invalid, notSupported } from '../../../resource/field-error.ts';
import type { Toleration } from '../../../resource/generated/kubernetes.ts';
import { isValidLabelValue } from '../../../resource/validation/names.ts';
import { checkQualifiedName, type Findings } from './field-rules.ts';

const operators: readonly string[] = ['Equal', 'Exists'];
const effects: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function* validateTolerations(path: FieldPath, tolerations: readonly Toleration[] = []): Findings {
  for (const [position, toleration] of tolerations.entries()) {
    yield* validateToleration(path.index(position), toleration);
  }
}

function* validateToleration(path: FieldPath, toleration: Toleration): Findings {
  const { key = '', operator = '', value = '', effect = '', tolerationSeconds } = toleration;
  if (key !== '') yield* checkQualifiedName(path.child('key'), key);
  if (key === '' && operator !== 'Exists') {
    const all = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    yield invalid(path.child('operator'), operator, all);
  }
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    yield invalid(path.child('effect'), effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
  }
  yield* checkOperator(path.child('operator'), operator, value);
  if (effect !== '' && !effects.includes(effect)) yield notSupported(path.child('effect'), effect, effects);
}

/** No operator means `Equal`. */
function* checkOperator(path: FieldPath, operator: string, value: string): Findings {
  if (operator === 'Equal' || operator === '') {
    const messages = isValidLabelValue(value);
    if (messages.length > 0) yield invalid(path, value, messages.join(';'));
  } else if (operator === 'Exists') {
    if (value !== '') yield invalid(path, value, "value must be empty when `operator` is 'Exists'");
  } else {
    yield notSupported(path, operator, operators);
  }
}
