// Kubernetes' scalars as GraphQL scalars. They name the format; whether a value keeps to it is for structural validation
// to say, which gives the field's path and Kubernetes' message. Output passes through: what is stored is valid.
import { GraphQLError, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';
import { isDeeperThan } from '../resource/json-value.ts';
import { manifestLimits } from '../resource/manifest.ts';

/** As in manifests: whatever walks over a value may rely on it. */
const { maxDepth } = manifestLimits;

type Same<T> = { Input: T; Output: T };

/** What resolvers see of each scalar. */
export type ScalarShapes = {
  Time: Same<string>;
  MicroTime: Same<string>;
  Duration: Same<string>;
  Quantity: { Input: string | number; Output: string };
  IntOrString: Same<string | number>;
  Int64: Same<number>;
  Bytes: Same<string>;
  StringMap: Same<Readonly<Record<string, string>>>;
  QuantityMap: Same<Readonly<Record<string, string>>>;
  JSON: Same<unknown>;
};

export type CustomScalar = keyof ScalarShapes;

interface Scalar {
  readonly description: string;
  /** What input must be at the least; any JSON value when absent. */
  readonly accepts?: readonly Check[];
}

type Check = 'string' | 'number' | 'integer' | 'object';

const scalars: { readonly [Name in CustomScalar]: Scalar } = {
  Time: { description: 'A moment in RFC 3339, in whole seconds: `2026-01-31T12:00:00Z`.', accepts: ['string'] },
  MicroTime: {
    description: 'A moment in RFC 3339 with microseconds: `2026-01-31T12:00:00.000000Z`.',
    accepts: ['string'],
  },
  Duration: { description: "A duration in Go's notation: `1m30s`.", accepts: ['string'] },
  Quantity: { description: 'A Kubernetes quantity: `500m`, `2Gi`.', accepts: ['string', 'number'] },
  IntOrString: {
    description: 'An integer, or text such as a percentage or a port name.',
    accepts: ['integer', 'string'],
  },
  Int64: { description: 'A 64-bit integer, exact up to 2^53.', accepts: ['integer'] },
  Bytes: { description: 'Bytes in Base64.', accepts: ['string'] },
  StringMap: { description: 'A JSON object whose values are strings.', accepts: ['object'] },
  QuantityMap: { description: 'A JSON object whose values are quantities: `{"cpu": "500m"}`.', accepts: ['object'] },
  JSON: { description: 'Any JSON value.' },
};

function fits(value: unknown, check: Check): boolean {
  if (check === 'integer') return Number.isSafeInteger(value);
  if (check === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === check;
}

/** Configurations for the builder. */
export function scalarConfigs() {
  return Object.entries(scalars).map(([name, { description, accepts }]) => {
    const parse = (value: unknown): unknown => {
      if (isDeeperThan(value, maxDepth))
        throw new GraphQLError(`${name} takes values nested at most ${maxDepth} levels deep`);
      if (!accepts || accepts.some((check) => fits(value, check))) return value;
      // The value itself is not shown: it may be a secret's.
      throw new GraphQLError(
        `${name} takes ${accepts.join(' or ')}, not ${Array.isArray(value) ? 'array' : typeof value}`,
      );
    };
    return {
      name: name as CustomScalar, // The keys of `scalars` are nothing else.
      description,
      parseValue: parse,
      /** A literal may contain variables: `{ name: $name }`. */
      parseLiteral: (node: ValueNode, variables?: Record<string, unknown> | null) =>
        parse(node.kind === Kind.STRING ? node.value : valueFromASTUntyped(node, variables)),
    };
  });
}
