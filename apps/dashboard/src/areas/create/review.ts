// What would become of pasted manifests: asked of the API, which writes nothing.
import type { Client } from '@portolan/client/client.ts';
import type { ApiError, Cause } from '@portolan/client/errors.ts';
import type { Outcome } from '@portolan/client/writes.ts';
import { type ManifestPlace, manifestPlaces } from './manifest-places.ts';

export interface ReviewedObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly line: number;
  readonly outcome: Outcome | 'REFUSED';
  readonly warnings: readonly string[];
  /** What is wrong, each with the line it is about. */
  readonly problems: readonly Problem[];
}

export interface Problem {
  readonly line: number;
  readonly text: string;
}

export interface Review {
  readonly objects: readonly ReviewedObject[];
  /** All of them can be applied, as one change set. */
  readonly isGood: boolean;
  /** Of the whole: the text is no YAML, or the API did not answer. */
  readonly problem?: Problem;
}

export async function review(client: Client, text: string, namespace: string): Promise<Review> {
  const options = { dryRun: true, ...(namespace && { namespace }) };
  try {
    const { results } = await client.apply(text, options);
    const places = manifestPlaces(text);
    return {
      objects: results.map(({ outcome, object, warnings }, index) => ({
        ...identityOf(object),
        line: places[index]?.line ?? 1,
        outcome,
        warnings,
        problems: [],
      })),
      isGood: true,
    };
  } catch (error) {
    return refused(client, text, namespace, error);
  }
}

/** All together were refused: one by one tells which. What needs another of them then lacks it, and says so too. */
async function refused(client: Client, text: string, namespace: string, refusal: unknown): Promise<Review> {
  try {
    const { results } = await client.applyEach(text, { dryRun: true, ...(namespace && { namespace }) });
    const places = manifestPlaces(text);
    const objects = results.map((result, index): ReviewedObject => {
      const place = places[index];
      if (result.outcome === 'REFUSED') return refusedObject(place, namespace, result.error);
      const { outcome, object, warnings } = result;
      return { ...identityOf(object), line: place?.line ?? 1, outcome, warnings, problems: [] };
    });
    const isExplained = objects.some(({ problems }) => problems.length > 0);
    return { objects, isGood: false, ...(!isExplained && { problem: wholeProblem(refusal) }) };
  } catch (error) {
    return { objects: [], isGood: false, problem: wholeProblem(error) };
  }
}

function identityOf({ kind, metadata }: { kind: string; metadata: { name: string; namespace?: string } }) {
  return { kind, namespace: metadata.namespace ?? '', name: metadata.name };
}

function refusedObject(place: ManifestPlace | undefined, namespace: string, error: ApiError): ReviewedObject {
  return {
    kind: place?.kind ?? error.kind ?? '',
    namespace: place?.namespace || namespace,
    name: place?.name ?? error.object ?? '',
    line: place?.line ?? 1,
    outcome: 'REFUSED',
    warnings: [],
    problems: problemsOf(place, error),
  };
}

function problemsOf(place: ManifestPlace | undefined, { causes, message }: ApiError): readonly Problem[] {
  const lineOf = ({ field }: Cause) => (field && place?.lineOf(field)) || place?.line || 1;
  if (causes.length === 0) return [{ line: place?.line ?? 1, text: message }];
  return causes.map((cause) => ({
    line: lineOf(cause),
    text: cause.field ? `${cause.field}: ${cause.message}` : cause.message,
  }));
}

function wholeProblem(error: unknown): Problem {
  const text = error instanceof Error ? error.message : String(error);
  const [, line] = /\bline (\d+)/.exec(text) ?? [];
  return { line: Number(line ?? 1), text };
}
