// `--at`: a revision, a time, or how long ago.
import { isCode } from '@portolan/client/errors.ts';
import type { Cli } from '../cli.ts';
import { parseDurationMs } from '../duration.ts';
import { UsageError } from '../failures.ts';

/** What the API understands: a revision or RFC 3339. Throws UsageError. */
export function parseAt(text: string, nowMs: number): string {
  if (/^\d+$/.test(text)) return text;
  if (text.startsWith('-')) return new Date(nowMs + parseDurationMs(text, '--at')).toISOString();
  const ago = /^(.+)-ago$/.exec(text)?.[1];
  if (ago !== undefined) return new Date(nowMs - parseDurationMs(ago, '--at')).toISOString();
  const time = Date.parse(text);
  if (Number.isNaN(time) || !/^\d{4}-\d\d-\d\d/.test(text)) {
    throw new UsageError(
      `invalid argument "${text}" for "--at" flag: must be a revision, a time such as 2026-01-31T12:00:00Z, or how long ago: -10m`,
    );
  }
  return new Date(time).toISOString();
}

const committedDocument = `query CommittedAt($since: String!) { changes(since: $since, first: 1) { nodes { at } } }`;

/** From when ages count: the time that `at` names, or that of its revision. */
export async function momentOf(cli: Cli, at: string | undefined): Promise<number> {
  if (at === undefined) return Date.now();
  if (!/^\d+$/.test(at)) return Math.min(Date.parse(at), Date.now());
  const client = await cli.connect();
  type Data = { changes: { nodes: ReadonlyArray<{ at: string }> } };
  try {
    const since = String(Math.max(0, Number(at) - 1));
    const { changes } = await client.request<Data>(committedDocument, { since }, cli.request);
    const [set] = changes.nodes;
    return set ? Date.parse(set.at) : Date.now();
  } catch (error) {
    // The read of the objects says it, where they are gone too.
    if (isCode(error, 'GONE')) return Date.now();
    throw error;
  }
}
