// One writer that makes a given number of changes, each exactly once, while processes and the database die under it.
//
// Every change set moves the object `position` from the set before it to itself, guarded by its resourceVersion. So no set
// happens twice, and whoever got no answer reads that object to see whether the set happened.
import { until } from '../../support/until.ts';
import { type Answer, GraphqlCaller } from '../history/graphql-caller.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { kind, namespace } from './objects.ts';

export interface WriterOptions {
  readonly changes: number;
  readonly ports: readonly number[];
  readonly token: string;
  readonly random: SeededRandom;
  /** Before each change set. */
  readonly pace: () => Promise<void>;
}

interface Position {
  readonly set: number;
  readonly resourceVersion: string;
}

const commitText = `mutation ($operations: [OperationInput!]!) {
  write: commit(operations: $operations) { revision }
}`;
const positionText = `{
  configMap(namespace: "${namespace}", name: "position") { data metadata { resourceVersion } }
}`;
const slots = Array.from({ length: 1_000 }, (_, index) => `slot-${index}`);
const smallestSet = 100;
const largestSet = 400;
const shareOfDeletes = 0.15;
const requestTimeoutMs = 5_000;
const outageLimitMs = 60_000;

export class Writer {
  changes = 0;
  sets = 0;
  /** Attempts at a set that got no answer or a refusal, after which it had happened. */
  unknownThatHappened = 0;
  /** And after which it had not. */
  unknownThatDidNot = 0;
  private readonly options: WriterOptions;
  private readonly caller: GraphqlCaller;
  private readonly present = new Set<string>();

  constructor(options: WriterOptions) {
    this.options = options;
    this.caller = new GraphqlCaller(options.token, requestTimeoutMs);
  }

  /** Returns the revision of its last change set. */
  async run(): Promise<number> {
    const { changes, pace } = this.options;
    let at = await this.begin();
    while (this.changes < changes) {
      await pace();
      const operations = this.plan(changes - this.changes - 1);
      at = await this.write(at, operations);
      this.sets++;
      this.changes += operations.length + 1;
    }
    this.caller.close();
    return Number(at.resourceVersion);
  }

  /** The first position, which is no part of what is counted. */
  private async begin(): Promise<Position> {
    const answer = await this.ask(commitText, { operations: [{ create: { object: configMap('position', '0') } }] });
    if (!answer?.data) throw new Error(`the first write: ${JSON.stringify(answer)}`);
    return this.position();
  }

  /** As many steps as a set has, or `most`; the objects that they say are present are present afterwards. */
  private plan(most: number): object[] {
    const { random } = this.options;
    const size = Math.min(most, smallestSet + random.integer(largestSet - smallestSet));
    return random.sample(slots, size).map((name, index) => this.planStep(name, `${this.sets}.${index}`));
  }

  private planStep(name: string, value: string): object {
    const isThere = this.present.has(name);
    if (isThere && this.options.random.chance(shareOfDeletes)) {
      this.present.delete(name);
      return { delete: { kind, namespace, name } };
    }
    this.present.add(name);
    return { [isThere ? 'update' : 'create']: { object: configMap(name, value) } };
  }

  private async write(from: Position, operations: readonly object[]): Promise<Position> {
    const set = from.set + 1;
    let guard = from.resourceVersion;
    while (true) {
      const move = { update: { object: configMap('position', String(set), guard) } };
      const answer = await this.ask(commitText, { operations: [...operations, move] });
      const written = answer?.error ? undefined : (answer?.data?.write as { revision: string } | undefined);
      if (written) return { set, resourceVersion: written.revision };
      const found = await this.position();
      if (found.set === set) {
        this.unknownThatHappened++;
        return found;
      }
      if (found.set !== from.set) throw new Error(`the position is ${found.set} where it can be ${from.set} or ${set}`);
      if (answer?.error) this.refuse(answer.error);
      this.unknownThatDidNot++;
      guard = found.resourceVersion;
    }
  }

  /** Only what a fault explains is tried again. */
  private refuse({ code, message }: NonNullable<Answer['error']>): void {
    if (code !== 'SERVICE_UNAVAILABLE' && code !== 'TIMEOUT') throw new Error(`a change set was refused: ${message}`);
  }

  private position(): Promise<Position> {
    return until(
      'somebody answers where the writer is',
      async () => {
        const answer = await this.ask(positionText, {});
        const shown = answer?.data?.configMap as
          | { data: { value: string }; metadata: { resourceVersion: string } }
          | undefined;
        return shown && { set: Number(shown.data.value), resourceVersion: shown.metadata.resourceVersion };
      },
      outageLimitMs,
    );
  }

  private ask(query: string, variables: object): Promise<Answer | undefined> {
    const { random, ports } = this.options;
    return this.caller.call(random.pick(ports), query, variables);
  }
}

function configMap(name: string, value: string, resourceVersion?: string): object {
  const metadata = { name, namespace, ...(resourceVersion !== undefined && { resourceVersion }) };
  return { apiVersion: 'v1', kind, metadata, data: { value } };
}
