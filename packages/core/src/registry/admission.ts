// The admission chain: what may be changed or refused about a write after it was decoded and defaulted, in this order.
import { defaultTolerationSeconds } from './admission/default-toleration-seconds.ts';
import { namespaceLifecycle } from './admission/namespace-lifecycle.ts';
import type { AdmissionInput, AdmissionPlugin } from './admission/plugin.ts';
import { priority } from './admission/priority.ts';
import { serviceAccount } from './admission/service-account.ts';
import { taintNodesByCondition } from './admission/taint-nodes-by-condition.ts';

const admissionChain: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  serviceAccount,
  taintNodesByCondition,
  priority,
  defaultTolerationSeconds,
];

export function admit(input: AdmissionInput): void {
  for (const plugin of admissionChain) plugin.admit(input);
}
