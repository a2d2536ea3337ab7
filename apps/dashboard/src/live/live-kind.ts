// What the dashboard keeps of a kind: the fields a list shows, flattened once into a row when an object changes, so that
// sorting, filtering and painting read plain members.

/** What every row has, whatever its kind. */
export interface LiveRow {
  /** Tells the object from all others of the list, also from one that has its name after it. */
  readonly key: string;
  readonly name: string;
  /** Empty for cluster-scoped kinds. */
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** RFC 3339. */
  readonly createdAt: string;
}

/** A row of a list that has room for uids: they are random, so that no compression makes them shorter. */
export interface IdentifiedRow extends LiveRow {
  readonly uid: string;
}

export interface LiveKind<Row extends LiveRow> {
  /** Names the kind in URLs, keys and messages: `pods`. */
  readonly id: string;
  /** `Pod`, `Deployment.apps`. */
  readonly kind: string;
  readonly isNamespaced: boolean;
  readonly changes: LiveDocument;
  /** Read one after the other: a past moment of a list of several kinds. */
  readonly lists: readonly LiveDocument[];
  toRow(object: unknown): Row;
}

export interface LiveDocument {
  readonly text: string;
  /** Constant variables. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The metadata that every row needs. */
export interface SelectedMetadata {
  readonly name: string;
  readonly namespace: string | null;
  readonly labels: Readonly<Record<string, string>> | null;
  readonly creationTimestamp: string | null;
}

type IdentifiedMetadata = SelectedMetadata & { readonly uid: string };

const shortMetadata = 'metadata { name namespace labels creationTimestamp deletionTimestamp }';
const metadataFields = `metadata { uid } ${shortMetadata}`;

/** `Base`: what `toRow` has to start from. */
export interface TypedKindOptions<Selected, Row extends LiveRow, Base extends LiveRow = IdentifiedRow> {
  readonly id: string;
  readonly kind: string;
  readonly isNamespaced?: boolean;
  /** The fields of the API: `podChanges` and `pods`. */
  readonly changesField: string;
  readonly listField: string;
  /** What is selected beside the metadata. */
  readonly fields: string;
  toRow(object: Selected, base: Base): Row;
}

/** A kind with types of its own in the API: only the fields that are shown travel. */
export function typedKind<Selected, Row extends LiveRow>(options: TypedKindOptions<Selected, Row>): LiveKind<Row> {
  return kindOf(options, `${metadataFields} ${options.fields}`, (object) =>
    options.toRow(object as Selected, identifiedRow(metadataOf(object))),
  );
}

/** One whose lists may be so long that uids would be most of what travels. */
export function longListKind<Selected, Row extends LiveRow>(
  options: TypedKindOptions<Selected, Row, LiveRow>,
): LiveKind<Row> {
  return kindOf(options, `${shortMetadata} ${options.fields}`, (object) =>
    options.toRow(object as Selected, namedRow(metadataOf(object))),
  );
}

function kindOf<Row extends LiveRow>(
  { id, kind, isNamespaced = true, changesField, listField }: Omit<TypedKindOptions<unknown, Row>, 'fields' | 'toRow'>,
  selection: string,
  toRow: (object: unknown) => Row,
): LiveKind<Row> {
  const [declared, passed] = isNamespaced ? ['$namespace: String, ', 'namespace: $namespace, '] : ['', ''];
  return {
    id,
    kind,
    isNamespaced,
    changes: {
      text: `subscription(${declared}$labelSelector: String, $fieldSelector: String, $since: String, $batchMs: Int) {
  frames: ${changesField}(${passed}labelSelector: $labelSelector, fieldSelector: $fieldSelector, since: $since, batchMs: $batchMs) {
    type resourceVersion more events { type object { ${selection} } }
  }
}`,
      variables: {},
    },
    lists: [listDocument(listField, selection, isNamespaced)],
    toRow,
  };
}

export interface MixedKindOptions<Selected, Row extends LiveRow> {
  readonly id: string;
  /** In messages: `Deployment.apps`. */
  readonly kind: string;
  /** `type`: of the API. What is selected beside the metadata; a field that two kinds share must have one type. */
  readonly parts: ReadonlyArray<
    Pick<TypedKindOptions<Selected, Row>, 'kind' | 'listField' | 'fields'> & { type: string }
  >;
  toRow(object: Selected, base: IdentifiedRow): Row;
}

/** Several namespaced kinds in one list, by one subscription. */
export function mixedKind<Selected, Row extends LiveRow>(options: MixedKindOptions<Selected, Row>): LiveKind<Row> {
  const { id, kind, parts } = options;
  const fragments = parts.map(({ type, fields }) => `... on ${type} { ${fields} }`).join(' ');
  return {
    id,
    kind,
    isNamespaced: true,
    changes: {
      text: `subscription($kinds: [String!]!, $namespace: String, $labelSelector: String, $fieldSelector: String, $since: String, $batchMs: Int) {
  frames: watch(kinds: $kinds, namespace: $namespace, labelSelector: $labelSelector, fieldSelector: $fieldSelector, since: $since, batchMs: $batchMs) {
    type resourceVersion more events { type object { kind ${metadataFields} ${fragments} } }
  }
}`,
      variables: { kinds: parts.map((part) => part.kind) },
    },
    lists: parts.map(({ listField, fields }) => listDocument(listField, `kind ${metadataFields} ${fields}`)),
    toRow: (object) => options.toRow(object as Selected, identifiedRow(metadataOf(object))),
  };
}

function listDocument(listField: string, selection: string, isNamespaced = true): LiveDocument {
  const [declared, passed] = isNamespaced ? ['$namespace: String, ', 'namespace: $namespace, '] : ['', ''];
  return {
    text: `query(${declared}$labelSelector: String, $fieldSelector: String, $at: String, $after: String, $first: Int) {
  page: ${listField}(${passed}labelSelector: $labelSelector, fieldSelector: $fieldSelector, at: $at, after: $after, first: $first) {
    nodes { ${selection} } pageInfo { hasNextPage endCursor }
  }
}`,
    variables: {},
  };
}

export interface AnyKindOptions<Row extends LiveRow> {
  readonly id: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
  toRow(manifest: ManifestObject, base: IdentifiedRow): Row;
}

export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: IdentifiedMetadata;
  readonly [field: string]: unknown;
}

/** A kind that has no types in the API: whole manifests travel. For lists that are short. */
export function anyKind<Row extends LiveRow>({ id, kind, isNamespaced, toRow }: AnyKindOptions<Row>): LiveKind<Row> {
  return {
    id,
    kind,
    isNamespaced,
    changes: {
      text: `subscription($kinds: [String!]!, $namespace: String, $labelSelector: String, $fieldSelector: String, $since: String, $batchMs: Int) {
  frames: watch(kinds: $kinds, namespace: $namespace, labelSelector: $labelSelector, fieldSelector: $fieldSelector, since: $since, batchMs: $batchMs) {
    type resourceVersion more events { type object { manifest } }
  }
}`,
      variables: { kinds: [kind] },
    },
    lists: [
      {
        text: `query($kind: String!, $namespace: String, $labelSelector: String, $fieldSelector: String, $at: String, $after: String, $first: Int) {
  page: objects(kind: $kind, namespace: $namespace, labelSelector: $labelSelector, fieldSelector: $fieldSelector, at: $at, after: $after, first: $first) {
    nodes { manifest } pageInfo { hasNextPage endCursor }
  }
}`,
        variables: { kind },
      },
    ],
    toRow: (object) => {
      const { manifest } = object as { readonly manifest: ManifestObject };
      return toRow(manifest, identifiedRow(manifest.metadata));
    },
  };
}

/** As it was selected, with the metadata that all selections have. */
function metadataOf(object: unknown): IdentifiedMetadata {
  return (object as { readonly metadata: IdentifiedMetadata }).metadata;
}

function identifiedRow(metadata: IdentifiedMetadata): IdentifiedRow {
  return { ...namedRow(metadata), key: metadata.uid, uid: metadata.uid };
}

function namedRow({ name, namespace, labels, creationTimestamp }: SelectedMetadata): LiveRow {
  return {
    key: `${namespace ?? ''}/${name}/${creationTimestamp ?? ''}`,
    name,
    namespace: namespace ?? '',
    labels: labels ?? {},
    createdAt: creationTimestamp ?? '',
  };
}
