import { expect, it } from 'vitest';
import { signalNumber } from './signal-number.ts';

it.each([
  ['SIGTERM', 15],
  ['SIGUSR1', 10],
  ['SIGCLD', 17],
  ['SIGRTMIN', 34],
  ['SIGRTMIN+15', 49],
  ['SIGRTMAX-14', 50],
])('knows %s as %i', (name, number) => expect(signalNumber(name)).toBe(number));

it('refuses what is no signal', () => expect(() => signalNumber('SIGNAL')).toThrow('no signal is called SIGNAL'));
