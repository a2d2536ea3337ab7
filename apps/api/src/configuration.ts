// What the process is told by flags and environment, checked before anything starts. Errors name the flag.
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultServiceRanges, isClusterIpRange } from '@portolan/core/kinds/service/ranges.ts';
import { z } from 'zod';
import { checkLoops, loopFlags, loopShape, loopUsage, withLoopValues } from './loop-configuration.ts';

export class ConfigurationError extends Error {}

export const defaultPort = 4000;

const flags = {
  host: { type: 'string' },
  port: { type: 'string' },
  data: { type: 'string' },
  'database-url': { type: 'string' },
  dashboard: { type: 'string' },
  'tls-cert-file': { type: 'string' },
  'tls-private-key-file': { type: 'string' },
  'peer-advertise-ip': { type: 'string' },
  'peer-advertise-port': { type: 'string' },
  'shutdown-delay-seconds': { type: 'string' },
  'no-controllers': { type: 'boolean' },
  'no-scheduler': { type: 'boolean' },
  ...loopFlags,
  'service-cluster-ip-range': { type: 'string' },
  'service-node-port-range': { type: 'string' },
  'log-level': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

export const usage = `portolan api [OPTION...]

  --host HOST                   address to listen on (default 127.0.0.1)
  --port PORT                   port to listen on (default ${defaultPort}, or the next free one; 0 for any)
  --data DIR                    holds the embedded database and the administrator's token (default .data)
  --database-url URL            a PostgreSQL to use instead of the embedded one (default DATABASE_URL)
  --dashboard URL               where the dashboard's process listens: it gets every path that is not the API's own
  --tls-cert-file FILE          PEM certificate chain; needed for any but a loopback address
  --tls-private-key-file FILE   PEM key of the certificate
  --peer-advertise-ip IP        where other API processes on the same database reach this one
                                (default: the address it listens on, or the machine's first)
  --peer-advertise-port PORT    the port for that (default: the one it listens on)
  --shutdown-delay-seconds N    how long readiness fails before the server stops (default 0)
  --no-controllers              leave the controllers to other processes
  --no-scheduler                leave the scheduler to other processes
${loopUsage}
  --service-cluster-ip-range CIDR
                                the IPv4 block that services get their cluster IPs from (default 127.96.0.0/12)
  --service-node-port-range FIRST-LAST
                                the ports that services get their node ports from (default 30000-32767)
  --log-level LEVEL             trace, debug, info, warn, error, fatal or silent (default info)`;

const schema = z
  .object({
    host: z.string().min(1).default('127.0.0.1'),
    /** Absent: the default port or the next free one. */
    port: z.coerce.number().int().min(0).max(65_535).optional(),
    data: z
      .string()
      .min(1)
      .default('.data')
      .transform((path) => resolve(path)),
    'database-url': z
      .url({ protocol: /^postgres(ql)?$/, error: 'must be a URL like postgresql://user@host:5432/database' })
      .optional(),
    dashboard: z
      .url({ protocol: /^http$/, error: 'must be a URL like http://127.0.0.1:4001' })
      .transform((text) => new URL(text))
      .refine(({ pathname, search, hash }) => pathname === '/' && search === '' && hash === '', 'must not have a path')
      .optional(),
    'tls-cert-file': z.string().min(1).optional(),
    'tls-private-key-file': z.string().min(1).optional(),
    'peer-advertise-ip': z.union([z.ipv4(), z.ipv6()], { error: 'must be an IP address' }).optional(),
    'peer-advertise-port': z.coerce.number().int().min(1).max(65_535).optional(),
    'shutdown-delay-seconds': z.coerce.number().min(0).max(3_600).default(0),
    'no-controllers': z.boolean().default(false),
    'no-scheduler': z.boolean().default(false),
    ...loopShape,
    'service-cluster-ip-range': z
      .string()
      .refine(isClusterIpRange, 'must be an IPv4 block from /8 to /30')
      .default(defaultServiceRanges.clusterIps),
    'service-node-port-range': z
      .string()
      .transform(portRangeOf)
      .refine(({ first, last }) => first > 0 && first <= last && last <= 65_535, 'must be two ports like 30000-32767')
      .default(defaultServiceRanges.nodePorts),
    'log-level': z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    help: z.boolean().default(false),
  })
  .superRefine((values, context) => {
    const { host, 'tls-cert-file': cert, 'tls-private-key-file': key } = values;
    const refuse = (flag: string, message: string) => context.addIssue({ code: 'custom', path: [flag], message });
    checkLoops(values, refuse);
    if (cert !== undefined && key === undefined) refuse('tls-private-key-file', 'is needed with --tls-cert-file');
    if (key !== undefined && cert === undefined) refuse('tls-cert-file', 'is needed with --tls-private-key-file');
    if (cert === undefined && !isLoopback(host)) {
      refuse('host', `${host} is not a loopback address: give --tls-cert-file and --tls-private-key-file as well`);
    }
  });

export type Configuration = z.output<typeof schema>;

/** Throws ConfigurationError. */
export function readConfiguration(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Configuration {
  const values = parseFlags(args);
  const url = values['database-url'] ?? environment.DATABASE_URL;
  const parsed = schema.safeParse({ ...values, ...(url && { 'database-url': url }) });
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`);
  throw new ConfigurationError(lines.join('\n'));
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: withLoopValues(args), options: flags }).values;
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new ConfigurationError(cause.message, { cause });
  }
}

/** Zeros for what is no range. */
function portRangeOf(text: string) {
  const [, first = '0', last = '0'] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? [];
  return { first: Number(first), last: Number(last) };
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
