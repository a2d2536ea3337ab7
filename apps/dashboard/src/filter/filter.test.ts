import { describe, expect, it } from 'vitest';
import { hasTerm, matcherOf, toggleTerm } from './filter.ts';

const rows = [
  {
    key: 'u1',
    uid: 'u1',
    name: 'web-1',
    namespace: 'shop',
    labels: { app: 'web' },
    createdAt: '',
    status: 'Running',
    restarts: 0,
  },
  {
    key: 'u2',
    uid: 'u2',
    name: 'web-2',
    namespace: 'shop',
    labels: { app: 'web', tier: 'db' },
    createdAt: '',
    status: 'Failed',
    restarts: 7,
  },
  {
    key: 'u3',
    uid: 'u3',
    name: 'dns',
    namespace: 'kube-system',
    labels: {},
    createdAt: '',
    status: 'Pending',
    restarts: 3,
  },
];
const fields = {
  status: (row: (typeof rows)[number]) => row.status,
  restarts: (row: (typeof rows)[number]) => row.restarts,
};

describe('a filter', () => {
  it.each([
    ['', ['web-1', 'web-2', 'dns']],
    ['web', ['web-1', 'web-2']],
    ['WEB-2', ['web-2']],
    ['-web', ['dns']],
    ['status:failed', ['web-2']],
    ['status:failed,pending', ['web-2', 'dns']],
    ['-status:failed', ['web-1', 'dns']],
    ['app=web', ['web-1', 'web-2']],
    ['tier!=db', ['web-1', 'dns']],
    ['-tier!=db', ['web-2']],
    ['-ns:kube', ['web-1', 'web-2']],
    ['ns:shop -app=web', []],
    ['restarts:>3', ['web-2']],
    ['restarts:<=3 app=web', ['web-1']],
    ['restarts:7', ['web-2']],
    ['"web-1"', ['web-1']],
    ['u3', ['dns']],
    ['sattus:failed', []],
    ['-', ['web-1', 'web-2', 'dns'].filter((name) => name.includes('-'))],
  ])('%s', (query, names) => {
    expect(rows.filter(matcherOf(query, fields)).map(({ name }) => name)).toEqual(names);
  });

  it('takes a chip in and out, and one chip of a field at a time', () => {
    expect(toggleTerm('web', 'status', 'Failed')).toBe('web status:Failed');
    expect(toggleTerm('web status:Failed', 'status', 'failed')).toBe('web');
    expect(toggleTerm('status:Failed app=web', 'status', 'Pending')).toBe('app=web status:Pending');
    expect(toggleTerm('', 'status', 'two words')).toBe('status:"two words"');
    expect(hasTerm('status:"two words"', 'status', 'Two words')).toBe(true);
    expect(hasTerm('-status:failed', 'status', 'failed')).toBe(false);
  });
});
