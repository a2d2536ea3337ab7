// Which taints a pod puts up with.
import type { Taint, Toleration } from '../../resource/generated/kubernetes.ts';

const integer = /^[+-]?\d+$/;

export function tolerates({ effect, key, operator, value = '' }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key && key !== taint.key) return false;
  switch (operator) {
    case 'Exists':
      return true;
    case 'Gt':
    case 'Lt':
      return comparesAs(operator, taint.value ?? '', value);
    default:
      return (taint.value ?? '') === value;
  }
}

/** Whether the taint's number is above (`Gt`) or below (`Lt`) the toleration's. */
function comparesAs(operator: string, taint: string, toleration: string): boolean {
  if (!integer.test(taint) || !integer.test(toleration)) return false;
  return operator === 'Gt' ? BigInt(taint) > BigInt(toleration) : BigInt(taint) < BigInt(toleration);
}
