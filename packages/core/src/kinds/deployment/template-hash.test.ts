import { expect, it } from 'vitest';
import { templateHash } from './template-hash.ts';

const metadata = { name: '' };
const template = { metadata, spec: { containers: [{ name: 'main', image: 'web:1' }] } };

it('depends on the content of a template, not on the order of its fields', () => {
  const reordered = { metadata, spec: { containers: [{ image: 'web:1', name: 'main' }] } };
  expect(templateHash(reordered, 0)).toBe(templateHash(template, 0));
  const other = { metadata, spec: { containers: [{ name: 'main', image: 'web:2' }] } };
  expect(templateHash(other, 0)).not.toBe(templateHash(template, 0));
});

it('gives another name after each collision, in letters and digits that make no words', () => {
  const hashes = [0, 1, 2, 3].map((collisions) => templateHash(template, collisions));
  expect(new Set(hashes).size).toBe(4);
  for (const hash of hashes) expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{1,10}$/);
});
