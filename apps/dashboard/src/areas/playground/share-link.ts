// A document in the fragment of an address, which browsers send to no server.
export interface SharedDocument {
  readonly query: string;
  readonly variables: string;
}

const name = 'document';

export function shareFragment({ query, variables }: SharedDocument): string {
  const bytes = new TextEncoder().encode(JSON.stringify([query, variables]));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return `#${name}=${text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

/** Undefined where the fragment is none of these. */
export function readShareFragment(hash: string): SharedDocument | undefined {
  const text = new URLSearchParams(hash.replace(/^#/, '')).get(name);
  if (!text) return undefined;
  try {
    const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const found: unknown = JSON.parse(
      new TextDecoder().decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0))),
    );
    const [query, variables] = Array.isArray(found) ? found.map(String) : [];
    return query === undefined ? undefined : { query, variables: variables ?? '' };
  } catch {
    return undefined; // Cut off on its way.
  }
}
