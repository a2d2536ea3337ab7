// The subscription `podLogs`: the log of one container, as it is written.
//
// Like the watches, the field subscribes to nothing by itself: it carries `stream`, and the server executes the document
// once for each item of it.
import { badRequestError } from '../resource/api-error.ts';
import type { GraphqlContext, PodLogsOptions } from './context.ts';
import { readProperty } from './derived-types.ts';
import { withHeartbeats } from './heartbeats.ts';
import type { SchemaParts } from './schema-parts.ts';

/** What a root subscription field that is no watch carries in `extensions.portolan`. */
export interface StreamExtension {
  /** One subscriber's items. Ends when the signal aborts. Takes the field's arguments as GraphQL coerces them. */
  stream(args: Readonly<Record<string, unknown>>, context: GraphqlContext, signal: AbortSignal): AsyncIterable<unknown>;
}

interface LogLine {
  /** RFC 3339 with nanoseconds: when the line was written. */
  readonly time: string;
  readonly text: string;
}

interface LogLines {
  readonly lines: readonly LogLine[];
}

export function addPodLogs({ builder }: SchemaParts): void {
  const line = builder.objectRef<LogLine>('PodLogLine').implement({
    description: 'One line of a log.',
    fields: (t) => ({
      time: t.exposeString('time', { nullable: false, description: 'When it was written: RFC 3339, nanoseconds.' }),
      text: t.exposeString('text', { nullable: false, description: 'The line without its end.' }),
    }),
  });
  const lines = builder.objectRef<LogLines>('PodLogLines').implement({
    description: 'Some lines of a log, in order.',
    fields: (t) => ({
      lines: t.field({
        type: [line],
        nullable: false,
        description: 'One or more; none when nothing was written for some seconds.',
        resolve: (frame) => frame.lines,
      }),
    }),
  });
  const extension: StreamExtension = { stream: linesOf };
  builder.subscriptionField('podLogs', (t) =>
    t.field({
      type: lines,
      nullable: false,
      description: 'The log of a container. Ends with the log, or with the container when `follow` is set.',
      args: {
        namespace: t.arg.string({ description: 'The namespace of the pod; `default` when left out.' }),
        name: t.arg.string({ required: true, description: 'The name of the pod.' }),
        container: t.arg.string({ description: 'The container; may be left out where there is one, or a default.' }),
        follow: t.arg.boolean({ description: 'Go on with what is written from now on.' }),
        previous: t.arg.boolean({ description: 'The log of the container that ran before the last restart.' }),
        tailLines: t.arg.int({ description: 'The last lines only.' }),
        sinceSeconds: t.arg.int({ description: 'Nothing older.' }),
        sinceTime: t.arg.string({ description: 'Nothing before this time, RFC 3339.' }),
        limitBytes: t.arg.int({ description: 'Stop after so many bytes.' }),
      },
      extensions: { portolan: extension },
      subscribe: () => {
        throw new Error('subscriptions are run by the server');
      },
      resolve: readProperty,
    }),
  );
}

/** As often as watches say something. */
const heartbeatMs = 8_000;

function linesOf(
  args: Readonly<Record<string, unknown>>,
  context: GraphqlContext,
  signal: AbortSignal,
): AsyncIterable<LogLines> {
  const { clock } = context.registry;
  return withHeartbeats(readLines(args, context, signal), { clock, everyMs: heartbeatMs, beat: { lines: [] } });
}

async function* readLines(
  args: Readonly<Record<string, unknown>>,
  context: GraphqlContext,
  signal: AbortSignal,
): AsyncGenerator<LogLines, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of context.podLogs({ ...optionsOf(args), timestamps: true }, signal)) {
    const texts = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = texts.pop() ?? '';
    if (texts.length > 0) yield { lines: texts.map(lineOf) };
  }
  if (rest !== '') yield { lines: [lineOf(rest)] };
}

function lineOf(text: string): LogLine {
  const space = text.indexOf(' ');
  return { time: text.slice(0, space), text: text.slice(space + 1) };
}

function optionsOf(args: Readonly<Record<string, unknown>>): PodLogsOptions {
  const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null && value !== undefined));
  const { name } = given;
  if (typeof name !== 'string' || name === '') throw badRequestError('name: Required value');
  return { namespace: 'default', ...given, name };
}
