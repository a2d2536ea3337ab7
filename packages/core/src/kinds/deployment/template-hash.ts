// The name a pod template goes by: replica sets of one deployment are told apart by it.
import type { PodTemplateSpec } from '../../resource/generated/kubernetes.ts';
import { isJsonObject } from '../../resource/json-value.ts';

export const templateHashLabel = 'pod-template-hash';

/** Neither vowels nor what looks like something else, so that no word appears. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** `collisions`: how many names have turned out to be taken by another template. */
export function templateHash(template: PodTemplateSpec, collisions: number): string {
  const text = `${canonicalText(template)}${collisions === 0 ? '' : collisions}`;
  const digits = String(fnv1a(text));
  return [...digits].map((digit) => alphabet[digit.charCodeAt(0) % alphabet.length]).join('');
}

/** JSON with fields in order, so that equal templates give equal texts. */
function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isJsonObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

/** Fowler, Noll and Vo's hash of the UTF-8 bytes, in 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
