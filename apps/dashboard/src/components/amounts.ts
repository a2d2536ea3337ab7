// Cores and bytes as people read them.

const units = ['B', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'] as const;

/** `250m`, `1.5`, `12`. */
export function coresText(cores: number): string {
  return cores < 1 ? `${Math.round(cores * 1000)}m` : String(Math.round(cores * 10) / 10);
}

/** `64Mi`, `1.5Gi`. */
export function bytesText(bytes: number): string {
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const amount = bytes / 1024 ** power;
  return `${amount < 10 ? Math.round(amount * 10) / 10 : Math.round(amount)}${units[power]}`;
}

export function percent(part: number, whole: number): number {
  return whole > 0 ? Math.round((part / whole) * 100) : 0;
}
