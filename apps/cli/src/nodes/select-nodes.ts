// The nodes that `cordon`, `uncordon`, `drain` are about: by name or by labels.
import type { Node } from '@portolan/client';
import type { Cli } from '../cli.ts';
import { UsageError } from '../failures.ts';

export interface NodeSelection {
  /** `n1`, `node/n1`. */
  readonly words: readonly string[];
  readonly selector?: string | undefined;
}

/** Throws UsageError in kubectl's words, and ApiError for a node that is not there. */
export async function selectNodes(cli: Cli, verb: string, { words, selector }: NodeSelection): Promise<Node[]> {
  if (words.length > 0 && selector !== undefined) {
    throw new UsageError('cannot specify both a node name and a --selector option');
  }
  if (words.length === 0 && selector === undefined) throw new UsageError(`USAGE: ${verb} NODE [flags]`);
  const { nodes } = await cli.connect();
  if (selector !== undefined) return [...(await nodes.list({ labelSelector: selector }, cli.request)).items];
  const names = [...new Set(words.map((word) => word.replace(/^(no|nodes?)\//, '')))];
  return Promise.all(names.map((name) => nodes.get({ name }, cli.request)));
}
