// `--sort-by`: kubectl takes a JSONPath, the API sorts by a field path.
import { UsageError } from '../failures.ts';
import { parseFieldPath, type Step } from '../jsonpath/parse.ts';

/** `{.metadata.name}`, `.status.startTime`, `spec.nodeName`, `.spec.containers[0].image`. Throws UsageError. */
export function parseSortBy(text: string): string {
  const isDescending = text.startsWith('-');
  const [part, ...more] = parseFieldPath(isDescending ? text.slice(1) : text);
  if (part?.part !== 'path' || more.length > 0 || part.steps.length === 0) throw notSortable(text);
  const path = part.steps.map((step) => pathSegment(step, text)).join('');
  return `${isDescending ? '-' : ''}${path.replace(/^\./, '')}`;
}

function pathSegment(step: Step, text: string): string {
  if (step.step === 'index' && step.index >= 0) return `[${step.index}]`;
  if (step.step !== 'field') throw notSortable(text);
  return /^[\w$-]+$/.test(step.name) ? `.${step.name}` : `['${step.name.replace(/[\\']/g, '\\$&')}']`;
}

function notSortable(text: string): UsageError {
  return new UsageError(
    `--sort-by takes the path of one field, such as .metadata.creationTimestamp; ${JSON.stringify(text)} is none`,
  );
}
