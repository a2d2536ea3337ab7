// Hollow nodes: the agent's own program, which lets pods only seem to run, in a process of its own.
import { once } from 'node:events';
import { type ApiProcess, end, spawnNode } from './api-process.ts';

export interface Fleet {
  readonly pid: number;
  stop(): Promise<void>;
}

/** Resolves when all nodes are registered and their pods are watched. */
export async function startFleet({ url, token }: Pick<ApiProcess, 'url' | 'token'>, nodes: number, home: string) {
  const args = ['--server', url, '--token', token, '--hollow-nodes', String(nodes), '--log-level', 'error'];
  const child = spawnNode(['apps/agent/dist/main.js', ...args], home);
  const ended = once(child, 'exit').then(([code]) => `the fleet ended with code ${code}`);
  const failure = await Promise.race([once(child, 'message').then(() => undefined), ended]);
  if (failure !== undefined) throw new Error(failure);
  const fleet: Fleet = { pid: child.pid ?? 0, stop: () => end(child, 'SIGTERM') };
  return fleet;
}
