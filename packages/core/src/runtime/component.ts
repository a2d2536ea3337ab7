// A component of the control plane of which one replica works: an election, and an event recorder for who is elected.
import type { Registry } from '../registry/registry.ts';
import { mastersGroup, type Request } from '../registry/request.ts';
import type { Clock } from '../resource/clock.ts';
import type { EventDraft } from './controller.ts';
import { EventRecorder } from './event-recorder.ts';
import { startLeaderElection, type TermWork } from './leader-election.ts';
import type { LeaderElectionOptions } from './leader-election-options.ts';

export interface ComponentOptions {
  readonly registry: Registry;
  readonly clock: Clock;
  /** `kube-controller-manager`: user, field manager, and who says what is said of the election. */
  readonly name: string;
  /** Unique among the replicas: `<host>_<random>`. */
  readonly identity: string;
  readonly leaderElection: LeaderElectionOptions;
  /** Told of failures that are tried again by themselves. */
  readonly warn: (text: string, error: unknown) => void;
  /** Told when this replica begins to lead and when it has stopped. */
  readonly onLeading?: (isLeader: boolean) => void;
}

export interface ComponentTerm {
  /** The rights of the component, fenced. */
  readonly request: Request;
  /** `controller` is who says it: `replicaset-controller`. */
  readonly recordEvent: (event: EventDraft, controller: string) => void;
  /** To be called when a write throws `Fenced`: the term is over. */
  readonly fenced: () => void;
}

/** A component of this process, and how it competes with its replicas. */
export interface ComponentReport {
  readonly name: string;
  readonly identity: string;
  readonly leader: boolean;
  readonly leaderElection: LeaderElectionOptions;
}

export interface RunningComponent {
  readonly isLeader: boolean;
  report(): ComponentReport;
  stop(): Promise<void>;
}

/**
 * Calls `lead` whenever this replica is elected. The cache then shows everything that former leaders have written: what they
 * write later is fenced.
 */
export function startComponent(
  options: ComponentOptions,
  lead: (term: ComponentTerm) => TermWork | Promise<TermWork>,
): RunningComponent {
  const { registry, clock, name, identity, leaderElection, warn, onLeading } = options;
  const request: Request = {
    identity: { user: `system:${name}`, groups: [mastersGroup] },
    fieldManager: name,
    source: name,
  };
  const recorder = new EventRecorder({ registry, clock, request, warn });
  const recordEvent = (event: EventDraft, controller: string) =>
    recorder.record(event, { controller, instance: identity });
  const election = startLeaderElection({
    registry,
    clock,
    options: leaderElection,
    identity,
    request,
    warn,
    lead: async ({ fence, fenced }) => {
      if (fence) await registry.cache.waitFor(fence.revision);
      return lead({ request: { ...request, ...(fence && { fence }) }, recordEvent, fenced });
    },
    onChange: (isLeader, regarding) => {
      onLeading?.(isLeader);
      if (!regarding) return;
      const note = `${identity} ${isLeader ? 'became leader' : 'stopped leading'}`;
      recordEvent({ regarding, type: 'Normal', reason: 'LeaderElection', note }, name);
    },
  });
  return {
    get isLeader() {
      return election.isLeader;
    },
    report: () => ({ name, identity, leader: election.isLeader, leaderElection }),
    async stop() {
      await election.stop();
      await recorder.stop();
    },
  };
}
