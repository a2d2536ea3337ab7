// `--for`: what is waited for, and whether an object has it.
import type { ApiObject } from '@portolan/client/objects.ts';
import { UsageError } from './failures.ts';
import { type Part, parseFieldPath } from './jsonpath/parse.ts';
import { pathValues, textOf } from './jsonpath/render.ts';

export type WaitCondition =
  | { readonly until: 'deleted' }
  | { readonly until: 'created' }
  | { readonly until: 'condition'; readonly type: string; readonly status: string }
  /** Any value where none is named. */
  | { readonly until: 'value'; readonly path: readonly Part[]; readonly text: string; readonly value?: string };

/** Throws UsageError in kubectl's words. */
export function parseWaitCondition(text: string): WaitCondition {
  if (text.toLowerCase() === 'delete') return { until: 'deleted' };
  if (text.toLowerCase() === 'create') return { until: 'created' };
  if (text.startsWith('condition=')) {
    const [type = '', status = 'true'] = splitOnce(text.slice('condition='.length));
    if (type === '') throw new UsageError('condition name cannot be empty');
    return { until: 'condition', type, status };
  }
  if (text.startsWith('jsonpath=')) return parseValue(text.slice('jsonpath='.length));
  throw new UsageError(`unrecognized condition: "${text}"`);
}

/** `{.status.phase}=Running`, `'{.spec.x[?(@.a=="b")].c}'=d`: the first `=` behind the braces ends the path. */
function parseValue(text: string): WaitCondition {
  const bare = text.replace(/^(['"])(.*?\})\1/s, '$2');
  const close = bare.startsWith('{') ? bare.lastIndexOf('}') : -1;
  const split = bare.indexOf('=', close + 1);
  const path = split < 0 ? bare : bare.slice(0, split);
  const value = split < 0 ? undefined : bare.slice(split + 1).replace(/^(['"])(.*)\1$/s, '$2');
  if (path.trim() === '') throw new UsageError('jsonpath wait condition cannot be empty');
  if (value === '')
    throw new UsageError('jsonpath wait has to have a value after equal sign, like jsonpath={.status.readyReplicas}=3');
  return { until: 'value', path: parseFieldPath(path), text: path, ...(value !== undefined && { value }) };
}

function splitOnce(text: string): string[] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text] : [text.slice(0, equals), text.slice(equals + 1)];
}

interface WithConditions {
  readonly metadata: { readonly generation?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly conditions?: ReadonlyArray<{
      readonly type: string;
      readonly status: string;
      readonly observedGeneration?: number;
    }>;
  };
}

/** Of an object that is there. Throws UsageError for a path that does not lead to one plain value. */
export function isMet(condition: WaitCondition, object: ApiObject): boolean {
  switch (condition.until) {
    case 'deleted':
      return false;
    case 'created':
      return true;
    case 'condition':
      return hasCondition(object as WithConditions, condition);
    case 'value':
      return hasValue(object, condition);
  }
}

/** A status that speaks of an older generation does not count. */
function hasCondition({ metadata, status }: WithConditions, wanted: { type: string; status: string }): boolean {
  const found = status?.conditions?.find(({ type }) => type.toLowerCase() === wanted.type.toLowerCase());
  if (!found) return false;
  const observed = found.observedGeneration ?? status?.observedGeneration;
  if (observed !== undefined && metadata.generation !== undefined && observed < metadata.generation) return false;
  return found.status.toLowerCase() === wanted.status.toLowerCase();
}

function hasValue(object: ApiObject, { path, text, value }: Extract<WaitCondition, { until: 'value' }>): boolean {
  const values = pathValues(path, object);
  if (values.length === 0) return false;
  if (value === undefined) return true;
  const [only] = values;
  if (values.length > 1) throw new UsageError('given jsonpath expression matches more than one value');
  if (typeof only === 'object') throw new UsageError(`jsonpath leads to a nested value or a list: ${text}`);
  return textOf(only) === value;
}
