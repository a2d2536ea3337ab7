// Which documents a server may hand to graphql-jit. Two kinds are better interpreted:
// - Code is made for every type that an interface may stand for, within each such type again for the next interface, and for
//   every field of an input type: a text of three lines can take ten seconds and a gigabyte to compile.
// - The compiler hands the literal of an argument to its scalar without the variables, so `{ name: $name }` in a JSON
//   argument would lose the name and nobody would notice.
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInputObjectType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
  type ValueNode,
  visit,
} from 'graphql';

/** About 50 ms of compiling. */
const maxFields = 500;
/** Measured: what the compiled code of one field occupies. */
const bytesPerField = 20_000;

/** Bytes of the compiled document, or `undefined` if it must be interpreted. Takes a valid document within the limits. */
export function compiledBytes(schema: GraphQLSchema, document: DocumentNode): number | undefined {
  if (hasVariableInLiteral(document)) return undefined;
  const fields = new CodeSize(schema, document).fields();
  return fields <= maxFields ? fields * bytesPerField : undefined;
}

function hasVariableInLiteral(document: DocumentNode): boolean {
  let isFound = false;
  visit(document, {
    Argument: ({ value }) => {
      isFound ||= value.kind !== Kind.VARIABLE && hasVariable(value);
      return false;
    },
  });
  return isFound;
}

function hasVariable(value: ValueNode): boolean {
  switch (value.kind) {
    case Kind.VARIABLE:
      return true;
    case Kind.LIST:
      return value.values.some(hasVariable);
    case Kind.OBJECT:
      return value.fields.some((field) => hasVariable(field.value));
    default:
      return false;
  }
}

/** Counts each field as often as code is made for it. */
class CodeSize {
  private readonly schema: GraphQLSchema;
  private readonly document: DocumentNode;
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(schema: GraphQLSchema, document: DocumentNode) {
    this.schema = schema;
    this.document = document;
    const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
    this.fragments = new Map(fragments.map((each) => [each.name.value, each]));
  }

  fields(): number {
    let fields = 0;
    for (const definition of this.document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      const root = this.schema.getRootType(definition.operation);
      if (root) fields += this.selections(definition.selectionSet, root);
      for (const { type } of definition.variableDefinitions ?? []) {
        fields += inputFields(getNamedType(typeFromAST(this.schema, type)));
      }
    }
    return fields;
  }

  private selections({ selections }: SelectionSetNode, parent: GraphQLNamedType): number {
    let fields = 0;
    for (const selection of selections) fields += this.selection(selection, parent);
    return fields;
  }

  private selection(selection: SelectionNode, parent: GraphQLNamedType): number {
    if (selection.kind === Kind.FIELD) {
      const field = 'getFields' in parent ? parent.getFields()[selection.name.value] : undefined;
      const type = field && getNamedType(field.type);
      const inner = selection.selectionSet && isCompositeType(type) ? this.selections(selection.selectionSet, type) : 0;
      return this.possible(parent) * (1 + inner);
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments.get(selection.name.value);
    if (!fragment) return 0;
    const condition = fragment.typeCondition && this.schema.getType(fragment.typeCondition.name.value);
    return this.selections(fragment.selectionSet, isObjectType(condition) ? condition : parent);
  }

  private possible(type: GraphQLNamedType): number {
    return isAbstractType(type) ? this.schema.getPossibleTypes(type).length : 1;
  }
}

/** Fields of an input type and of the types within it, as far as it takes to know that there are too many. */
function inputFields(type: GraphQLNamedType | undefined): number {
  if (!isInputObjectType(type)) return 0;
  const within = new Set([type]);
  let fields = 0;
  for (const each of within) {
    for (const field of Object.values(each.getFields())) {
      fields += 1;
      const part = getNamedType(field.type);
      if (isInputObjectType(part)) within.add(part);
    }
    if (fields > maxFields) break;
  }
  return fields;
}
