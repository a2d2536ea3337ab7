// Where the rows of a collection come from: a watch that resumes by itself, or the pages of a past revision.
import type { Client } from '@portolan/client/client.ts';
import { ApiError } from '@portolan/client/errors.ts';
import type { LiveKind, LiveRow } from './live-kind.ts';

export interface RowListener<Row> {
  /** Rows of a snapshot that is still on its way. */
  onPart(rows: readonly Row[]): void;
  onSnapshot(rows: readonly Row[]): void;
  onEvents(events: ReadonlyArray<{ readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: Row }>): void;
  /** `false`: what is shown may be old, and why. */
  onLive(isLive: boolean, why?: Error): void;
  /** Nothing follows. */
  onEnd(error?: ApiError): void;
}

export type RowSource<Row> = (listener: RowListener<Row>) => { stop(): void };

/** What is asked of a kind. */
export interface Selection {
  /** All namespaces when absent. */
  readonly namespace?: string | undefined;
  /** A past revision or moment; now when absent. */
  readonly at?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

/** Long enough to gather a burst, short enough for nobody to notice. */
const batchMs = 50;
const pageSize = 500;

export function rowSource<Row extends LiveRow>(
  client: Client,
  kind: LiveKind<Row>,
  { at, ...selection }: Selection,
): RowSource<Row> {
  const asked = Object.fromEntries(Object.entries(selection).filter(([, value]) => value));
  if (at) return (listener) => readPast(client, kind, { ...asked, at }, listener);
  const document = { text: kind.changes.text, field: 'frames', read: (object: unknown) => kind.toRow(object) };
  return (listener) =>
    client.follow(
      document,
      { ...kind.changes.variables, ...asked, batchMs },
      { ...listener, onBookmark: () => undefined },
    );
}

interface Page {
  readonly page: {
    readonly nodes: readonly unknown[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

function readPast<Row extends LiveRow>(
  client: Client,
  kind: LiveKind<Row>,
  variables: Readonly<Record<string, unknown>>,
  listener: RowListener<Row>,
): { stop(): void } {
  const abort = new AbortController();
  const read = async () => {
    const rows: Row[] = [];
    for (const document of kind.lists) {
      for (let after: string | null = null, more = true; more; ) {
        const given: Readonly<Record<string, unknown>> = {
          ...document.variables,
          ...variables,
          first: pageSize,
          ...(after && { after }),
        };
        const { page }: Page = await client.request<Page>(document.text, given, { signal: abort.signal });
        for (const node of page.nodes) rows.push(kind.toRow(node));
        after = page.pageInfo.endCursor;
        more = page.pageInfo.hasNextPage;
      }
    }
    listener.onSnapshot(rows);
    listener.onLive(true);
  };
  read().catch((error: unknown) => {
    if (abort.signal.aborted) return;
    listener.onEnd(error instanceof ApiError ? error : new ApiError(String(error), { code: 'SERVICE_UNAVAILABLE' }));
  });
  return { stop: () => abort.abort() };
}
