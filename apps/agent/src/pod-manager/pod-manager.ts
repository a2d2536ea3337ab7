// The pods that this node is to run, from wherever they come: the API, or files (static pods). The API shows a static pod by
// its mirror, which has another uid and the same namespace and name.
import type { Pod } from '@portolan/client';
import { fullNameOf, isMirrorPod, isStaticPod, uidOf } from '../pod-spec.ts';

export interface PodListener {
  onPod(pod: Pod): void;
  /** `last`: the pod's last state. */
  onPodGone(last: Pod): void;
  /** The mirror of this static pod came, changed or went. */
  onMirror(fullName: string): void;
}

export class PodManager {
  private readonly listener: PodListener;
  private readonly fromApi = new Map<string, Pod>();
  private readonly mirrors = new Map<string, Pod>();
  private readonly statics = new Map<string, Pod>();

  constructor(listener: PodListener) {
    this.listener = listener;
  }

  /** Every pod to be run, without mirrors. */
  pods(): readonly Pod[] {
    return [...this.fromApi.values(), ...this.statics.values()];
  }

  apiPods(): readonly Pod[] {
    return [...this.fromApi.values()];
  }

  pod(uid: string): Pod | undefined {
    return this.fromApi.get(uid) ?? [...this.statics.values()].find((each) => uidOf(each) === uid);
  }

  staticPod(fullName: string): Pod | undefined {
    return this.statics.get(fullName);
  }

  allMirrors(): readonly Pod[] {
    return [...this.mirrors.values()];
  }

  mirror(fullName: string): Pod | undefined {
    return this.mirrors.get(fullName);
  }

  /** The pod as the API has it: of a static pod its mirror. */
  storedPod(pod: Pod): Pod | undefined {
    return isStaticPod(pod) ? this.mirrors.get(fullNameOf(pod)) : this.fromApi.get(uidOf(pod));
  }

  /** From the API. */
  put(pod: Pod): void {
    if (isMirrorPod(pod)) {
      this.mirrors.set(fullNameOf(pod), pod);
      this.listener.onMirror(fullNameOf(pod));
      return;
    }
    this.fromApi.set(uidOf(pod), pod);
    this.listener.onPod(pod);
  }

  /** From the API. */
  take(pod: Pod): void {
    if (isMirrorPod(pod)) {
      if (this.mirrors.get(fullNameOf(pod))?.metadata.uid !== pod.metadata.uid) return;
      this.mirrors.delete(fullNameOf(pod));
      this.listener.onMirror(fullNameOf(pod));
      return;
    }
    if (this.fromApi.delete(uidOf(pod))) this.listener.onPodGone(pod);
  }

  /** All that the API assigns to this node: whatever is not among them is gone. */
  replace(pods: readonly Pod[]): void {
    const present = new Set(pods.map(uidOf));
    for (const pod of [...this.fromApi.values(), ...this.mirrors.values()])
      if (!present.has(uidOf(pod))) this.take(pod);
    for (const pod of pods) this.put(pod);
  }

  replaceStatics(pods: readonly Pod[]): void {
    const present = new Map(pods.map((pod) => [fullNameOf(pod), pod]));
    for (const [fullName, pod] of [...this.statics]) {
      const next = present.get(fullName);
      if (next && uidOf(next) === uidOf(pod)) continue;
      this.statics.delete(fullName);
      this.listener.onPodGone(pod);
    }
    for (const [fullName, pod] of present) {
      if (this.statics.has(fullName)) continue;
      this.statics.set(fullName, pod);
      this.listener.onPod(pod);
    }
  }
}
