import { expect, it } from 'vitest';
import { readViewer } from './viewer.ts';

it('reads a user of any script, and takes nothing else for one', () => {
  const viewer = { user: '管理员 "x"', groups: ['system:masters'] };
  expect(readViewer(encodeURIComponent(JSON.stringify(viewer)))).toEqual(viewer);
  for (const header of [null, '', 'null', '%', '{}', '{"user":"a"}']) expect(readViewer(header)).toBeUndefined();
});
