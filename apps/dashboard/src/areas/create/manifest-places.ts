// Where in pasted manifests an object, and a field of it, stands: what the API says of an object is shown at its line.
import { type Document, isMap, isNode, isSeq, LineCounter, parseAllDocuments } from 'yaml';

export interface ManifestPlace {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Of its beginning, from 1 on. */
  readonly line: number;
  /** Of a field as errors name it: `spec.containers[0].image`; the nearest that is there. */
  lineOf(field: string): number;
}

/** In the order of the API: the objects of lists one by one. */
export function manifestPlaces(text: string): readonly ManifestPlace[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) =>
    objectPaths(document).map((path): ManifestPlace => {
      const read = (field: readonly string[]) => String(document.getIn([...path, ...field]) ?? '');
      return {
        kind: read(['kind']),
        namespace: read(['metadata', 'namespace']),
        name: read(['metadata', 'name']) || read(['metadata', 'generateName']),
        line: lineAt(document, path, lines),
        lineOf: (field) => lineAt(document, [...path, ...fieldParts(field)], lines),
      };
    }),
  );
}

type Path = ReadonlyArray<string | number>;

function objectPaths(document: Document): Path[] {
  if (!isMap(document.contents)) return [];
  const items = document.get('items');
  if (String(document.get('kind') ?? '').endsWith('List') && isSeq(items)) {
    return items.items.map((_, index) => ['items', index]);
  }
  return [[]];
}

/** `spec.containers[0].image` in parts. */
export function fieldParts(field: string): Path {
  const parts = field.match(/[^.[\]]+|\[[^\]]*\]/g) ?? [];
  return parts.map((part) => {
    if (!part.startsWith('[')) return part;
    const inner = part.slice(1, -1);
    return /^\d+$/.test(inner) ? Number(inner) : inner;
  });
}

function lineAt(document: Document, path: Path, lines: LineCounter): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
