// What a command is to act on, as it was typed: `pods web db`, `pod/web svc/web`, `po,svc -l app=web`.
import { CommandError, UsageError } from './failures.ts';
import type { KindName, ResourceKind, ResourceKinds } from './resource-kinds.ts';

/** Objects of one kind: by name, or all that are selected. */
export interface ResourceSelection {
  readonly kind: ResourceKind;
  /** Undefined: all of the kind. */
  readonly names?: readonly string[];
}

/**
 * In the order they were typed. Names of `a/b` form that follow each other stay apart, so that output keeps their order.
 * Throws UsageError and CommandError in kubectl's words.
 */
export function parseResourceArguments(words: readonly string[], kinds: ResourceKinds): ResourceSelection[] {
  if (words.length === 0) {
    throw new UsageError(
      'You must specify the type of resource to get. Use "portolan api-resources" for a complete list of supported resources.',
    );
  }
  const withSlash = words.filter((word) => word.includes('/'));
  if (withSlash.length > 0) {
    if (withSlash.length < words.length) {
      throw new UsageError(
        'there is no need to specify a resource type as a separate argument when passing arguments in resource/name form ' +
          "(e.g. 'portolan get resource/<resource_name>' instead of 'portolan get resource resource/<resource_name>'",
      );
    }
    return words.map((word) => parseSlashForm(word, kinds));
  }
  const [typeList = '', ...names] = words;
  const found = typeList
    .split(',')
    .filter((type) => type !== '')
    .flatMap((type) => kinds.byNameOrCategory(type));
  const unique = [...new Set(found)];
  return unique.map((kind) => ({ kind, ...(names.length > 0 && { names }) }));
}

function parseSlashForm(word: string, kinds: ResourceKinds): ResourceSelection {
  const parts = word.split('/');
  const [type = '', name = ''] = parts;
  if (parts.length !== 2 || !type || !name) {
    throw new CommandError(`arguments in resource/name form must have a single resource and name`);
  }
  return { kind: kinds.byName(type), names: [name] };
}

export interface NamedResource {
  readonly kind: ResourceKind;
  readonly name: string;
}

/** The pod of `logs web`, `exec pod/web`, `port-forward deploy/web`: a bare word is a name of the kind that is meant. */
export function parseNamed(word: string, meant: string, kinds: ResourceKinds): NamedResource {
  if (!word.includes('/')) return { kind: kinds.byName(meant), name: word };
  const { kind, names } = parseSlashForm(word, kinds);
  return { kind, name: names?.[0] ?? '' };
}

/** `pods "web"`, `deployments.apps "web"` → `pod/web`, `deployment.apps/web`: what `-o name` prints. */
export function nameOutput({ singular, group }: KindName, name: string): string {
  return `${singular}${group ? `.${group}` : ''}/${name}`;
}
