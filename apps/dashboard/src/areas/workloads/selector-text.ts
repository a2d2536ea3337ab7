// A selector as people and the API write it in a line: `app=web,tier in (a,b),!canary`.
import type { LabelSelector } from '@portolan/client/generated/kubernetes.ts';

export function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const equalities = Object.entries(matchLabels).map(([name, value]) => `${name}=${value}`);
  return [...equalities, ...matchExpressions.map(expressionText)].join(',');
}

function expressionText({
  key,
  operator,
  values = [],
}: NonNullable<LabelSelector['matchExpressions']>[number]): string {
  switch (operator) {
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
  }
}
