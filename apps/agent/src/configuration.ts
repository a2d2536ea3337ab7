// What the agent is told by flags and environment, checked before anything starts. Errors name the flag.
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Taint } from '@portolan/client';
import { quantityNumber } from '@portolan/client/quantity.ts';
import { z } from 'zod';

export class FlagError extends Error {}

const flags = {
  server: { type: 'string' },
  token: { type: 'string' },
  'join-token': { type: 'string' },
  config: { type: 'string' },
  context: { type: 'string' },
  'node-name': { type: 'string' },
  'node-ip': { type: 'string' },
  data: { type: 'string' },
  'node-labels': { type: 'string' },
  'register-with-taints': { type: 'string' },
  'max-pods': { type: 'string' },
  'system-reserved': { type: 'string' },
  'static-pod-path': { type: 'string' },
  runtime: { type: 'string' },
  'node-status-update-frequency': { type: 'string' },
  'sync-frequency': { type: 'string' },
  'file-check-frequency': { type: 'string' },
  'service-proxy': { type: 'string' },
  'nodeport-addresses': { type: 'string' },
  'stop-pods-on-exit': { type: 'string' },
  'hollow-nodes': { type: 'string' },
  'hollow-start-delay': { type: 'string' },
  'hollow-failure-rate': { type: 'string' },
  'hollow-seed': { type: 'string' },
  'log-level': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

export const usage = `portolan agent [OPTION...]

  --server URL                        the API (default PORTOLAN_SERVER, or the client's configuration file)
  --join-token TOKEN                  lets this node join once (default PORTOLAN_JOIN_TOKEN); its own token is then kept in --data
  --token TOKEN                       a node's own token, instead of joining (default PORTOLAN_TOKEN)
  --config FILE, --context NAME       the client's configuration, for --server and, of a hollow fleet, the token
  --node-name NAME                    default: the name of this machine; of a hollow fleet its name (default hollow)
  --node-ip ADDRESS                   the address the node reports (default: the machine's first)
  --data DIR                          holds the node's token, its pods' volumes and logs (default .data/agent)
  --node-labels KEY=VALUE,...         labels of the node
  --register-with-taints KEY=VALUE:EFFECT,...
  --max-pods N                        default 110
  --system-reserved RESOURCE=QUANTITY,...   kept back from pods
  --static-pod-path PATH              manifests of pods that run without the API
  --runtime process|hollow            default process; hollow: pods only seem to run
  --service-proxy true|false          whether services are served on this node (default true)
  --nodeport-addresses ADDRESS,...    where node ports are served (default 0.0.0.0: on all of the host's addresses)
  --stop-pods-on-exit true|false      whether pods end with the agent (default false: they run on and are taken up again)
  --node-status-update-frequency D    default 10s
  --sync-frequency D                  default 1m
  --file-check-frequency D            default 20s
  --hollow-nodes N                    a fleet of N hollow nodes instead of this one
  --hollow-start-delay D              pods of the fleet take up to so long to start (default 0s)
  --hollow-failure-rate N             the share of starts that crash, 0 to 1 (default 0)
  --hollow-seed N                     chance repeats with the seed (default 1)
  --log-level LEVEL                   trace, debug, info, warn, error, fatal or silent (default info)`;

const durationUnits: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `10s`, `1m30s`, as Go writes durations. */
const duration = z.string().transform((text, context) => {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const isWhole = parts.map(([part]) => part).join('') === text && text !== '';
  if (isWhole)
    return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (durationUnits[unit ?? ''] ?? 0), 0);
  context.addIssue({ code: 'custom', message: `"${text}" is not a duration like 10s or 1m30s` });
  return z.NEVER;
});

const pairs = z.string().transform((text, context): Record<string, string> => {
  const found = text
    .split(',')
    .filter((each) => each !== '')
    .map((each) => each.split('='));
  const wrong = found.find(([key, , more]) => !key || more !== undefined);
  if (wrong) context.addIssue({ code: 'custom', message: `"${wrong.join('=')}" is not of the form key=value` });
  return Object.fromEntries(found.map(([key = '', value = '']) => [key, value]));
});

const quantities = pairs.superRefine((found, context) => {
  for (const [name, quantity] of Object.entries(found)) {
    try {
      quantityNumber(quantity);
    } catch (error) {
      context.addIssue({ code: 'custom', message: `${name}: ${(error as Error).message}` });
    }
  }
});

const taints = z.string().transform((text, context): Taint[] =>
  text
    .split(',')
    .filter((each) => each !== '')
    .map((each) => {
      const [, key = '', value, effect = ''] =
        /^([^=:]+)(?:=([^:]*))?:(NoSchedule|PreferNoSchedule|NoExecute)$/.exec(each) ?? [];
      if (key === '') context.addIssue({ code: 'custom', message: `"${each}" is not of the form key=value:effect` });
      return { key, effect, ...(value && { value }) };
    }),
);

const schema = z.object({
  server: z.url({ protocol: /^https?$/, error: 'must be a URL like http://127.0.0.1:4000' }).optional(),
  token: z.string().min(1).optional(),
  'join-token': z.string().min(1).optional(),
  config: z.string().min(1).optional(),
  context: z.string().min(1).optional(),
  'node-name': z.string().min(1).optional(),
  'node-ip': z.union([z.ipv4(), z.ipv6()]).optional(),
  data: z
    .string()
    .min(1)
    .default('.data/agent')
    .transform((path) => resolve(path)),
  'node-labels': pairs.default({}),
  'register-with-taints': taints.default([]),
  'max-pods': z.coerce.number().int().min(1).max(100_000).default(110),
  'system-reserved': quantities.default({}),
  'static-pod-path': z
    .string()
    .min(1)
    .transform((path) => resolve(path))
    .optional(),
  runtime: z.enum(['process', 'hollow']).default('process'),
  'node-status-update-frequency': duration.default(10_000),
  'sync-frequency': duration.default(60_000),
  'file-check-frequency': duration.default(20_000),
  'service-proxy': z.enum(['true', 'false']).default('true'),
  'nodeport-addresses': z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.ipv4({ error: 'must be IPv4 addresses, separated by commas' })))
    .default(['0.0.0.0']),
  'stop-pods-on-exit': z.enum(['true', 'false']).default('false'),
  'hollow-nodes': z.coerce.number().int().min(1).max(100_000).optional(),
  'hollow-start-delay': duration.default(0),
  'hollow-failure-rate': z.coerce.number().min(0).max(1).default(0),
  'hollow-seed': z.coerce.number().int().default(1),
  'log-level': z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  help: z.boolean().default(false),
});

export type Configuration = z.output<typeof schema>;

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws FlagError. */
export function readConfiguration(args: readonly string[], environment: Environment): Configuration {
  const values = parseFlags(args);
  const { PORTOLAN_SERVER: server, PORTOLAN_TOKEN: token, PORTOLAN_JOIN_TOKEN: joinToken } = environment;
  const parsed = schema.safeParse({
    ...(server && { server }),
    ...(token && { token }),
    ...(joinToken && { 'join-token': joinToken }),
    ...values,
  });
  if (parsed.success) return parsed.data;
  throw new FlagError(parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n'));
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags }).values;
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new FlagError(cause.message, { cause });
  }
}

export function nodeNameOf(configuration: Configuration): string {
  return (configuration['node-name'] ?? hostname()).toLowerCase();
}
