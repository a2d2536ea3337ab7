import { expect, test } from 'vitest';
import { EncodedManifests } from './encoded-manifests.ts';

const manifests = Array.from({ length: 8 }, (_, index) => ({ name: `é${index}` }));

test('writes a manifest out once', () => {
  const encoded = new EncodedManifests();
  const [manifest = {}] = manifests;
  expect(encoded.bytesOf(manifest).toString()).toBe('{"name":"é0"}');
  expect(encoded.bytesOf(manifest)).toBe(encoded.bytesOf(manifest));
});

test('keeps what is asked for and forgets the rest when it has no room for all', () => {
  const encoded = new EncodedManifests(3 * JSON.stringify(manifests[0]).length);
  const [wanted = {}, unwanted = {}, ...others] = manifests;
  const [wantedBytes, unwantedBytes] = [encoded.bytesOf(wanted), encoded.bytesOf(unwanted)];
  for (const other of others) {
    encoded.bytesOf(other);
    expect(encoded.bytesOf(wanted)).toBe(wantedBytes);
  }
  expect(encoded.bytesOf(unwanted)).not.toBe(unwantedBytes);
  expect(encoded.bytesOf(unwanted)).toEqual(unwantedBytes);
});
