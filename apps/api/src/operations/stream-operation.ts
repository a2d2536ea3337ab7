// A subscription of one subscriber's own: its document is executed once for each item of its stream.
import type { GraphqlContext } from '@portolan/core/graphql/context.ts';
import type { StreamExtension } from '@portolan/core/graphql/pod-logs.ts';
import type { Sink } from '../fan-out/sink.ts';
import { encodeResult } from './encode.ts';
import type { ReportFault } from './errors.ts';
import type { PreparedOperation, Variables } from './prepared-operation.ts';

export interface StreamOperation {
  readonly operation: PreparedOperation;
  readonly variables: Variables;
  readonly field: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly extension: StreamExtension;
  readonly context: () => GraphqlContext;
  readonly reportFault: ReportFault;
}

/** Runs until the stream ends, fails or the signal aborts; a full sink stops the stream. Never rejects. */
export async function runStream(stream: StreamOperation, sink: Sink, signal: AbortSignal): Promise<void> {
  const { operation, variables, field, args, extension, context, reportFault } = stream;
  const options = { showsManifests: operation.showsManifests, report: reportFault };
  try {
    for await (const item of extension.stream(args, context(), signal)) {
      if (sink.isFull) await sink.ready();
      if (signal.aborted) return;
      sink.next(encodeResult(await operation.run({ [field]: item }, context(), variables), options));
    }
    if (!signal.aborted) sink.complete();
  } catch (error) {
    if (!signal.aborted) sink.fail(error);
  }
}
