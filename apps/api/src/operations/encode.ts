// Execution results as bytes. Whole objects in them are not written out each time: a placeholder stands for each while the
// rest is, and then makes room for the bytes of the object, which are kept.
import { randomUUID } from 'node:crypto';
import { manifestBytes } from '@portolan/core/graphql/manifest.ts';
import type { ExecutionResult } from 'graphql';
import { formatErrors, type ReportFault } from './errors.ts';

/** Never leaves the process, so nothing stored can contain it. */
const placeholder = randomUUID();
const quotedPlaceholder = JSON.stringify(placeholder);

export interface EncodeOptions {
  /** Whether the document asks for whole objects; it costs time to look for them where there are none. */
  readonly showsManifests: boolean;
  readonly report: ReportFault;
}

export function encodeResult(result: ExecutionResult, { showsManifests, report }: EncodeOptions): Buffer {
  const errors = result.errors?.flatMap((error) => formatErrors(error, report));
  const answer = errors ? { ...result, errors } : result;
  return showsManifests ? encodeWithManifests(answer) : Buffer.from(JSON.stringify(answer));
}

function encodeWithManifests(answer: object): Buffer {
  const manifests: Buffer[] = [];
  const text = JSON.stringify(answer, (_key, value: unknown) => {
    const bytes = typeof value === 'object' && value !== null ? manifestBytes(value) : undefined;
    if (!bytes) return value;
    manifests.push(bytes);
    return placeholder;
  });
  return interleave(text.split(quotedPlaceholder), manifests);
}

/** Texts and what stands between them. */
function interleave(texts: readonly string[], between: readonly Buffer[]): Buffer {
  let size = 0;
  for (const text of texts) size += Buffer.byteLength(text);
  for (const { length } of between) size += length;
  const bytes = Buffer.allocUnsafe(size);
  let end = 0;
  for (const [place, text] of texts.entries()) {
    end += bytes.write(text, end);
    end += between[place]?.copy(bytes, end) ?? 0;
  }
  return bytes;
}
