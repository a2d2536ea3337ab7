// Amounts by resource (`cpu`, `memory`, `example.com/gpu`) as limits, requests and capacities hold them.
import { formatQuantity, parseQuantity } from '../resource/quantity.ts';

const nanoPerMilli = 1_000_000n;

/** Nothing is counted finer than a thousandth; what is, gets the next one up. */
export function roundedUpToMilli(amounts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, roundUp(amount)]));
}

function roundUp(amount: string): string {
  const { nano, format } = parseQuantity(amount);
  const rest = nano % nanoPerMilli;
  if (rest === 0n) return amount;
  const towardsZero = nano - rest;
  // Away from zero, as Kubernetes rounds.
  return formatQuantity({ nano: towardsZero + (nano > 0n ? nanoPerMilli : -nanoPerMilli), format });
}
