// A subscription that watches: what it asks for, who its equals are, and how its frames become results.
import type { WatchExtension } from '@portolan/core/graphql/watch-fields.ts';
import type { Registry } from '@portolan/core/registry/registry.ts';
import type { Identity, Request } from '@portolan/core/registry/request.ts';
import type { WatchFrame, WatchPlan } from '@portolan/core/registry/watch.ts';
import { authorizeWatch, selectionOfWatch } from '@portolan/core/registry/watch-selection.ts';
import type { FanOutSubscription } from '../fan-out/fan-out.ts';
import type { Encoded } from '../fan-out/shared-snapshot.ts';
import { encodeResult } from './encode.ts';
import type { ReportFault } from './errors.ts';
import type { PreparedOperation, Variables } from './prepared-operation.ts';
import { sinceVariableOf } from './since-variable.ts';
import type { SubscribedField } from './subscribed-field.ts';

export interface WatchParts {
  readonly registry: Registry;
  readonly request: Request;
  /** A fresh context for each execution. */
  readonly context: () => unknown;
  readonly reportFault: ReportFault;
}

/** Throws ApiErrors. */
export function planWatch(
  parts: WatchParts,
  { operation, variables, coerced, field, args }: SubscribedField,
  { plan: makePlan }: WatchExtension,
): Pick<FanOutSubscription, 'key' | 'spec' | 'since'> {
  const { registry, request } = parts;
  const plan = makePlan(args, registry.kinds);
  authorizeWatch(registry, request, plan);
  return {
    key: groupKey(operation, coerced, request.identity),
    since: plan.since,
    spec: () => groupSpec(parts, plan, operation, variables, field),
  };
}

function groupSpec(
  { registry, request, context, reportFault }: WatchParts,
  plan: WatchPlan,
  operation: PreparedOperation,
  variables: Variables,
  field: string,
) {
  const options = { showsManifests: operation.showsManifests, report: reportFault };
  return {
    selection: selectionOfWatch(registry, plan),
    batchMs: plan.batchMs,
    authorize: () => authorizeWatch(registry, request, plan),
    encode: (frame: WatchFrame): Encoded => {
      const result = operation.run({ [field]: frame }, context(), variables);
      if (result instanceof Promise) return result.then((each) => encodeResult(each, options));
      return encodeResult(result, options);
    },
  };
}

/** Equal where every frame is the same: document and schema, variables, and what the identity may see. */
function groupKey(operation: PreparedOperation, coerced: Variables, { user, groups }: Identity): string {
  const since = sinceVariableOf(operation.document, operation.definition);
  const varying = since === undefined ? coerced : { ...coerced, [since]: undefined };
  return JSON.stringify([operation.id, varying, user, groups]);
}
