// From when ages count in what shows the past: the moment that it shows.
import { isReason } from '../resource/api-error.ts';
import type { GraphqlContext } from './context.ts';

/** `at`: a revision, or a moment as RFC 3339; now when absent. */
export async function momentOf({ registry }: GraphqlContext, at: string | null | undefined): Promise<number> {
  const { clock, store } = registry;
  if (!at) return clock.now();
  if (!/^\d+$/.test(at)) return Math.min(Date.parse(at), clock.now());
  try {
    const [set] = await store.history(Math.max(0, Number(at) - 1), 1);
    return set?.committedAtMs ?? clock.now();
  } catch (error) {
    // The oldest revision that can be read has no change set left that would say when it was.
    if (isReason(error, 'Expired')) return clock.now();
    throw error;
  }
}
