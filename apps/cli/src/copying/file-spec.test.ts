import { describe, expect, it } from 'vitest';
import { archivedName, parseCopy } from './file-spec.ts';

describe('what is copied', () => {
  it.each([
    ['notes', 'web:/tmp/', { direction: 'to pod', from: { path: 'notes' }, to: { pod: 'web', path: '/tmp' } }],
    ['web:/', './', { direction: 'from pod', from: { pod: 'web', path: '/' }, to: { path: '.' } }],
    [
      'shop/web:a:b',
      'c',
      { direction: 'from pod', from: { namespace: 'shop', pod: 'web', path: 'a:b' }, to: { path: 'c' } },
    ],
  ])('reads %s %s', (source, destination, expected) => {
    expect(parseCopy(source, destination)).toEqual(expected);
  });

  it.each([
    ['a', 'b', 'one of src or dest must be a remote file specification'],
    ['web:a', 'web:b', 'one of src or dest must be a local file specification'],
    ['web:', 'b', 'filepath can not be empty'],
    ['', 'web:b', 'filepath can not be empty'],
    [':a', 'b', 'filespec must match the canonical format: [[namespace/]pod:]file/path'],
    ['a/b/c:d', 'b', 'filespec must match the canonical format: [[namespace/]pod:]file/path'],
    ['shop/:d', 'b', 'filespec must match the canonical format: [[namespace/]pod:]file/path'],
  ])('refuses %s %s', (source, destination, message) => {
    expect(() => parseCopy(source, destination)).toThrow(message);
  });
});

it.each([
  ['/tmp/notes', 'tmp/notes'],
  ['./notes', 'notes'],
  ['../../notes', 'notes'],
  ['a/../../notes/b/', 'notes/b'],
  ['.', ''],
  ['..', ''],
  ['/', ''],
])('knows what tar calls %s', (path, name) => {
  expect(archivedName(path)).toBe(name);
});
