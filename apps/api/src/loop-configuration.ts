// The flags of a process that runs controllers or the scheduler, under Kubernetes' names.
import { hostname } from 'node:os';
import { type ControllerOptions, checkControllerNames, type LoopOptions } from '@portolan/core/control-plane.ts';
import { ApiError } from '@portolan/core/resource/api-error.ts';
import { FieldPath } from '@portolan/core/resource/field-error.ts';
import { leaderElectionDefaults, validateLeaderElection } from '@portolan/core/runtime/leader-election-options.ts';
import type { Logger } from 'pino';
import { z } from 'zod';
import {
  checkControllers,
  controllerFlags,
  controllerSettingsOf,
  controllerShape,
  controllerUsage,
} from './controller-flags.ts';
import { duration } from './duration-flag.ts';

export const loopFlags = {
  controllers: { type: 'string' },
  'leader-elect': { type: 'string' },
  'leader-elect-lease-duration': { type: 'string' },
  'leader-elect-renew-deadline': { type: 'string' },
  'leader-elect-retry-period': { type: 'string' },
  'leader-elect-resource-lock': { type: 'string' },
  'leader-elect-resource-name': { type: 'string' },
  'leader-elect-resource-namespace': { type: 'string' },
  ...controllerFlags,
} as const;

export const loopUsage = `  --controllers LIST            which controllers to run: * for all, NAME, -NAME for not that one (default *)
  --leader-elect=BOOL           of several replicas let one work (default true)
  --leader-elect-lease-duration TIME
                                others wait so long for a leader that does not renew (default 15s)
  --leader-elect-renew-deadline TIME
                                a leader that cannot renew for so long stops (default 10s)
  --leader-elect-retry-period TIME
                                between attempts to lead or to renew (default 2s)
  --leader-elect-resource-lock leases
                                the kind of lock (default leases)
  --leader-elect-resource-name NAME
                                the lock of the controllers, or of the one component
                                that the process runs (default kube-controller-manager,
                                kube-scheduler)
  --leader-elect-resource-namespace NAMESPACE
                                where the locks are (default kube-system)
${controllerUsage}`;

const defaults = leaderElectionDefaults('');

export const loopShape = {
  controllers: z
    .string()
    .default('*')
    .transform((list) => list.split(',').map((each) => each.trim())),
  'leader-elect': z
    .enum(['true', 'false'])
    .default('true')
    .transform((text) => text === 'true'),
  'leader-elect-lease-duration': duration(defaults.leaseDurationMs),
  'leader-elect-renew-deadline': duration(defaults.renewDeadlineMs),
  'leader-elect-retry-period': duration(defaults.retryPeriodMs),
  'leader-elect-resource-lock': z.string().default(defaults.resourceLock),
  'leader-elect-resource-name': z.string().min(1).optional(),
  'leader-elect-resource-namespace': z.string().default(defaults.resourceNamespace),
  ...controllerShape,
};

export type LoopConfiguration = z.output<z.ZodObject<typeof loopShape>>;

/** `--leader-elect` without a value, as Go's flags allow it for booleans. */
export function withLoopValues(args: readonly string[]): string[] {
  return args.map((each) => (each === '--leader-elect' ? '--leader-elect=true' : each));
}

function leaderElectionOf(configuration: LoopConfiguration): LoopOptions['leaderElection'] {
  return {
    leaderElect: configuration['leader-elect'],
    leaseDurationMs: configuration['leader-elect-lease-duration'],
    renewDeadlineMs: configuration['leader-elect-renew-deadline'],
    retryPeriodMs: configuration['leader-elect-retry-period'],
    resourceLock: configuration['leader-elect-resource-lock'],
    resourceNamespace: configuration['leader-elect-resource-namespace'],
  };
}

/** What the flags must be to one another. */
export function checkLoops(configuration: LoopConfiguration, refuse: (flag: string, message: string) => void): void {
  try {
    checkControllerNames(configuration.controllers);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    refuse('controllers', error.message);
  }
  checkControllers(configuration, refuse);
  const options = { ...leaderElectionOf(configuration), resourceName: 'any' };
  for (const { field, message } of validateLeaderElection(options, new FieldPath())) refuse(flagOf(field), message);
}

/** `leaseDuration` is `--leader-elect-lease-duration`. */
function flagOf(field: string): string {
  return `leader-elect-${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

export function loopOptionsOf(configuration: LoopConfiguration, log: Logger): LoopOptions {
  return {
    identity: `${hostname()}_${crypto.randomUUID()}`,
    leaderElection: leaderElectionOf(configuration),
    warn: (text, error) => log.warn({ err: error }, text),
    onLeading: (component, isLeader) => log.info({ component }, isLeader ? 'became leader' : 'stopped leading'),
  };
}

/** What the controllers alone are told. */
export function controllerOptionsOf(
  configuration: LoopConfiguration,
): Pick<ControllerOptions, 'leaseName' | 'controllers' | 'settings'> {
  const { controllers } = configuration;
  return { ...leaseNameOf(configuration), controllers, settings: controllerSettingsOf(configuration) };
}

/** The lease of the one component that the flags are about. */
export function leaseNameOf(configuration: LoopConfiguration): Pick<LoopOptions, 'leaseName'> {
  const leaseName = configuration['leader-elect-resource-name'];
  return leaseName === undefined ? {} : { leaseName };
}
