// Kubernetes' defaults of everything a pod template has too. What only pods get is in `defaults.ts`. Fields that are left
// out when they have their zero value are removed here, so that stored objects have one form and `false` is no change.
import type {
  Container,
  EphemeralContainer,
  LifecycleHandler,
  PodSpec,
  PodTemplateSpec,
  Probe,
  ResourceRequirements,
} from '../../resource/generated/kubernetes.ts';
import { roundedUpToMilli } from '../resource-list.ts';
import { dropZeros } from '../zero-values.ts';
import { defaultPullPolicy } from './image-tag.ts';
import { defaultFieldRef, defaultVolume } from './volume-defaults.ts';

const defaultGraceSeconds = 30;

/** Fills the defaults of a template in place. Changes nothing when run twice. */
export function defaultPodTemplate(template: PodTemplateSpec): void {
  template.spec ??= { containers: [] };
  defaultPodSpec(template.spec);
}

/** Fills the defaults of a spec in place. Changes nothing when run twice. */
export function defaultPodSpec(spec: PodSpec): void {
  dropZeros(spec, ['hostNetwork', 'hostPID', 'hostIPC', 'nodeName', 'hostname', 'subdomain', 'priorityClassName']);
  spec.dnsPolicy ||= 'ClusterFirst';
  spec.restartPolicy ||= 'Always';
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= defaultGraceSeconds;
  spec.schedulerName ||= 'default-scheduler';
  defaultServiceAccount(spec);
  if (spec.overhead) spec.overhead = roundedUpToMilli(spec.overhead);
  if (spec.resources) roundResources(spec.resources);
  for (const volume of spec.volumes ?? []) defaultVolume(volume);
  for (const container of spec.initContainers ?? []) defaultContainer(container);
  for (const container of spec.containers ?? []) defaultContainer(container);
  for (const container of spec.ephemeralContainers ?? []) defaultContainer(container);
}

/** `serviceAccount` is the old name of `serviceAccountName`; both are always shown, and the new one decides. */
function defaultServiceAccount(spec: PodSpec): void {
  const name = spec.serviceAccountName || spec.serviceAccount;
  if (!name) {
    delete spec.serviceAccountName;
    delete spec.serviceAccount;
    return;
  }
  spec.serviceAccountName = name;
  spec.serviceAccount = name;
}

function roundResources(resources: ResourceRequirements): void {
  if (resources.limits) resources.limits = roundedUpToMilli(resources.limits);
  if (resources.requests) resources.requests = roundedUpToMilli(resources.requests);
}

function defaultContainer(container: Container | EphemeralContainer): void {
  dropZeros(container, ['stdin', 'stdinOnce', 'tty', 'workingDir']);
  container.imagePullPolicy ||= defaultPullPolicy(container.image ?? '');
  container.terminationMessagePath ||= '/dev/termination-log';
  container.terminationMessagePolicy ||= 'File';
  if (container.resources) roundResources(container.resources);
  for (const port of container.ports ?? []) {
    dropZeros(port, ['hostPort', 'hostIP', 'name']);
    port.protocol ||= 'TCP';
  }
  for (const mount of container.volumeMounts ?? []) dropZeros(mount, ['readOnly', 'subPath', 'subPathExpr']);
  for (const variable of container.env ?? []) {
    dropZeros(variable, ['value']);
    if (variable.valueFrom?.fieldRef) defaultFieldRef(variable.valueFrom.fieldRef);
  }
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) {
    if (probe) defaultProbe(probe);
  }
  if (container.lifecycle?.postStart) defaultHandler(container.lifecycle.postStart);
  if (container.lifecycle?.preStop) defaultHandler(container.lifecycle.preStop);
}

function defaultProbe(probe: Probe): void {
  dropZeros(probe, ['initialDelaySeconds']);
  probe.timeoutSeconds ||= 1;
  probe.periodSeconds ||= 10;
  probe.successThreshold ||= 1;
  probe.failureThreshold ||= 3;
  defaultHandler(probe);
}

function defaultHandler({ httpGet }: Pick<LifecycleHandler, 'httpGet'>): void {
  if (!httpGet) return;
  httpGet.path ||= '/';
  httpGet.scheme ||= 'HTTP';
}
