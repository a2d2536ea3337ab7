// A watch over a WebSocket, frame by frame.
import type { AnyObject } from '@portolan/core/resource/object.ts';
import type { ApiClient } from './api-process.ts';
import { RawSocket } from './raw-socket.ts';

export interface SeenFrame {
  readonly type: string;
  readonly resourceVersion: string;
  readonly more: boolean;
  readonly events: ReadonlyArray<{ readonly type: string; readonly object: { readonly manifest: AnyObject } }>;
}

const argumentTypes = {
  kinds: '[String!]!',
  namespace: 'String',
  labelSelector: 'String',
  fieldSelector: 'String',
  since: 'String',
  batchMs: 'Int',
} as const;

export interface WatchVariables extends Partial<Record<keyof typeof argumentTypes, unknown>> {
  readonly kinds?: readonly string[];
  readonly batchMs?: number;
}

/** `field` is `watch`, or one kind's, as `podChanges`. */
function watchText(variables: WatchVariables, field = 'watch'): string {
  const given = Object.entries(argumentTypes).filter(([name]) => name in variables);
  const list = (items: string[]) => (items.length > 0 ? `(${items.join(', ')})` : '');
  return `subscription${list(given.map(([name, type]) => `$${name}: ${type}`))} {
    frames: ${field}${list(given.map(([name]) => `${name}: $${name}`))} {
      type resourceVersion more events { type object { manifest } }
    }
  }`;
}

export class Watching {
  readonly socket: RawSocket;
  /** All that have been read. */
  readonly frames: SeenFrame[] = [];

  private constructor(socket: RawSocket) {
    this.socket = socket;
  }

  static async start(
    api: ApiClient,
    variables: WatchVariables,
    { field, token = api.token }: { field?: string; token?: string } = {},
  ): Promise<Watching> {
    const socket = await RawSocket.connect(api, token);
    socket.subscribe('watch', watchText(variables, field), variables);
    return new Watching(socket);
  }

  async next(): Promise<SeenFrame> {
    const { payload } = await this.socket.next('next');
    if (payload.errors) throw new Error(JSON.stringify(payload.errors));
    const frame = payload.data.frames as SeenFrame;
    this.frames.push(frame);
    return frame;
  }

  /** Reads until everything up to the revision has been delivered, or the server asks for a new list. */
  async reach(revision: string | number): Promise<void> {
    for (let last = this.frames.at(-1); !hasReached(last, Number(revision)); last = await this.next());
  }

  /** What watching leaves: the selected objects by uid, as the frames so far tell. */
  state(): Map<string, AnyObject> {
    const objects = new Map<string, AnyObject>();
    for (const { events } of this.frames) {
      for (const { type, object } of events) {
        const uid = object.manifest.metadata.uid ?? '';
        if (type === 'DELETED') objects.delete(uid);
        else objects.set(uid, object.manifest);
      }
    }
    return objects;
  }

  stop(): void {
    this.socket.close();
  }
}

function hasReached(frame: SeenFrame | undefined, revision: number): boolean {
  if (!frame) return false;
  return frame.type === 'RELIST_REQUIRED' || (!frame.more && Number(frame.resourceVersion) >= revision);
}
