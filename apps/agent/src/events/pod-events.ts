// Events about pods and their containers.
import type { Pod } from '@portolan/client';
import { fieldPathOf } from '../pod-spec.ts';
import type { EventDraft } from './event-recorder.ts';

export type RecordEvent = (draft: EventDraft) => void;

export interface PodEvent {
  readonly type: EventDraft['type'];
  readonly reason: string;
  readonly note: string;
  /** The container it is about. */
  readonly container?: string;
}

export function podEvent(pod: Pod, { container, ...event }: PodEvent): EventDraft {
  const { name, namespace = 'default', uid, resourceVersion } = pod.metadata;
  const fieldPath = container === undefined ? undefined : fieldPathOf(pod, container);
  return {
    ...event,
    regarding: {
      apiVersion: 'v1',
      kind: 'Pod',
      namespace,
      name,
      ...(uid !== undefined && { uid }),
      ...(resourceVersion !== undefined && { resourceVersion }),
      ...(fieldPath !== undefined && { fieldPath }),
    },
  };
}
