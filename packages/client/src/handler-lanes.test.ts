import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HandlerLanes } from './handler-lanes.ts';

interface Thing {
  readonly metadata: { readonly uid: string };
  readonly state: number;
}

const thing = (state: number, uid = 'u'): Thing => ({ metadata: { uid }, state });

/** A handler that can be held up, and what it was told. */
function startLanes() {
  const told: string[] = [];
  const failures: string[] = [];
  const held: Array<() => void> = [];
  const control = { isHolding: false, isFailing: false };
  const hear = async (text: string) => {
    told.push(text);
    if (control.isFailing) throw new Error(text);
    if (control.isHolding) await new Promise<void>((resolve) => held.push(resolve));
  };
  const lanes = new HandlerLanes<Thing>(
    {
      add: ({ state }) => hear(`add ${state}`),
      update: (now, before) => hear(`update ${before.state}→${now.state}`),
      delete: ({ state }) => hear(`delete ${state}`),
    },
    (error, key) => failures.push(`${key}: ${error}`),
  );
  return { lanes, told, failures, held, control };
}

/** Until everything that can run has run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

describe('the lanes of a set of handlers', () => {
  it('call nobody from inside the call that brings a change', async () => {
    const { lanes, told } = startLanes();
    lanes.notify('a', undefined, thing(1));
    expect(told).toEqual([]);
    await settle();
    expect(told).toEqual(['add 1']);
  });

  it('let one handler of a key end before the next begins, and skip states that were overtaken', async () => {
    const { lanes, told, held, control } = startLanes();
    control.isHolding = true;
    const states = [1, 2, 3, 4].map((state) => thing(state));
    lanes.notify('a', undefined, states[0]);
    await settle();
    lanes.notify('a', states[0], states[1]);
    lanes.notify('a', states[1], states[2]);
    await settle();
    expect(told).toEqual(['add 1']);
    held.shift()?.();
    await settle();
    expect(told).toEqual(['add 1', 'update 1→3']);
    lanes.notify('a', states[2], undefined);
    held.shift()?.();
    await settle();
    expect(told.at(-1)).toBe('delete 3');
  });

  it('do not make one key wait for another', async () => {
    const { lanes, told, control } = startLanes();
    control.isHolding = true;
    lanes.notify('a', undefined, thing(1));
    lanes.notify('b', undefined, thing(2, 'v'));
    await settle();
    expect(told).toEqual(['add 1', 'add 2']);
  });

  it('tell an object that was made anew under its name as another one', async () => {
    const { lanes, told } = startLanes();
    lanes.notify('a', thing(1, 'old'), thing(2, 'new'));
    await settle();
    expect(told).toEqual(['delete 1', 'add 2']);
  });

  it('say nothing of what came and went before anybody could hear of it', async () => {
    const { lanes, told } = startLanes();
    const object = thing(1);
    lanes.notify('a', undefined, object);
    lanes.notify('a', object, undefined);
    await settle();
    expect(told).toEqual([]);
  });

  it('go on after a handler has thrown, and report it', async () => {
    const { lanes, told, failures, control } = startLanes();
    control.isFailing = true;
    const object = thing(1);
    lanes.notify('a', undefined, object);
    await settle();
    control.isFailing = false;
    lanes.notify('a', object, thing(2));
    await settle();
    expect(told).toEqual(['add 1', 'update 1→2']);
    expect(failures).toEqual(['a: Error: add 1']);
  });

  it('are silent once they are stopped, also about what was waiting', async () => {
    const { lanes, told, held, control } = startLanes();
    control.isHolding = true;
    const object = thing(1);
    lanes.notify('a', undefined, object);
    await settle();
    lanes.notify('a', object, thing(2));
    lanes.stop();
    held.shift()?.();
    await settle();
    expect(told).toEqual(['add 1']);
  });

  it('always tell a story that adds up to the last state', async () => {
    const step = fc.record({
      key: fc.constantFrom('a', 'b'),
      state: fc.option(fc.nat(9), { nil: undefined }),
      uid: fc.constantFrom('u', 'v'),
      hold: fc.boolean(),
      letGo: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const real = new Map<string, Thing>();
        const believed = new Map<string, Thing>();
        const held: Array<() => void> = [];
        let isHolding = false;
        const wait = () => (isHolding ? new Promise<void>((resolve) => held.push(resolve)) : undefined);
        const learn = (key: string, was: Thing | undefined, is: Thing | undefined) => {
          expect(believed.get(key)).toBe(was);
          if (is) believed.set(key, is);
          else believed.delete(key);
          return wait();
        };
        const keys = new Map<Thing, string>();
        const keyOf = (object: Thing) => keys.get(object) ?? '';
        const lanes = new HandlerLanes<Thing>(
          {
            add: (object) => learn(keyOf(object), undefined, object),
            update: (object, before) => learn(keyOf(object), before, object),
            delete: (object) => learn(keyOf(object), object, undefined),
          },
          (error) => {
            throw error;
          },
        );
        for (const { key, state, uid, hold, letGo } of steps) {
          isHolding = hold;
          const before = real.get(key);
          const latest = state === undefined ? undefined : thing(state, uid);
          if (latest) {
            keys.set(latest, key);
            real.set(key, latest);
          } else real.delete(key);
          lanes.notify(key, before, latest);
          if (letGo) held.shift()?.();
          await settle();
        }
        isHolding = false;
        while (held.length > 0) {
          held.shift()?.();
          await settle();
        }
        expect(believed).toEqual(real);
      }),
    );
  });
});
