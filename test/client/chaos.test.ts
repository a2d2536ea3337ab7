// Hundreds of changes while the network between the SDK and the API does what networks do. A failure is repeated with its
// seed: SDK_SEED=7 npx vitest run test/client/chaos.test.ts
import { type Client, connect } from '@portolan/client';
import { VirtualClock } from '@portolan/core/resource/virtual-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api-server.ts';
import { aConfigMap } from '../support/manifests.ts';
import { scaledClock } from '../support/scaled-clock.ts';
import { type SdkRig, startSdk } from '../support/sdk-rig.ts';
import { until } from '../support/until.ts';
import { HandlerWitness, readHistory, StreamWitness, versionsOf } from './witnesses.ts';

const seeds = process.env.SDK_SEED ? [Number(process.env.SDK_SEED)] : [1, 2];
const steps = 250;
/** The SDK's seconds are a tenth of ours, so that what it waits for comes. */
const haste = 10;
const selector = 'data.on=yes';

let api: TestApi;
let direct: Client;

beforeAll(async () => {
  api = await startApi();
  direct = await connect({ server: api.url, token: api.token });
});
afterAll(async () => {
  direct.close();
  await api.stop();
});

type Fault = 'cut' | 'delay' | 'silence' | 'refuse';

class Chaos {
  readonly faults: Record<Fault, number> = { cut: 0, delay: 0, silence: 0, refuse: 0 };
  private readonly random: () => number;
  private readonly rigs: readonly SdkRig[];
  private healAt = 0;
  private hand: Fault[] = [];

  constructor(random: () => number, rigs: readonly SdkRig[]) {
    this.random = random;
    this.rigs = rigs;
  }

  /** Dealt like cards, so that no kind is left out by chance. */
  private nextFault(): Fault {
    if (this.hand.length === 0) this.hand = ['cut', 'delay', 'silence', 'refuse'];
    const [fault] = this.hand.splice(Math.floor(this.random() * this.hand.length), 1);
    return fault ?? 'cut';
  }

  /** Between two changes. */
  step(step: number): void {
    if (step === this.healAt) for (const { proxy } of this.rigs) proxy.heal();
    if (step < this.healAt || this.random() > 0.15) return;
    const fault = this.nextFault();
    this.faults[fault]++;
    this.healAt = step + 1 + Math.floor(this.random() * 10);
    for (const { proxy } of this.rigs) {
      if (fault === 'delay') proxy.delay(Math.floor(this.random() * 50));
      else if (fault === 'cut') proxy.cut();
      else if (fault === 'silence') proxy.silence();
      else {
        proxy.refuse();
        proxy.cut();
      }
    }
  }
}

/** Makes one change set of one or two objects. */
async function change(random: () => number, namespace: string, known: Map<string, boolean>): Promise<string> {
  const { operations } = direct.configMaps;
  const names = new Set([1, 2].slice(random() < 0.8 ? 1 : 0).map(() => `m${Math.floor(random() * 20)}`));
  const steps = [...names].map((name) => {
    const on = random() < 0.7 ? 'yes' : 'no';
    const object = aConfigMap({ metadata: { name, namespace }, data: { on, n: String(random()) } });
    const exists = known.get(name) === true;
    const isDeletion = exists && random() < 0.25;
    known.set(name, !isDeletion);
    if (isDeletion) return operations.delete({ name, namespace });
    return exists ? operations.update(object) : operations.create(object);
  });
  return (await direct.commit(steps)).revision;
}

describe.each(seeds)('under chaos of seed %i', (seed) => {
  it('an informer ends where the API is, and a stream tells every change exactly once', {
    timeout: 300_000,
  }, async () => {
    const chance = new VirtualClock({ seed });
    const random = () => chance.random();
    const namespace = `chaos-${seed}`;
    await direct.namespaces.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const begin = await direct.revision();
    const clock = scaledClock(haste, random);
    const rigs = [await startSdk(api, { clock }), await startSdk(api, { clock })] as const;
    const [watching, reading] = rigs;
    const informer = watching.client.configMaps.informer({ namespace, fieldSelector: selector });
    const handlers = new HandlerWitness(informer, random);
    const stream = reading.client.configMaps.watch({ namespace, since: begin, maxWaiting: 50 });
    const witness = new StreamWitness(stream);
    witness.revision = Number(begin);

    const chaos = new Chaos(random, rigs);
    const known = new Map<string, boolean>();
    const startedMs = clock.monotonic();
    let last = '';
    for (let step = 0; step < steps; step++) {
      chaos.step(step);
      last = await change(random, namespace, known);
    }
    for (const { proxy } of rigs) proxy.heal();
    await direct.configMaps.create(aConfigMap({ metadata: { name: 'last', namespace }, data: { on: 'yes' } }));
    await until('the informer is where the API is', () => informer.get(`${namespace}/last`));
    await until('the stream is where the API is', () => witness.state.has(`${namespace}/last`));
    await until('the handlers are done', () => handlers.isQuiet && handlers.state.has(`${namespace}/last`));
    const elapsedSeconds = (clock.monotonic() - startedMs) / 1000;

    const selected = await direct.configMaps.list({ namespace, fieldSelector: selector });
    const all = await direct.configMaps.list({ namespace });
    expect(versionsOf(informer.list())).toEqual(versionsOf(selected.items));
    expect(handlers.state).toEqual(versionsOf(selected.items));
    expect(handlers.oddities).toEqual([]);
    expect(witness.state).toEqual(versionsOf(all.items));
    expect(witness.told).toEqual(witness.expected(await readHistory(direct, namespace, begin)));
    expect(Number(last)).toBeLessThan(witness.revision);

    // It was not quiet, and it was not hasty.
    expect(Math.min(...Object.values(chaos.faults))).toBeGreaterThan(0);
    for (const { log, statuses } of rigs) {
      expect(log.connections).toBeGreaterThan(3);
      expect(log.mostAtOnce).toBe(1);
      const attempts = statuses.filter(({ state }) => state === 'connecting').length;
      expect(attempts / elapsedSeconds).toBeLessThanOrEqual(1);
      expect(log.begun.filter((since) => since === undefined).length).toBeLessThanOrEqual(attempts);
    }
    for (const rig of rigs) await rig.stop();
    await witness.ended;
  });
});
