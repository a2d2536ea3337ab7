// What there is on this machine.
import { readFile, statfs } from 'node:fs/promises';
import { cpus, hostname, networkInterfaces, release, totalmem } from 'node:os';

export interface HostFacts {
  readonly hostname: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  /** Of the file system that holds the agent's data. */
  readonly diskBytes: number;
  readonly addresses: readonly string[];
  readonly kernelVersion: string;
  readonly osImage: string;
  readonly operatingSystem: string;
  readonly architecture: string;
  readonly machineId: string;
  readonly systemUuid: string;
  readonly bootId: string;
}

/** Go's names, which Kubernetes uses. */
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

export async function readHostFacts(dataDirectory: string): Promise<HostFacts> {
  const { bsize, blocks } = await statfs(dataDirectory);
  const [machineId, systemUuid, bootId, osRelease] = await Promise.all(
    ['/etc/machine-id', '/sys/class/dmi/id/product_uuid', '/proc/sys/kernel/random/boot_id', '/etc/os-release'].map(
      textOf,
    ),
  );
  const pretty = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(osRelease ?? '')?.[1];
  return {
    hostname: hostname().toLowerCase(),
    cpus: cpus().length,
    memoryBytes: totalmem(),
    diskBytes: bsize * blocks,
    addresses: ownAddresses(),
    kernelVersion: release(),
    osImage: pretty ?? process.platform,
    operatingSystem: process.platform === 'win32' ? 'windows' : process.platform,
    architecture: architectures[process.arch] ?? process.arch,
    machineId: machineId ?? '',
    systemUuid: systemUuid ?? machineId ?? '',
    bootId: bootId ?? '',
  };
}

/** Undefined where this machine has no such file, or not for us. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    return undefined;
  }
}

function ownAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const outward = all.filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address);
  return outward.length > 0 ? outward.slice(0, 1) : ['127.0.0.1'];
}
