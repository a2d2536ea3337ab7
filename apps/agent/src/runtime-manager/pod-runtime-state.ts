// What the runtime has of each pod.
import type { ContainerStatus, PodSandbox } from '../runtime/runtime-service.ts';

export interface PodRuntimeState {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** The newest first. */
  readonly sandboxes: readonly PodSandbox[];
  /** The newest first. */
  readonly containers: readonly ContainerStatus[];
}

export function emptyState(uid: string): PodRuntimeState {
  return { uid, namespace: '', name: '', sandboxes: [], containers: [] };
}

export function groupByPod(
  sandboxes: readonly PodSandbox[],
  containers: readonly ContainerStatus[],
): Map<string, PodRuntimeState> {
  const bySandbox = new Map(sandboxes.map((sandbox) => [sandbox.id, sandbox.config.uid]));
  const found = new Map<string, { sandboxes: PodSandbox[]; containers: ContainerStatus[] }>();
  const partsOf = (uid: string) => {
    const parts = found.get(uid) ?? { sandboxes: [], containers: [] };
    found.set(uid, parts);
    return parts;
  };
  for (const sandbox of sandboxes) partsOf(sandbox.config.uid).sandboxes.push(sandbox);
  for (const container of containers) {
    const uid = bySandbox.get(container.sandboxId);
    if (uid !== undefined) partsOf(uid).containers.push(container);
  }
  const states = [...found].map(([uid, parts]): [string, PodRuntimeState] => [uid, stateOf(uid, parts)]);
  return new Map(states);
}

function stateOf(uid: string, parts: { sandboxes: PodSandbox[]; containers: ContainerStatus[] }): PodRuntimeState {
  const sandboxes = parts.sandboxes.toSorted(
    (a, b) => b.config.attempt - a.config.attempt || b.createdAtMs - a.createdAtMs,
  );
  const containers = parts.containers.toSorted(
    (a, b) => b.config.attempt - a.config.attempt || b.createdAtMs - a.createdAtMs,
  );
  const { namespace = '', name = '' } = sandboxes[0]?.config ?? {};
  return { uid, namespace, name, sandboxes, containers };
}

/** All containers of this name, the newest first. */
export function recordsOf(state: PodRuntimeState, name: string): readonly ContainerStatus[] {
  return state.containers.filter((each) => each.config.name === name);
}

export function newestOf(state: PodRuntimeState, name: string): ContainerStatus | undefined {
  return state.containers.find((each) => each.config.name === name);
}

export function isRunning(container: ContainerStatus): boolean {
  return container.state === 'CONTAINER_RUNNING';
}

export function readySandbox(state: PodRuntimeState): PodSandbox | undefined {
  const [newest] = state.sandboxes;
  return newest?.state === 'SANDBOX_READY' ? newest : undefined;
}
