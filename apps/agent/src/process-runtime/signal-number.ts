// Signals by the names that Kubernetes knows, those that Node has no names for included.
import { constants } from 'node:os';
import { RuntimeError } from '../runtime/runtime-service.ts';

const realTime = { SIGRTMIN: 34, SIGRTMAX: 64 };

export function signalNumber(name: string): number {
  const known: Readonly<Record<string, number | undefined>> = constants.signals;
  const [, base, sign, distance = '0'] = /^(SIGRTMIN|SIGRTMAX)(?:([+-])(\d+))?$/.exec(name) ?? [];
  if (base) return realTime[base as keyof typeof realTime] + (sign === '-' ? -1 : 1) * Number(distance);
  const found = known[name === 'SIGCLD' ? 'SIGCHLD' : name];
  if (found === undefined) throw new RuntimeError('CreateContainerError', `no signal is called ${name}`);
  return found;
}
