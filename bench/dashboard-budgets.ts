// Figures against what they may be.

export type Budget = { readonly name: string; readonly figure: number } & (
  | { readonly atMost: number }
  | { readonly atLeast: number }
);

/** A figure that could not be taken holds nothing. */
export function judge(budgets: readonly Budget[]): Array<Budget & { readonly holds: boolean }> {
  return budgets.map((budget) => ({
    ...budget,
    holds: 'atMost' in budget ? budget.figure <= budget.atMost : budget.figure >= budget.atLeast,
  }));
}
