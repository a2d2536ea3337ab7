// Which revisions can be read, and what a reader outside of them is told.
import { type ApiError, badRequestError, expiredError } from '../resource/api-error.ts';
import type { Revision } from './store.ts';

export interface ReadBounds {
  readonly floor: Revision;
  readonly latest: Revision;
}

export function assertReadable(at: Revision, bounds: ReadBounds): void {
  if (at < bounds.floor) throw tooOldError(at, bounds.floor);
  if (at > bounds.latest) throw badRequestError(`Too large resource version: ${at}, current: ${bounds.latest}`);
}

export function tooOldError(at: Revision, floor: Revision): ApiError {
  return expiredError(`too old resource version: ${at} (${floor})`);
}
