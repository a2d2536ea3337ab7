// When containers are started again: policies of pods and containers, rules on exit codes, and restarts on resizing.
import { duplicate, type FieldPath, invalid, notSupported, required, tooMany } from '../../../resource/field-error.ts';
import type {
  Container,
  ContainerResizePolicy,
  ContainerRestartRule,
  EphemeralContainer,
} from '../../../resource/generated/kubernetes.ts';
import type { Findings } from './field-rules.ts';

const podPolicies: readonly string[] = ['Always', 'OnFailure', 'Never'];
const containerPolicies: readonly string[] = ['Always', 'Never', 'OnFailure'];
const ruleActions: readonly string[] = ['Restart', 'RestartAllContainers'];
const exitCodeOperators: readonly string[] = ['In', 'NotIn'];
const resizableResources: readonly string[] = ['cpu', 'memory'];
const resizePolicies: readonly string[] = ['NotRequired', 'RestartContainer'];
const maxRules = 20;
const maxExitCodes = 255;

export function* validatePodRestartPolicy(path: FieldPath, policy = ''): Findings {
  if (!podPolicies.includes(policy)) yield notSupported(path, policy, podPolicies);
}

/** `path` is the container's. */
export function* validateContainerRestart(path: FieldPath, container: Container): Findings {
  const { restartPolicy, restartPolicyRules: rules = [] } = container;
  const policyPath = path.child('restartPolicy');
  if (restartPolicy === undefined) {
    if (rules.length === 0) return;
    yield required(policyPath, 'must specify restartPolicy when restart rules are used');
  } else if (!containerPolicies.includes(restartPolicy)) {
    yield notSupported(policyPath, restartPolicy, containerPolicies);
  }
  const rulesPath = path.child('restartPolicyRules');
  if (rules.length > maxRules) yield tooMany(rulesPath, rules.length, maxRules);
  for (const [position, rule] of rules.entries()) yield* validateRule(rulesPath.index(position), rule);
}

function* validateRule(path: FieldPath, { action = '', exitCodes }: ContainerRestartRule): Findings {
  if (!ruleActions.includes(action)) yield notSupported(path.child('action'), action, ruleActions);
  const at = path.child('exitCodes');
  if (!exitCodes) return yield required(at, 'must be specified');
  const { operator = '', values = [] } = exitCodes;
  if (!exitCodeOperators.includes(operator)) yield notSupported(at.child('operator'), operator, exitCodeOperators);
  if (values.length > maxExitCodes) yield tooMany(at.child('values'), values.length, maxExitCodes);
}

/** `path` is that of the list. */
export function* validateResizePolicy(
  path: FieldPath,
  { resizePolicy = [] }: Container | EphemeralContainer,
  podRestartPolicy: string | undefined,
): Findings {
  const seen = new Set<string>();
  for (const [position, { resourceName = '', restartPolicy = '' }] of resizePolicy.entries()) {
    if (seen.has(resourceName)) yield duplicate(path.index(position), resourceName);
    seen.add(resourceName);
    yield* checkChoice(path, resourceName, resizableResources);
    yield* checkChoice(path, restartPolicy, resizePolicies);
    if (podRestartPolicy === 'Never' && restartPolicy !== 'NotRequired') {
      yield invalid(path, restartPolicy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
    }
  }
}

function* checkChoice(path: FieldPath, value: string, supported: readonly string[]): Findings {
  if (value === '') yield required(path, '');
  else if (!supported.includes(value)) yield notSupported(path, value, supported);
}

/** Only a sidecar may be restarted to be resized: another init container would run again. */
export function* validateInitResizePolicy(
  path: FieldPath,
  resizePolicy: readonly ContainerResizePolicy[] = [],
): Findings {
  for (const [position, { restartPolicy }] of resizePolicy.entries()) {
    if (restartPolicy !== 'RestartContainer') continue;
    const why = "must not be set to 'RestartContainer' for non-sidecar initContainers";
    yield invalid(path.index(position).child('restartPolicy'), restartPolicy, why);
  }
}
