import { describe, expect, it } from 'vitest';
import { Recent } from './recent.ts';

describe('Recent', () => {
  it('forgets what was not used for longest when it holds too much', () => {
    const recent = new Recent<string>(10);
    recent.set('a', 'A', 4);
    recent.set('b', 'B', 4);
    expect(recent.get('a')).toBe('A');
    recent.set('c', 'C', 4);
    expect(['a', 'b', 'c'].map((key) => recent.get(key))).toEqual(['A', undefined, 'C']);
  });

  it('counts a replaced value once', () => {
    const recent = new Recent<string>(10);
    recent.set('a', 'A', 4);
    for (let count = 0; count < 5; count += 1) recent.set('b', `B${count}`, 6);
    expect([recent.get('a'), recent.get('b')]).toEqual(['A', 'B4']);
  });
});
