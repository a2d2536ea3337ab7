// GraphQL operations from any transport: prepared once, executed for a session, answered as encoded results.

import type { GraphqlContext } from '@portolan/core/graphql/context.ts';
import { costOf, maxCost } from '@portolan/core/graphql/cost.ts';
import { findKind } from '@portolan/core/graphql/names.ts';
import type { StreamExtension } from '@portolan/core/graphql/pod-logs.ts';
import { RequestReads } from '@portolan/core/graphql/request-reads.ts';
import type { WatchExtension } from '@portolan/core/graphql/watch-fields.ts';
import type { Registry } from '@portolan/core/registry/registry.ts';
import type { Request } from '@portolan/core/registry/request.ts';
import { badRequestError } from '@portolan/core/resource/api-error.ts';
import { groupKind } from '@portolan/core/resource/kind.ts';
import { type GraphQLSchema, OperationTypeNode } from 'graphql';
import type { FanOut } from '../fan-out/fan-out.ts';
import type { Sink } from '../fan-out/sink.ts';
import type { Metrics } from '../metrics.ts';
import type { NodeQuestions } from '../pod-streams/node-questions.ts';
import type { PodLogs } from '../pod-streams/pod-logs.ts';
import type { RequestLimits } from '../request-limits.ts';
import type { Session } from '../session.ts';
import { Documents, type TextLimits } from './documents.ts';
import { encodeResult } from './encode.ts';
import { Engine } from './engine.ts';
import { codeOf, encodeErrors, formatErrors, type ReportFault } from './errors.ts';
import type { PreparedOperation, Variables } from './prepared-operation.ts';
import { runStream, type StreamOperation } from './stream-operation.ts';
import { subscribedField } from './subscribed-field.ts';
import { planWatch } from './watch-operation.ts';

export interface OperationParams {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Variables | null | undefined;
}

export interface OperationsOptions {
  readonly schema: GraphQLSchema;
  readonly registry: Registry;
  readonly access: GraphqlContext['access'];
  readonly health: GraphqlContext['health'];
  readonly controllers: GraphqlContext['controllers'];
  readonly scheduler: GraphqlContext['scheduler'];
  readonly components: GraphqlContext['components'];
  readonly readManifests: GraphqlContext['readManifests'];
  readonly podLogs: PodLogs;
  readonly nodeQuestions: NodeQuestions;
  readonly fanOut: FanOut;
  readonly requestLimits: RequestLimits;
  readonly textLimits: TextLimits;
  readonly metrics: Metrics;
  readonly reportFault: ReportFault;
}

export interface RunningOperation {
  stop(): void;
}

export class Operations {
  private readonly options: OperationsOptions;
  private readonly documents: Documents;
  private readonly engine: Engine;

  constructor(options: OperationsOptions) {
    this.options = options;
    this.documents = new Documents(options.schema, options.textLimits);
    this.engine = new Engine(options.schema);
  }

  /** Throws InvalidDocument. */
  prepare({ query, operationName }: OperationParams): PreparedOperation {
    return this.documents.prepare(query, operationName ?? undefined);
  }

  /** Runs a query or a mutation; the result is encoded, its errors included. Throws TooManyRequests. */
  async execute(operation: PreparedOperation, params: OperationParams, { request }: Session): Promise<Buffer> {
    const { requestLimits, metrics, reportFault } = this.options;
    const variables = params.variables ?? {};
    requestLimits.enter(request.identity);
    const done = metrics.operationStarted(operation.type, operation.rootField);
    try {
      const cost = this.affordableCost(operation, variables);
      const resolvers = this.context(request);
      const result = await this.engine.run({ operation, resolvers, params });
      done(codeOf(result.errors?.flatMap((error) => formatErrors(error, () => undefined))));
      const answer = { ...result, extensions: { cost: { estimated: cost, limit: maxCost } } };
      return encodeResult(answer, { showsManifests: operation.showsManifests, report: reportFault });
    } catch (error) {
      const errors = formatErrors(error, reportFault);
      done(codeOf(errors));
      return encodeErrors(errors);
    } finally {
      requestLimits.leave(request.identity);
    }
  }

  /** Any operation whose results go to a sink, one after another. */
  start(params: OperationParams, session: Session, sink: Sink): RunningOperation {
    try {
      const operation = this.prepare(params);
      if (operation.type !== OperationTypeNode.SUBSCRIPTION) return this.startOnce(operation, params, session, sink);
      return this.subscribe(operation, params, session, sink);
    } catch (error) {
      sink.fail(error);
      return { stop: () => undefined };
    }
  }

  private startOnce(
    operation: PreparedOperation,
    params: OperationParams,
    session: Session,
    sink: Sink,
  ): RunningOperation {
    let isStopped = false;
    this.execute(operation, params, session).then(
      (payload) => {
        if (isStopped) return;
        sink.next(payload);
        sink.complete();
      },
      (error: unknown) => {
        if (!isStopped) sink.fail(error);
      },
    );
    return {
      stop: () => {
        isStopped = true;
      },
    };
  }

  private subscribe(
    operation: PreparedOperation,
    params: OperationParams,
    { request }: Session,
    sink: Sink,
  ): RunningOperation {
    const { requestLimits, registry, fanOut, metrics, reportFault } = this.options;
    requestLimits.enter(request.identity);
    try {
      const context = () => this.context(request);
      const subscribed = subscribedField(operation, params.variables ?? {});
      const extension = subscribed.extension as WatchExtension | StreamExtension; // Every subscription field carries one.
      if ('stream' in extension) return this.stream({ ...subscribed, extension, context, reportFault }, sink);
      const watch = planWatch({ registry, request, reportFault, context }, subscribed, extension);
      const ended = metrics.subscriptionStarted(operation.rootField);
      return fanOut.subscribe({ ...watch, sink, ended });
    } finally {
      requestLimits.leave(request.identity);
    }
  }

  private stream(stream: StreamOperation, sink: Sink): RunningOperation {
    const ending = new AbortController();
    const ended = this.options.metrics.subscriptionStarted(stream.operation.rootField);
    void runStream(stream, sink, ending.signal).then(ended);
    return { stop: () => ending.abort() };
  }

  /** Throws BadRequest for an operation that costs too much. */
  private affordableCost(operation: PreparedOperation, variables: Variables): number {
    const cost = operation.constantCost ?? this.cost(operation, variables);
    if (cost <= maxCost) return cost;
    throw badRequestError(
      `the operation asks for about ${cost} values, more than ${maxCost}: list fewer objects with \`first\``,
    );
  }

  private cost(operation: PreparedOperation, variables: Variables): number {
    const { kinds, cache } = this.options.registry;
    const { schema, document, definition } = operation;
    const { values, isConstant } = costOf({
      schema,
      document,
      operation: definition,
      variables,
      countObjects: (word, namespace) => {
        const kind = findKind(kinds, word);
        return kind ? cache.list(groupKind(kind), namespace).length : 0;
      },
    });
    if (isConstant) operation.constantCost = values;
    return values;
  }

  private context(request: Request): GraphqlContext {
    const { registry, access, health, controllers, scheduler, components, readManifests, podLogs, nodeQuestions } =
      this.options;
    return {
      registry,
      request,
      access,
      health,
      controllers,
      scheduler,
      components,
      readManifests,
      podLogs: (options, signal) => podLogs.read(request, options, signal),
      nodeStats: (node) => nodeQuestions.stats(node),
      proxyRules: (node) => nodeQuestions.proxyRules(node),
      reads: new RequestReads(registry, request),
    };
  }
}
