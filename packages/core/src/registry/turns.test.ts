import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Turns } from './turns.ts';

describe('turns', () => {
  it('never let two hold the same key, and let everyone have theirs', async () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd');
    const wishes = fc.array(fc.uniqueArray(key, { minLength: 1 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(wishes, fc.scheduler(), async (all, scheduler) => {
        const turns = new Turns();
        const held = new Set<string>();
        const served = all.map(async (keys) => {
          const end = await turns.take(keys);
          for (const each of keys) {
            expect(held.has(each)).toBe(false);
            held.add(each);
          }
          await scheduler.schedule(Promise.resolve());
          for (const each of keys) held.delete(each);
          end();
        });
        await scheduler.waitFor(Promise.all(served));
        expect(held.size).toBe(0);
      }),
    );
  });
});
