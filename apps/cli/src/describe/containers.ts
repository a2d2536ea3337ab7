// Containers as pods and pod templates show them.
import type {
  Container,
  ContainerState,
  ContainerStatus,
  EnvFromSource,
  EnvVar,
  Probe,
} from '@portolan/client/generated/kubernetes.ts';
import { timeText } from './describer.ts';
import type { Report } from './report.ts';

/** `statuses` of a template are absent. */
export function describeContainers(
  report: Report,
  {
    title,
    containers,
    statuses,
    level,
  }: { title: string; containers: readonly Container[]; statuses?: readonly ContainerStatus[]; level: number },
): void {
  report.line(level, `${title}:`);
  for (const container of containers) {
    const status = statuses?.find(({ name }) => name === container.name);
    report.line(level + 1, `${container.name}:`);
    describeContainer(report, { container, status, isInPod: statuses !== undefined, level: level + 2 });
  }
}

interface ShownContainer {
  readonly container: Container;
  readonly status: ContainerStatus | undefined;
  readonly isInPod: boolean;
  readonly level: number;
}

function describeContainer(report: Report, { container, status, isInPod, level }: ShownContainer): void {
  const { ports = [], command, args } = container;
  if (isInPod) report.field(level, 'Container ID', status?.containerID ?? '');
  report.field(level, 'Image', container.image ?? '');
  if (isInPod) report.field(level, 'Image ID', status?.imageID ?? '');
  const portTexts = (which: 'containerPort' | 'hostPort') =>
    ports.map(
      (port) =>
        `${port[which] ?? 0}/${port.protocol ?? 'TCP'}${which === 'containerPort' && port.name ? ` (${port.name})` : ''}`,
    );
  report.field(level, ports.length > 1 ? 'Ports' : 'Port', portTexts('containerPort').join(', ') || '<none>');
  report.field(level, ports.length > 1 ? 'Host Ports' : 'Host Port', portTexts('hostPort').join(', ') || '<none>');
  describeWords(report, level, 'Command', command);
  describeWords(report, level, 'Args', args);
  if (isInPod) {
    describeState(report, level, 'State', status?.state);
    if (status?.lastState?.terminated) describeState(report, level, 'Last State', status.lastState);
    report.field(level, 'Ready', status?.ready === true ? 'True' : 'False');
    report.field(level, 'Restart Count', status?.restartCount ?? 0);
  }
  describeResources(report, level, 'Limits', container.resources?.limits);
  describeResources(report, level, 'Requests', container.resources?.requests);
  const probes = {
    Liveness: container.livenessProbe,
    Readiness: container.readinessProbe,
    Startup: container.startupProbe,
  };
  for (const [label, probe] of Object.entries(probes)) if (probe) report.field(level, label, probeText(probe));
  if (container.envFrom?.length) {
    report.line(level, 'Environment Variables from:');
    for (const source of container.envFrom) report.line(level + 1, ...envFromCells(source));
  }
  describeEnvironment(report, level, container.env ?? []);
  if (container.volumeMounts?.length) report.line(level, 'Mounts:');
  else report.field(level, 'Mounts', '<none>');
  for (const mount of container.volumeMounts ?? []) {
    const flags = [mount.readOnly ? 'ro' : 'rw', ...(mount.subPath ? [`path="${mount.subPath}"`] : [])];
    report.line(level + 1, `${mount.mountPath} from ${mount.name} (${flags.join(',')})`);
  }
}

function describeWords(report: Report, level: number, label: string, words: readonly string[] = []): void {
  if (words.length === 0) return;
  report.line(level, `${label}:`);
  for (const word of words) for (const line of word.split('\n')) report.line(level + 1, line);
}

function describeState(report: Report, level: number, label: string, state: ContainerState | undefined): void {
  if (state?.running) {
    report.field(level, label, 'Running');
    report.field(level + 1, 'Started', timeText(state.running.startedAt));
  } else if (state?.terminated) {
    const { reason, message, exitCode, signal, startedAt, finishedAt } = state.terminated;
    report.field(level, label, 'Terminated');
    if (reason) report.field(level + 1, 'Reason', reason);
    if (message) report.field(level + 1, 'Message', message);
    report.field(level + 1, 'Exit Code', exitCode ?? 0);
    if (signal) report.field(level + 1, 'Signal', signal);
    report.field(level + 1, 'Started', timeText(startedAt));
    report.field(level + 1, 'Finished', timeText(finishedAt));
  } else {
    report.field(level, label, 'Waiting');
    if (state?.waiting?.reason) report.field(level + 1, 'Reason', state.waiting.reason);
    if (state?.waiting?.message) report.field(level + 1, 'Message', state.waiting.message);
  }
}

function describeResources(
  report: Report,
  level: number,
  label: string,
  amounts: Readonly<Record<string, string | number>> = {},
): void {
  const entries = Object.entries(amounts).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return;
  report.line(level, `${label}:`);
  for (const [name, amount] of entries) report.field(level + 1, name, amount);
}

/** `http-get http://:8080/healthz delay=0s timeout=1s period=10s #success=1 #failure=3` */
function probeText(probe: Probe): string {
  const {
    initialDelaySeconds = 0,
    timeoutSeconds = 1,
    periodSeconds = 10,
    successThreshold = 1,
    failureThreshold = 3,
  } = probe;
  const times = `delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s #success=${successThreshold} #failure=${failureThreshold}`;
  return `${probeAction(probe)} ${times}`;
}

function probeAction({ exec, httpGet, tcpSocket, grpc }: Probe): string {
  if (exec) return `exec [${(exec.command ?? []).join(' ')}]`;
  if (httpGet) {
    const path = httpGet.path?.startsWith('/') ? httpGet.path : `/${httpGet.path ?? ''}`;
    return `http-get ${(httpGet.scheme ?? 'HTTP').toLowerCase()}://${httpGet.host ?? ''}:${httpGet.port}${path}`;
  }
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port}`;
  return grpc ? `grpc <pod>:${grpc.port} ${grpc.service ?? ''}`.trimEnd() : 'unknown';
}

function envFromCells({ configMapRef, secretRef, prefix }: EnvFromSource): string[] {
  const [name, from, optional] = configMapRef
    ? [configMapRef.name, 'ConfigMap', configMapRef.optional]
    : [secretRef?.name, 'Secret', secretRef?.optional];
  const note = prefix ? ` with prefix '${prefix}'` : '';
  return [name ?? '', `${from}${note}`, `Optional: ${optional === true}`];
}

function describeEnvironment(report: Report, level: number, variables: readonly EnvVar[]): void {
  if (variables.length === 0) {
    report.field(level, 'Environment', '<none>');
    return;
  }
  report.line(level, 'Environment:');
  for (const variable of variables) report.field(level + 1, variable.name, variableText(variable));
}

function variableText({ value = '', valueFrom }: EnvVar): string {
  if (!valueFrom) return value;
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom;
  if (fieldRef) return `(${fieldRef.apiVersion ?? 'v1'}:${fieldRef.fieldPath})`;
  if (resourceFieldRef) return `${resourceFieldRef.resource} (${resourceFieldRef.containerName || 'container'})`;
  const [reference, what] = configMapKeyRef ? [configMapKeyRef, 'config map'] : [secretKeyRef, 'secret'];
  return `<set to the key '${reference?.key ?? ''}' of ${what} '${reference?.name ?? ''}'>  Optional: ${reference?.optional === true}`;
}
