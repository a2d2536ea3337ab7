// Controllers at work on a registry in memory, on a clock that the test moves.
import { kinds } from '@portolan/core/kinds/kinds.ts';
import type { Operation } from '@portolan/core/registry/operation.ts';
import type { Manifest } from '@portolan/core/resource/manifest.ts';
import type { AnyObject, GroupKind } from '@portolan/core/resource/object.ts';
import type { ControllerDefinition, EventDraft } from '@portolan/core/runtime/controller.ts';
import { type RunningControllers, startControllers } from '@portolan/core/runtime/controller-runner.ts';
import { admin, startRegistry } from './registry.ts';

/** Rounds of the event loop without a change after which nothing is under way any more: all of it is in memory. */
const quietRounds = 20;

export async function startRig(...controllers: ControllerDefinition[]) {
  const rig = await startRegistry(kinds);
  const events: EventDraft[] = [];
  const warnings: unknown[] = [];
  const request = {
    identity: { user: 'system:kube-controller-manager', groups: ['system:masters'] },
    fieldManager: 'kube-controller-manager',
  };
  let running: RunningControllers | undefined;
  const { cache, clock, registry } = rig;

  const settle = async () => {
    const busy = () => running?.stats().some(({ queueDepth, inFlight }) => queueDepth + inFlight > 0) === true;
    let revision = cache.revision;
    for (let quiet = 0; quiet < quietRounds; quiet++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (!busy() && cache.revision === revision) continue;
      revision = cache.revision;
      quiet = 0;
    }
  };

  return {
    ...rig,
    events,
    warnings,
    settle,
    /** Begins, or begins anew, as a new leader does: with nothing but what is stored. */
    async start(...anew: ControllerDefinition[]) {
      await running?.stop();
      running = startControllers({
        registry,
        clock,
        controllers: anew.length > 0 ? anew : controllers,
        request,
        recordEvent: (event) => events.push(event),
        warn: (_text, error) => warnings.push(error),
      });
      await settle();
    },
    async stop() {
      await running?.stop();
    },
    /** Moves the clock in steps small enough for what falls due to be done in its time. */
    async advance(seconds: number, stepSeconds = 1) {
      for (let passed = 0; passed < seconds; passed += stepSeconds) {
        clock.advance(Math.min(stepSeconds, seconds - passed) * 1000);
        await settle();
      }
    },
    async execute(...operations: Operation[]): Promise<AnyObject[]> {
      const { results } = await registry.execute(admin, operations);
      await cache.fresh();
      return results.map(({ object }) => object);
    },
    async create(...manifests: object[]): Promise<AnyObject[]> {
      const operations = manifests.map((manifest): Operation => ({ verb: 'create', manifest: manifest as Manifest }));
      const { results } = await registry.execute(admin, operations);
      await cache.fresh();
      return results.map(({ object }) => object);
    },
    get(kind: GroupKind, name: string, namespace = ''): AnyObject | undefined {
      return cache.get({ kind, namespace, name })?.object;
    },
    names(kind: GroupKind, namespace?: string): string[] {
      return cache.list(kind, namespace).map(({ key }) => key.name);
    },
  };
}
