// What the node does to a container to learn its state (probes) and around its life (lifecycle hooks).
import { type FieldPath, forbidden, invalid, notSupported, required } from '../../../resource/field-error.ts';
import type {
  Container,
  HTTPGetAction,
  Lifecycle,
  LifecycleHandler,
  Probe,
} from '../../../resource/generated/kubernetes.ts';
import { isHttpHeaderName } from '../../../resource/validation/names.ts';
import { checkNonNegative, type Findings, invalidEach } from './field-rules.ts';
import { validatePortNumberOrName } from './ports.ts';
import { validateStopSignal } from './stop-signal.ts';

/** What the rules of a container need to know of its pod's lifetime. */
export interface Lifetime {
  readonly graceSeconds: number;
  readonly os: string | undefined;
}

/** All probes and hooks of a container that may have them. `path` is the container's. */
export function* validateProbesAndHooks(path: FieldPath, container: Container, lifetime: Lifetime): Findings {
  const { lifecycle, livenessProbe, readinessProbe, startupProbe } = container;
  if (lifecycle) yield* validateLifecycle(path.child('lifecycle'), lifecycle, lifetime);
  if (livenessProbe) yield* validateEndingProbe(path.child('livenessProbe'), livenessProbe, lifetime);
  if (readinessProbe) {
    const at = path.child('readinessProbe');
    yield* validateProbe(at, readinessProbe, lifetime);
    const seconds = readinessProbe.terminationGracePeriodSeconds;
    if (seconds !== undefined) {
      yield invalid(at.child('terminationGracePeriodSeconds'), seconds, 'must not be set for readinessProbes');
    }
  }
  if (startupProbe) yield* validateEndingProbe(path.child('startupProbe'), startupProbe, lifetime);
}

/** A probe whose failure ends the container: one success is enough. */
function* validateEndingProbe(path: FieldPath, probe: Probe, lifetime: Lifetime): Findings {
  yield* validateProbe(path, probe, lifetime);
  if (probe.successThreshold !== 1)
    yield invalid(path.child('successThreshold'), probe.successThreshold ?? 0, 'must be 1');
}

function* validateProbe(path: FieldPath, probe: Probe, lifetime: Lifetime): Findings {
  yield* validateHandler(path, probe, lifetime);
  for (const field of [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ] as const) {
    yield* checkNonNegative(path.child(field), probe[field]);
  }
  const seconds = probe.terminationGracePeriodSeconds;
  if (seconds !== undefined && seconds <= 0) {
    yield invalid(path.child('terminationGracePeriodSeconds'), seconds, 'must be greater than 0');
  }
}

function* validateLifecycle(
  path: FieldPath,
  { postStart, preStop, stopSignal }: Lifecycle,
  lifetime: Lifetime,
): Findings {
  if (postStart) yield* validateHandler(path.child('postStart'), postStart, lifetime);
  if (preStop) yield* validateHandler(path.child('preStop'), preStop, lifetime);
  if (stopSignal !== undefined) yield* validateStopSignal(path.child('stopSignal'), stopSignal, lifetime.os);
}

type Handler = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'> & Pick<LifecycleHandler, 'sleep'>;

/** Each way to act, in the order in which Kubernetes looks at them: the first is the one that counts. */
const actions: readonly {
  readonly type: keyof Handler;
  check(path: FieldPath, handler: Handler, lifetime: Lifetime): Findings;
}[] = [
  {
    type: 'exec',
    *check(path, { exec }) {
      if (!exec?.command?.length) yield required(path.child('command'), '');
    },
  },
  {
    type: 'httpGet',
    *check(path, { httpGet }) {
      if (httpGet) yield* validateHttpGet(path, httpGet);
    },
  },
  {
    type: 'tcpSocket',
    check: (path, { tcpSocket }) => validatePortNumberOrName(path.child('port'), tcpSocket?.port),
  },
  { type: 'grpc', check: (path, { grpc }) => validatePortNumberOrName(path.child('port'), grpc?.port) },
  {
    type: 'sleep',
    *check(path, { sleep }, { graceSeconds }) {
      const seconds = sleep?.seconds ?? 0;
      if (seconds >= 0 && seconds <= graceSeconds) return;
      const limit = `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`;
      yield invalid(path, seconds, limit);
    },
  },
];

function* validateHandler(path: FieldPath, handler: Handler, lifetime: Lifetime): Findings {
  let found = false;
  for (const { type, check } of actions) {
    if (!handler[type]) continue;
    if (found) yield forbidden(path.child(type), 'may not specify more than 1 handler type');
    else yield* check(path.child(type), handler, lifetime);
    found = true;
  }
  if (!found) yield required(path, 'must specify a handler type');
}

const schemes: readonly string[] = ['HTTP', 'HTTPS'];

function* validateHttpGet(path: FieldPath, { port, scheme = '', httpHeaders = [] }: HTTPGetAction): Findings {
  yield* validatePortNumberOrName(path.child('port'), port);
  if (!schemes.includes(scheme)) yield notSupported(path.child('scheme'), scheme, schemes);
  for (const { name = '' } of httpHeaders) {
    yield* invalidEach(path.child('httpHeaders'), name, isHttpHeaderName(name));
  }
}
