// What is forwarded where: `8080`, `8080:80`, `:80`, `0:80`, `8080:http`; of a service, its ports and not the pod's.
import type { Pod, Service } from '@portolan/client';
import { CommandError, UsageError } from '../failures.ts';

export interface PortPair {
  /** 0 for any free one. */
  readonly local: number;
  readonly remote: number;
}

interface PortSpec {
  /** Undefined: the same as the remote one. */
  readonly local: number | undefined;
  /** A number or the name of a port. */
  readonly remote: string;
}

/** Throws UsageError for what is no port, CommandError for a port that is not there. */
export function portPairs(words: readonly string[], pod: Pod, service?: Service): PortPair[] {
  return words.map(parseSpec).map(({ local, remote }) => {
    const target = service ? targetOfService(service, remote, pod) : portOfPod(pod, remote);
    // A service's own number is the one that people know; where it is left to the system, the pod's serves.
    const same = service ? servicePortOf(service, remote).port : target;
    return { local: local ?? same, remote: target };
  });
}

function parseSpec(word: string): PortSpec {
  const parts = word.split(':');
  const [first = '', second] = parts;
  if (parts.length > 2 || (second ?? first) === '') throw new UsageError(`invalid port format '${word}'`);
  if (second === undefined) return { local: undefined, remote: first };
  return { local: first === '' ? 0 : portNumber(first, 'local'), remote: second };
}

function portNumber(text: string, which: 'local' | 'remote'): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65_536 && (port > 0 || which === 'local')) return port;
  throw new UsageError(`error parsing ${which} port '${text}': must be between 1 and 65535`);
}

function portOfPod({ metadata, spec }: Pod, remote: string): number {
  if (/^\d+$/.test(remote)) return portNumber(remote, 'remote');
  const ports = (spec?.containers ?? []).flatMap(({ ports: each = [] }) => each);
  const named = ports.find(({ name }) => name === remote);
  if (named) return named.containerPort;
  throw new CommandError(`Pod '${metadata.name}' does not have a named port '${remote}'`);
}

function servicePortOf(service: Service, remote: string): { readonly port: number; readonly targetPort: string } {
  const ports = service.spec?.ports ?? [];
  const found = ports.find(({ name, port }) => (/^\d+$/.test(remote) ? port === Number(remote) : name === remote));
  if (found) return { port: found.port, targetPort: String(found.targetPort ?? found.port) };
  const what = /^\d+$/.test(remote) ? `a service port ${remote}` : `a service port named '${remote}'`;
  throw new CommandError(`Service ${service.metadata.name} does not have ${what}`);
}

/** A service without an address of its own has no ports of its own either. */
function targetOfService(service: Service, remote: string, pod: Pod): number {
  const { port, targetPort } = servicePortOf(service, remote);
  return service.spec?.clusterIP === 'None' ? port : portOfPod(pod, targetPort);
}
