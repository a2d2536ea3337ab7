import { expect, it } from 'vitest';
import { defaultPullPolicy, imageTag } from './image-tag.ts';

const digest = `sha256:${'a'.repeat(64)}`;

it.each([
  ['nginx', 'latest'],
  ['nginx:latest', 'latest'],
  ['nginx:1.27', '1.27'],
  ['library/nginx', 'latest'],
  ['registry.example:5000/team/app', 'latest'],
  ['registry.example:5000/team/app:v2', 'v2'],
  ['localhost/app', 'latest'],
  ['[::1]:5000/app:v1', 'v1'],
  [`nginx@${digest}`, ''],
  [`nginx:1.27@${digest}`, '1.27'],
  ['Nginx', ''],
  ['nginx:', ''],
  ['', ''],
  [' nginx', ''],
  ['a'.repeat(64), ''],
])('reads the tag of %s as "%s"', (image, tag) => {
  expect(imageTag(image)).toBe(tag);
});

it('pulls always only what is tagged latest', () => {
  expect(defaultPullPolicy('nginx')).toBe('Always');
  expect(defaultPullPolicy('nginx:1.27')).toBe('IfNotPresent');
  expect(defaultPullPolicy(`nginx@${digest}`)).toBe('IfNotPresent');
  expect(defaultPullPolicy('')).toBe('IfNotPresent');
});
