import { describe, expect, it } from 'vitest';
import { compareSeen, type Difference, type SeenChange } from './compare.ts';

function changes(text: string): SeenChange[] {
  return text
    .split(' ')
    .filter(Boolean)
    .map((each) => {
      const [revision, key = ''] = each.split(':');
      return { revision: Number(revision), type: 'MODIFIED', key };
    });
}

const happened = changes('1:a 1:b 2:a 3:b 4:a');
const cases: Array<[title: string, seen: string, difference: Partial<Difference>]> = [
  ['finds nothing where all was seen once, in order', '1:a 1:b 2:a 3:b 4:a', {}],
  ['lets the objects of one revision come in any order', '1:b 1:a 2:a 3:b 4:a', {}],
  ['finds a revision that was left out', '1:a 1:b 3:b 4:a', { missing: ['2 MODIFIED a'] }],
  ['finds half a revision', '1:a 2:a 3:b 4:a', { missing: ['1 MODIFIED b'] }],
  ['finds what was never seen because it came last', '1:a 1:b 2:a 3:b', { missing: ['4 MODIFIED a'] }],
  ['finds what was seen twice in a row', '1:a 1:b 2:a 2:a 3:b 4:a', { repeated: ['2 MODIFIED a'] }],
  [
    'finds what was seen again later',
    '1:a 1:b 2:a 3:b 2:a 4:a',
    { repeated: ['2 MODIFIED a'], late: ['2 MODIFIED a'] },
  ],
  ['finds revisions that changed places', '1:a 1:b 3:b 2:a 4:a', { late: ['2 MODIFIED a'] }],
  ['finds what did not happen', '1:a 1:b 2:a 3:b 3:c 4:a', { invented: ['3 MODIFIED c'] }],
];

describe('what a watcher saw against what happened', () => {
  it.each(cases)('%s', (_, seen, difference) => {
    const nothing = { missing: [], repeated: [], late: [], invented: [] };
    expect(compareSeen(happened, changes(seen))).toEqual({ ...nothing, ...difference });
  });

  it('tells an addition from a change', () => {
    const seen = changes('1:a 1:b 2:a 3:b').concat({ revision: 4, type: 'ADDED', key: 'a' });
    expect(compareSeen(happened, seen)).toMatchObject({ missing: ['4 MODIFIED a'], invented: ['4 ADDED a'] });
  });
});
