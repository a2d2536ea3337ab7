// The cost of an operation: about how many values its answer will hold. Lists of a kind count as many objects as there are,
// or as `first` allows; what only running can tell is assumed.
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import type { GroupKind } from '../resource/object.ts';

/** What a list field carries in `extensions.portolan.size`. */
export type ListSize =
  /** As many objects as there are of a kind, or of the kind that the argument `kind` names, and at most `first`. */
  | { readonly list: GroupKind | 'argument' }
  /** As many as relations commonly lead to. */
  | { readonly assumed: true };

export const maxCost = 1_000_000;

/** Objects that a relation leads to, and items of a list inside an object. */
const assumedRelated = 10;
const assumedItems = 3;

export interface CostInput {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  /** How many objects of a kind there are, by any name of the kind; 0 for a name that means none. */
  countObjects(kind: string, namespace: string | undefined): number;
}

export interface Cost {
  readonly values: number;
  /** Whether it is the same each time, whatever the variables and however many objects there are. */
  readonly isConstant: boolean;
}

/** Of a validated document that keeps to the limits. */
export function costOf(input: CostInput): Cost {
  const type = input.schema.getRootType(input.operation.operation);
  if (!type) return { values: 0, isConstant: true };
  const estimate = new Estimate(input);
  const values = estimate.selections(input.operation.selectionSet, type, undefined);
  return { values, isConstant: estimate.isConstant };
}

class Estimate {
  isConstant = true;
  private readonly input: CostInput;
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(input: CostInput) {
    this.input = input;
    const fragments = input.document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
    this.fragments = new Map(fragments.map((each) => [each.name.value, each]));
  }

  /** `items`: how many objects the list in this selection holds, where the parent is a connection. */
  selections(set: SelectionSetNode, parent: GraphQLNamedType, items: number | undefined): number {
    let common = 0;
    /** An object is of one type: of what is selected for several, the dearest counts. */
    const byType = new Map<string, number>();
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        common += this.field(selection, parent, items);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments.get(selection.name.value);
      if (!fragment) continue;
      const condition = fragment.typeCondition && this.input.schema.getType(fragment.typeCondition.name.value);
      const type = isCompositeType(condition) ? condition : parent;
      const cost = this.selections(fragment.selectionSet, type, items);
      if (isObjectType(type) && type !== parent) byType.set(type.name, (byType.get(type.name) ?? 0) + cost);
      else common += cost;
    }
    return common + Math.max(0, ...byType.values());
  }

  private field(node: FieldNode, parent: GraphQLNamedType, items: number | undefined): number {
    const field = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined;
    // Introspection is bounded by the depth of the document and the size of the schema.
    if (!field || !('args' in field)) return 1;
    const isList = isListType(getNullableType(field.type as GraphQLOutputType));
    const size = this.size(node, field as GraphQLField<unknown, unknown>);
    const times = isList ? (size ?? items ?? assumedItems) : 1;
    const type = getNamedType(field.type);
    if (!node.selectionSet || !isCompositeType(type)) return times;
    return times * (1 + this.selections(node.selectionSet, type, isList ? undefined : size));
  }

  private size(node: FieldNode, field: GraphQLField<unknown, unknown>): number | undefined {
    const size = (field.extensions.portolan as { size?: ListSize } | undefined)?.size;
    if (!size) return undefined;
    this.isConstant = false;
    const first = this.argument(node, field, 'first');
    const most = typeof first === 'number' ? Math.max(first, 0) : Number.POSITIVE_INFINITY;
    if ('assumed' in size) return Math.min(assumedRelated, most);
    const kind = size.list === 'argument' ? this.argument(node, field, 'kind') : size.list;
    const namespace = this.argument(node, field, 'namespace');
    const live = this.input.countObjects(String(kind), typeof namespace === 'string' ? namespace : undefined);
    return Math.min(live, most);
  }

  private argument(node: FieldNode, field: GraphQLField<unknown, unknown>, name: string): unknown {
    const value = node.arguments?.find((each) => each.name.value === name)?.value;
    if (!value) return field.args.find((each) => each.name === name)?.defaultValue;
    if (value.kind !== Kind.VARIABLE) return valueFromASTUntyped(value);
    const given = this.input.variables[value.name.value];
    if (given !== undefined) return given;
    const { variableDefinitions } = this.input.operation;
    const definition = variableDefinitions?.find(({ variable }) => variable.name.value === value.name.value);
    return definition?.defaultValue && valueFromASTUntyped(definition.defaultValue);
  }
}
