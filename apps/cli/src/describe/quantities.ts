// Sums of quantities, for shares of a node. Exact enough to show: numbers, not Kubernetes' decimals.

const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

function quantityNumber(text: string | number | undefined): number {
  const [, number = '0', suffix = ''] = /^([-+]?[\d.]+(?:[eE][-+]?\d+)?)([a-zA-Z]*)$/.exec(String(text ?? 0)) ?? [];
  return Number(number) * (factors[suffix] ?? 1);
}

export function addQuantities(texts: ReadonlyArray<string | number | undefined>): number {
  return texts.reduce<number>((sum, text) => sum + quantityNumber(text), 0);
}

export function percentOf(amount: number, of: string | number | undefined): number {
  const whole = quantityNumber(of);
  return whole === 0 ? 0 : Math.trunc((amount / whole) * 100);
}

/** `250m`, `2`, `64Mi`: in the unit that leaves no rest. */
export function quantityText(resource: string, amount: number): string {
  if (resource === 'cpu') return Number.isInteger(amount) ? String(amount) : `${Math.round(amount * 1000)}m`;
  const unit = ['Ti', 'Gi', 'Mi', 'Ki'].find((suffix) => amount > 0 && amount % (factors[suffix] ?? 1) === 0);
  return unit ? `${amount / (factors[unit] ?? 1)}${unit}` : String(amount);
}
