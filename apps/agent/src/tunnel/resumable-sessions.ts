// The resumable sessions of a node, by the ids that their clients chose.
import type { Clock } from '@portolan/client/clock.ts';
import type { ExecRequest, SessionRequest } from '@portolan/client/tunnel/tunnel-request.ts';
import type { StreamStatus, TunnelStream } from '@portolan/client/tunnel/tunnel-stream.ts';
import type { Session } from '../runtime/runtime-service.ts';
import { ResumableSession } from './resumable-session.ts';

export type ResumableRequest = ExecRequest & { readonly session: SessionRequest };

interface Entry {
  /** Who may have it, and what it runs in. */
  readonly owner: string;
  readonly starting: Promise<ResumableSession>;
  session?: ResumableSession;
}

/** Each keeps a part of its output. */
const maxSessions = 100;

export class ResumableSessions {
  private readonly clock: Clock;
  private readonly entries = new Map<string, Entry>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Throws an Error whose name is Kubernetes' reason when the session is gone, or somebody else's. */
  async serve(
    stream: TunnelStream,
    { session: { id, user, received, isResumed }, uid, container }: ResumableRequest,
    start: () => Promise<Session>,
  ): Promise<StreamStatus> {
    const owner = JSON.stringify([user, uid, container]);
    const known = this.entries.get(id);
    if (known ? known.owner !== owner : isResumed) throw named('NotFound', 'the session is gone');
    const session = await (known ?? this.add(id, owner, start)).starting;
    return session.serve(stream, received);
  }

  stop(): void {
    for (const { session } of [...this.entries.values()]) session?.stop();
  }

  private add(id: string, owner: string, start: () => Promise<Session>): Entry {
    this.makeRoom();
    const forget = () => {
      if (this.entries.get(id) === entry) this.entries.delete(id);
    };
    const starting = start().then((started) => {
      entry.session = new ResumableSession(started, { clock: this.clock, onOver: forget });
      return entry.session;
    });
    const entry: Entry = { owner, starting };
    this.entries.set(id, entry);
    starting.catch(forget);
    return entry;
  }

  /** Those that have ended wait only to tell how. */
  private makeRoom(): void {
    if (this.entries.size < maxSessions) return;
    const over = [...this.entries.values()].find(({ session }) => session?.hasEnded);
    if (!over) throw named('TooManyRequests', `the node holds ${maxSessions} resumable sessions already`);
    over.session?.stop();
  }
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
