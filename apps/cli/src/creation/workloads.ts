// Manifests of deployments and pods.
import { UsageError } from '../failures.ts';
import type { ManifestDocument } from '../manifest-files.ts';

export interface DeploymentFlags {
  readonly image?: string[];
  readonly replicas: string;
  readonly port?: string;
}

/** `command` is what stood behind `--`. */
export function deploymentManifest(
  name: string,
  { image, replicas, port }: DeploymentFlags,
  command: readonly string[],
): ManifestDocument {
  if (!image) throw new UsageError('required flag(s) "image" not set');
  if (image.length > 1 && command.length > 0)
    throw new UsageError('cannot specify multiple --image options and command');
  const labels = { app: name };
  const containers = image.map((each) => ({
    name: containerName(each),
    image: each,
    ...(port !== undefined && { ports: [{ containerPort: portNumber(port, '--port') }] }),
    ...(command.length > 0 && { command }),
  }));
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels },
    spec: {
      replicas: wholeNumber(replicas, '--replicas'),
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: uniqueNames(containers) } },
    },
  };
}

/** `registry:5000/team/web_app:1.2@sha256:…` → `web-app` */
function containerName(image: string): string {
  const last = image.split('/').at(-1) ?? '';
  const bare = last.split(/[:@]/)[0] ?? '';
  return (
    bare
      .toLowerCase()
      .replace(/[^-a-z0-9]/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 63) || 'container'
  );
}

function uniqueNames<T extends { readonly name: string }>(containers: readonly T[]): T[] {
  const seen = new Map<string, number>();
  return containers.map((each) => {
    const count = (seen.get(each.name) ?? 0) + 1;
    seen.set(each.name, count);
    return count === 1 ? each : { ...each, name: `${each.name}-${count}` };
  });
}

export interface RunFlags {
  readonly image?: string;
  readonly env?: string[];
  readonly labels?: string;
  readonly port?: string;
  readonly restart: string;
  readonly command?: boolean;
  readonly imagePullPolicy?: string;
  readonly annotations?: string[];
}

export function podManifest(name: string, flags: RunFlags, words: readonly string[]): ManifestDocument {
  const { image, env = [], labels, port, restart, command, imagePullPolicy, annotations = [] } = flags;
  if (!image) throw new UsageError('required flag(s) "image" not set');
  if (!['Always', 'OnFailure', 'Never'].includes(restart)) throw new UsageError(`invalid restart policy: ${restart}`);
  const pairs = parsePairs(annotations, 'annotation');
  const container = {
    name,
    image,
    ...(imagePullPolicy && { imagePullPolicy }),
    ...(env.length > 0 && { env: env.map(variable) }),
    ...(port !== undefined && { ports: [{ containerPort: portNumber(port, '--port') }] }),
    ...(words.length > 0 && { [command ? 'command' : 'args']: words }),
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      labels: labels === undefined ? { run: name } : parseLabels(labels),
      ...(annotations.length > 0 && { annotations: pairs }),
    },
    spec: { containers: [container], restartPolicy: restart },
  };
}

function variable(pair: string): { name: string; value: string } {
  const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
  if (name === '') throw new UsageError(`invalid env: ${pair}`);
  return { name, value };
}

/** `a=b,c=d`. Throws UsageError. */
export function parseLabels(text: string): Record<string, string> {
  return parsePairs(
    text.split(',').filter((pair) => pair !== ''),
    'label',
  );
}

function parsePairs(pairs: readonly string[], what: string): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, key = '', value = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
      if (key === '') throw new UsageError(`unexpected ${what} spec: ${pair}`);
      return [key, value];
    }),
  );
}

/** Throws UsageError. */
export function portNumber(text: string, flag: string): number {
  const port = wholeNumber(text, flag);
  if (port >= 1 && port <= 65_535) return port;
  throw new UsageError(`invalid argument "${text}" for "${flag}" flag: must be between 1 and 65535, inclusive`);
}

export function wholeNumber(text: string, flag: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new UsageError(`invalid argument "${text}" for "${flag}" flag: must be a whole number`);
}
