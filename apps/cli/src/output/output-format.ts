// `-o`: what it may be, taken apart once.
import { readFileSync } from 'node:fs';
import { UsageError } from '../failures.ts';

export type OutputFormat =
  | { readonly form: 'table'; readonly wide: boolean }
  | { readonly form: 'json' | 'yaml' | 'name' }
  | { readonly form: 'jsonpath' | 'custom-columns'; readonly template: string };

const known = 'custom-columns,custom-columns-file,json,jsonpath,jsonpath-file,name,wide,yaml';

/** Throws UsageError in kubectl's words. */
export function parseOutputFormat(given: string | undefined): OutputFormat {
  if (given === undefined || given === '') return { form: 'table', wide: false };
  const equals = given.indexOf('=');
  const form = equals < 0 ? given : given.slice(0, equals);
  const template = equals < 0 ? '' : given.slice(equals + 1);
  switch (form) {
    case 'wide':
      return { form: 'table', wide: true };
    case 'json':
    case 'yaml':
    case 'name':
      return { form };
    case 'jsonpath':
    case 'custom-columns':
      return { form, template: required(form, template) };
    case 'jsonpath-file':
      return { form: 'jsonpath', template: fromFile(form, template) };
    case 'custom-columns-file':
      return { form: 'custom-columns', template: fromFile(form, template) };
    case 'go-template':
    case 'go-template-file':
    case 'template':
    case 'templatefile':
      throw new UsageError(
        `go templates are not supported: use -o jsonpath='{.items[*].metadata.name}' or -o custom-columns`,
      );
    default:
      throw new UsageError(
        `unable to match a printer suitable for the output format "${given}", allowed formats are: ${known}`,
      );
  }
}

function required(form: string, template: string): string {
  if (template !== '') return template;
  if (form === 'custom-columns') throw new UsageError('custom-columns format specified but no custom columns given');
  throw new UsageError(`template format specified but no template given`);
}

function fromFile(form: string, path: string): string {
  if (path === '') throw new UsageError(`${form} format specified but no file given`);
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`error reading ${form.replace('-file', '')} file ${path}: ${(cause as Error).message}`);
  }
}
