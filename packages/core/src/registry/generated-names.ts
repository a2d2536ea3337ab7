// Names and uids the registry chooses.
import type { Clock } from '../resource/clock.ts';

/** Kubernetes' alphabet for suffixes: no vowels, so that no words appear, and nothing that looks like something else. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
const suffixLength = 5;
const maxNameLength = 63;

/** `base` and five random characters, as Kubernetes' SimpleNameGenerator. */
export function generateName(base: string, clock: Clock): string {
  let name = base.slice(0, maxNameLength - suffixLength);
  for (let i = 0; i < suffixLength; i++) name += alphabet[Math.floor(clock.random() * alphabet.length)];
  return name;
}

/** A version 4 UUID. */
export function newUid(clock: Clock): string {
  let hex = '';
  for (let i = 0; i < 8; i++) {
    hex += Math.floor(clock.random() * 0x10000)
      .toString(16)
      .padStart(4, '0');
  }
  const variant = '89ab'[Math.floor(clock.random() * 4)];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
