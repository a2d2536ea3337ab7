// The three lists of containers: regular ones, those that run before (and sidecars), and those added for debugging.
import {
  duplicate,
  type FieldPath,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
} from '../../../resource/field-error.ts';
import type { Container, EphemeralContainer, PodSpec } from '../../../resource/generated/kubernetes.ts';
import { isSidecar } from '../sidecar.ts';
import { validateEnv, validateEnvFrom } from './env.ts';
import { checkDns1123Label, type Findings, isRepeated } from './field-rules.ts';
import { type Volumes, validateMounts } from './mounts.ts';
import { validateHostPortConflicts, validatePorts } from './ports.ts';
import { type Lifetime, validateProbesAndHooks } from './probes.ts';
import { validatePullPolicy } from './pull-policy.ts';
import { validateContainerResources } from './resources.ts';
import { validateContainerRestart, validateInitResizePolicy, validateResizePolicy } from './restart.ts';
import { validateSecurityContext } from './security.ts';

/** What the rules of containers need to know of their pod. */
export interface ContainerScope {
  readonly spec: PodSpec;
  readonly volumes: Volumes;
  /** Names of the spec's resource claims. */
  readonly claims: ReadonlySet<string>;
  readonly lifetime: Lifetime;
}

const messagePolicies: readonly string[] = ['File', 'FallbackToLogsOnError'];

/** `path` is that of the list, here and below. */
export function* validateContainers(path: FieldPath, scope: ContainerScope): Findings {
  const { containers = [] } = scope.spec;
  if (containers.length === 0) return yield required(path, '');
  const names = new Set<string>();
  for (const [position, container] of containers.entries()) {
    const at = path.index(position);
    yield* validateContainer(at, container, scope);
    if (isRepeated(names, container.name)) yield duplicate(at.child('name'), container.name);
    yield* validateProbesAndHooks(at, container, scope.lifetime);
    yield* validateContainerRestart(at, container);
  }
  yield* validateHostPortConflicts(path, containers);
}

export function* validateInitContainers(path: FieldPath, scope: ContainerScope): Findings {
  const { initContainers = [], containers = [] } = scope.spec;
  const names = new Set(containers.map(({ name }) => name));
  for (const [position, container] of initContainers.entries()) {
    const at = path.index(position);
    yield* validateContainer(at, container, scope);
    yield* validateContainerRestart(at, container);
    if (container.name && isRepeated(names, container.name)) yield duplicate(at.child('name'), container.name);
    // Init containers run one by one, so only one container's own ports can collide.
    yield* validateHostPortConflicts(path, [container]);
    if (isSidecar(container)) yield* validateProbesAndHooks(at, container, scope.lifetime);
    else {
      yield* forbidProbesAndHooks(at, container);
      yield* validateInitResizePolicy(at.child('resizePolicy'), container.resizePolicy);
    }
  }
}

function* forbidProbesAndHooks(path: FieldPath, container: Container): Findings {
  for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    if (container[field])
      yield forbidden(path.child(field), 'may not be set for init containers without restartPolicy=Always');
  }
}

/** Fields whose absence makes an ephemeral container what it is: nothing may depend on it. */
const notForEphemeral = [
  'ports',
  'resources',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
] as const;
const ephemeralRefusal = 'cannot be set for an Ephemeral Container';

export function* validateEphemeralContainers(path: FieldPath, scope: ContainerScope): Findings {
  const { ephemeralContainers = [], initContainers = [], containers = [] } = scope.spec;
  const others = new Set([...initContainers, ...containers].map(({ name }) => name));
  const names = new Set(others);
  for (const [position, container] of ephemeralContainers.entries()) {
    const at = path.index(position);
    yield* validateContainer(at, container, scope);
    yield* validateImagePadding(at, container);
    if (isRepeated(names, container.name)) yield duplicate(at.child('name'), container.name);
    const { targetContainerName: target } = container;
    if (target && !others.has(target)) yield notFound(at.child('targetContainerName'), target);
    yield* forbidInEphemeral(at, container);
  }
}

function* forbidInEphemeral(path: FieldPath, container: EphemeralContainer): Findings {
  for (const field of notForEphemeral) {
    const value = container[field];
    if (value !== undefined && Object.keys(value).length > 0) yield forbidden(path.child(field), ephemeralRefusal);
  }
  for (const [position, { subPath, subPathExpr }] of (container.volumeMounts ?? []).entries()) {
    const at = path.child('volumeMounts').index(position);
    if (subPath) yield forbidden(at.child('subPath'), ephemeralRefusal);
    if (subPathExpr) yield forbidden(at.child('subPathExpr'), ephemeralRefusal);
  }
}

/** What is true of every container. */
function* validateContainer(
  path: FieldPath,
  container: Container | EphemeralContainer,
  scope: ContainerScope,
): Findings {
  const { spec, volumes, claims } = scope;
  if (!container.name) yield required(path.child('name'), '');
  else yield* checkDns1123Label(path.child('name'), container.name);
  if (!container.image) yield required(path.child('image'), '');
  const { terminationMessagePolicy: policy = '' } = container;
  if (!messagePolicies.includes(policy)) {
    yield notSupported(path.child('terminationMessagePolicy'), policy, messagePolicies);
  }
  yield* validatePorts(path.child('ports'), container.ports);
  yield* validateEnv(path.child('env'), container.env);
  yield* validateEnvFrom(path.child('envFrom'), container.envFrom);
  yield* validateMounts(path, container, volumes);
  yield* validatePullPolicy(path.child('imagePullPolicy'), container.imagePullPolicy);
  yield* validateContainerResources(path.child('resources'), container.resources, claims);
  yield* validateResizePolicy(path.child('resizePolicy'), container, spec.restartPolicy);
  const isHostUser = spec.hostUsers !== false;
  yield* validateSecurityContext(path.child('securityContext'), container.securityContext, { isHostUser });
}

/** Spaces around an image name are let through in templates, as they always were. */
export function* validateImagePadding(path: FieldPath, { image = '' }: Container | EphemeralContainer): Findings {
  if (image.trim() !== image) yield invalid(path.child('image'), image, 'must not have leading or trailing whitespace');
}
