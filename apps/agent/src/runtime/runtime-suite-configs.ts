// The pods and containers that tests of runtimes run.
import type { ContainerConfig, PodSandboxConfig } from './runtime-service.ts';

export function podConfig(logDirectory: string, more: Partial<PodSandboxConfig> = {}): PodSandboxConfig {
  return {
    uid: 'd3b0c0de-0000-4000-8000-000000000001',
    name: 'web',
    namespace: 'default',
    attempt: 0,
    hostname: 'web',
    hostNetwork: false,
    logDirectory,
    labels: {},
    annotations: {},
    ...more,
  };
}

export function containerConfig(command: readonly string[], more: Partial<ContainerConfig> = {}): ContainerConfig {
  const { name = 'main', attempt = 0 } = more;
  return {
    name,
    attempt,
    image: 'registry.example/web:1',
    command,
    args: [],
    env: [],
    mounts: [],
    labels: {},
    annotations: {},
    logPath: `${name}/${attempt}.log`,
    stdin: false,
    stdinOnce: false,
    tty: false,
    ...more,
  };
}
