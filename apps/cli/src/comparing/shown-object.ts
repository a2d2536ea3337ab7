// Two states of an object as they are compared: without what every write changes, and without the values of secrets.
import type { ApiObject } from '@portolan/client/objects.ts';

interface SecretLike extends ApiObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

export function shownObject(
  live: ApiObject | undefined,
  merged: ApiObject,
): [before: ApiObject | undefined, after: ApiObject] {
  const [before, after] = [live && plain(live), plain(merged)];
  if (merged.apiVersion !== 'v1' || merged.kind !== 'Secret') return [before, after];
  return [before && masked(before, after, ' (before)'), masked(after, before ?? {}, ' (after)')];
}

function plain({ metadata, ...rest }: ApiObject): ApiObject {
  const { managedFields: _, resourceVersion: __, ...shown } = metadata;
  return { ...rest, metadata: shown };
}

/** Only whether a value changed is told. */
function masked(secret: SecretLike, other: Partial<SecretLike>, note: string): ApiObject {
  if (!secret.data) return secret;
  const data = Object.entries(secret.data).map(([key, value]) => {
    const present = other.data?.[key];
    return [key, present === undefined || present === value ? '***' : `***${note}`];
  });
  return { ...secret, data: Object.fromEntries(data) } as ApiObject; // A secret with other texts is one.
}
