// The thread that reads large manifests, so that a YAML of megabytes keeps nobody waiting.
import { parentPort } from 'node:worker_threads';
import { ApiError } from '@portolan/core/resource/api-error.ts';
import { parseManifests } from '@portolan/core/resource/manifest.ts';
import type { ReadAnswer, ReadRequest } from './manifest-reader.ts';

function answerTo({ id, text }: ReadRequest): ReadAnswer {
  try {
    return { id, manifests: parseManifests(text) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { reason, message, details } = error;
    return { id, refusal: { reason, message, details } };
  }
}

parentPort?.on('message', (request: ReadRequest) => parentPort?.postMessage(answerTo(request)));
