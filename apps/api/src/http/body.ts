// Request bodies, read up to a limit.
import type { IncomingMessage } from 'node:http';
import { ApiError, badRequestError } from '@portolan/core/resource/api-error.ts';
import { refusalOf } from './refusal.ts';

/** Throws a 413 Refusal as soon as the body is known to be longer than `limit` bytes; the rest is not read. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= limit) return;
      request.pause();
      reject(tooLarge(limit));
    });
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    // The client has left; nobody reads the answer, and it is no fault of ours.
    request.on('error', () => reject(refusalOf(badRequestError('the body of the request was cut off'))));
  });
}

function tooLarge(limit: number) {
  return refusalOf(new ApiError('RequestEntityTooLarge', `Request entity too large: limit is ${limit}`));
}
