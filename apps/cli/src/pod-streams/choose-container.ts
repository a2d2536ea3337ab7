// Which container of a pod a command is about, where it names none: the pod's default, or the first one, said aloud.
import type { Pod } from '@portolan/client';
import { CommandError } from '../failures.ts';

const defaultAnnotation = 'kubectl.kubernetes.io/default-container';

export interface ContainerChoice {
  readonly name: string;
  /** For the standard error stream: what was taken for lack of a choice. */
  readonly notice?: string;
}

/** Throws CommandError for a container that the pod does not have. */
export function chooseContainer(pod: Pod, wanted: string | undefined): ContainerChoice {
  const { containers = [] } = pod.spec ?? {};
  const podName = pod.metadata.name;
  const all = containerNames(pod);
  if (wanted !== undefined) {
    if (all.includes(wanted)) return { name: wanted };
    throw new CommandError(`container ${wanted} not found in pod ${podName}`);
  }
  const annotated = pod.metadata.annotations?.[defaultAnnotation];
  if (annotated !== undefined && all.includes(annotated)) return { name: annotated };
  const [first] = containers;
  if (!first) throw new CommandError(`no container found in pod ${podName}`);
  if (annotated !== undefined) {
    return { name: first.name, notice: `Default container name "${annotated}" not found in pod ${podName}` };
  }
  if (all.length === 1) return { name: first.name };
  return { name: first.name, notice: `Defaulted container "${first.name}" out of: ${listed(pod).join(', ')}` };
}

/** Of all sorts, in the order in which they start. */
export function containerNames({ spec }: Pod): string[] {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = spec ?? {};
  return [...initContainers, ...containers, ...ephemeralContainers].map(({ name }) => name);
}

function listed({ spec }: Pod): string[] {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = spec ?? {};
  return [
    ...containers.map(({ name }) => name),
    ...ephemeralContainers.map(({ name }) => `${name} (ephem)`),
    ...initContainers.map(({ name }) => `${name} (init)`),
  ];
}
