// Reads manifests: short ones at once, long ones in a thread of their own (reading takes about a second a megabyte).
import { Worker } from 'node:worker_threads';
import { ApiError, type ApiErrorDetails, type Reason } from '@portolan/core/resource/api-error.ts';
import { type Manifest, parseManifests } from '@portolan/core/resource/manifest.ts';

export interface ReadRequest {
  readonly id: number;
  readonly text: string;
}

export type ReadAnswer =
  | { readonly id: number; readonly manifests: readonly Manifest[] }
  | {
      readonly id: number;
      readonly refusal: { readonly reason: Reason; readonly message: string; readonly details: ApiErrorDetails };
    };

interface Waiting {
  resolve(manifests: readonly Manifest[]): void;
  reject(error: Error): void;
}

/** Characters that are read in about 20 ms. */
const shortText = 16 * 1024;
/** Texts that may wait for the thread, which reads one after another. */
const maxWaiting = 32;

export class ManifestReader {
  private readonly program: URL;
  private readonly waiting = new Map<number, Waiting>();
  private worker: Worker | undefined;
  private lastId = 0;

  /** `program` is the program of manifest-worker.ts; its thread starts with the first long text. */
  constructor(program: URL) {
    this.program = program;
  }

  /** As `parseManifests`; throws TooManyRequests when too many long texts wait. */
  read(text: string): readonly Manifest[] | Promise<readonly Manifest[]> {
    if (text.length <= shortText) return parseManifests(text);
    if (this.waiting.size >= maxWaiting) {
      throw new ApiError('TooManyRequests', 'too many large manifests at a time, please try again later', {
        retryAfterSeconds: 1,
      });
    }
    this.worker ??= this.start();
    const id = ++this.lastId;
    const answer = new Promise<readonly Manifest[]>((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    this.worker.postMessage({ id, text } satisfies ReadRequest);
    return answer;
  }

  private start(): Worker {
    const worker = new Worker(this.program);
    worker.on('message', (answer: ReadAnswer) => {
      const waiting = this.waiting.get(answer.id);
      this.waiting.delete(answer.id);
      if ('manifests' in answer) waiting?.resolve(answer.manifests);
      else waiting?.reject(new ApiError(answer.refusal.reason, answer.refusal.message, answer.refusal.details));
    });
    worker.on('error', (error) => this.fail(worker, error));
    worker.on('exit', () => this.fail(worker, new Error('the thread that reads manifests has ended')));
    // The process may end while the thread has nothing to do.
    worker.unref();
    return worker;
  }

  /** Whoever waits learns of it; the next long text starts another thread. */
  private fail(worker: Worker, error: Error): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
