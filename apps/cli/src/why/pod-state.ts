// A pod's state in words: where it is, what its containers do, what it waits for. Pure.
import type { ContainerStatus, Pod } from '@portolan/client/generated/kubernetes.ts';
import { ageText } from '../age.ts';
import { parseDurationMs } from '../duration.ts';
import { type Condition, type Finding, reasonText, sinceText } from './finding.ts';

/** Goes on behind the pod's name. */
export function podVerdict(pod: Pod, nowMs: number): string {
  const { metadata, spec, status = {} } = pod;
  const node = spec?.nodeName;
  const place = node ? `on ${node} ` : '';
  if (metadata.deletionTimestamp) return `${place}is being deleted${sinceText(deletedAt(pod), nowMs)}`;
  if (!node) return waitVerdict(pod);
  if (status.phase === 'Succeeded') return `has come to its end ${place.trim()}`;
  if (status.phase === 'Failed')
    return joined(`has failed ${place.trim()}`, reasonText(status) || worstContainer(pod, nowMs));
  const ready = conditionOf(pod, 'Ready');
  if (status.phase === 'Running' && ready?.status === 'True') {
    return `runs ${place}and is ready${sinceText(ready.lastTransitionTime, nowMs)}`;
  }
  const why = worstContainer(pod, nowMs) || (ready ? reasonText(ready) : 'its agent has not reported on it');
  if (status.phase === 'Running') return joined(`runs ${place}and is not ready`, why);
  return joined(`was placed ${place}and does not run yet`, why);
}

/** The server notes when the time to end is over. */
function deletedAt({ metadata }: Pod): string | undefined {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = metadata;
  if (!deletionTimestamp) return undefined;
  return new Date(Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000).toISOString();
}

function waitVerdict(pod: Pod): string {
  const gates = pod.spec?.schedulingGates ?? [];
  if (gates.length > 0) return `waits for its scheduling gates: ${gates.map(({ name }) => name).join(', ')}`;
  const scheduled = conditionOf(pod, 'PodScheduled');
  if (scheduled?.status === 'False') return joined('waits for a node', scheduled.message ?? scheduled.reason ?? '');
  return `waits for the scheduler "${pod.spec?.schedulerName ?? 'default-scheduler'}", which has not tried it yet`;
}

function joined(text: string, why: string): string {
  return why ? `${text}: ${why}` : text;
}

export function conditionOf({ status }: Pod, type: string): Condition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

/** One for each container of which there is something to say. */
export function containerFindings(pod: Pod, nowMs: number): Finding[] {
  return troubles(pod, nowMs).map(({ text, details }) => ({ text, ...(details.length > 0 && { details }) }));
}

function worstContainer(pod: Pod, nowMs: number): string {
  return troubles(pod, nowMs)[0]?.text ?? '';
}

interface Trouble {
  readonly text: string;
  readonly details: readonly string[];
}

/** Init containers first: the others wait for them. */
function troubles(pod: Pod, nowMs: number): Trouble[] {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  const init = initContainerStatuses.flatMap((status) => {
    const isDone = status.state?.terminated?.exitCode === 0 || (status.state?.running !== undefined && status.ready);
    return isDone ? [] : troubleOf('init container', status, { pod, nowMs });
  });
  const main = containerStatuses.flatMap((status) => troubleOf('container', status, { pod, nowMs }));
  // That a container waits for those before it says less than what these wait for.
  const isWaitingForInit = (text: string) => text.includes('PodInitializing');
  return [...init, ...main].sort((a, b) => Number(isWaitingForInit(a.text)) - Number(isWaitingForInit(b.text)));
}

function troubleOf(what: string, status: ContainerStatus, { pod, nowMs }: { pod: Pod; nowMs: number }): Trouble[] {
  const { name, state, lastState, ready, restartCount = 0 } = status;
  const before = lastState?.terminated;
  const restarts = restartCount > 0 ? ` (${restartCount === 1 ? '1 restart' : `${restartCount} restarts`})` : '';
  const ended = before ? [`it ended last ${terminationText(before, nowMs)}${restarts}`] : [];
  if (state?.waiting) {
    const until = before && backOffText(state.waiting.message, before.finishedAt, nowMs);
    const why = until ? `${state.waiting.reason}, ${until}` : reasonText(state.waiting);
    return [{ text: `${what} "${name}" waits: ${why}`, details: ended }];
  }
  if (state?.terminated) {
    if (state.terminated.exitCode === 0 && pod.status?.phase === 'Succeeded') return [];
    return [{ text: `${what} "${name}" ended ${terminationText(state.terminated, nowMs)}${restarts}`, details: [] }];
  }
  if (!state?.running) return [];
  if (!ready) {
    const text = `${what} "${name}" runs${sinceText(state.running.startedAt, nowMs)} and is not ready${probeText(pod, status)}`;
    return [{ text, details: ended }];
  }
  return before ? [{ text: `${what} "${name}" runs${sinceText(state.running.startedAt, nowMs)}`, details: ended }] : [];
}

function probeText({ spec }: Pod, { name, started }: ContainerStatus): string {
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  const container = containers.find((each) => each.name === name);
  if (container?.startupProbe && started !== true) return ': its startup probe has not succeeded';
  return container?.readinessProbe ? ': its readiness probe does not succeed' : '';
}

interface Termination {
  readonly exitCode: number;
  readonly reason?: string;
  readonly message?: string;
  readonly signal?: number;
  readonly finishedAt?: string;
}

function terminationText({ exitCode, reason, message, signal, finishedAt }: Termination, nowMs: number): string {
  const how = signal ? `by signal ${signal}` : `with exit code ${exitCode}`;
  const ago = finishedAt ? ` ${ageText(finishedAt, nowMs)} ago` : '';
  return `${how}${reason ? ` (${reason})` : ''}${ago}${message ? `: ${message.trim()}` : ''}`;
}

/** The agent tells how long it waits altogether; the wait began when the container ended. */
function backOffText(message: string | undefined, finishedAt: string | undefined, nowMs: number): string | undefined {
  const [, delay] = /^back-off (\S+) restarting failed container/.exec(message ?? '') ?? [];
  if (delay === undefined || finishedAt === undefined) return undefined;
  const untilMs = Date.parse(finishedAt) + parseDurationMs(delay, 'back-off');
  if (untilMs <= nowMs) return `back-off ${delay}, which is over`;
  const until = new Date(untilMs).toISOString().replace(/\.\d+Z$/, 'Z');
  return `back-off ${delay} until ${until}, in ${ageText(new Date(nowMs).toISOString(), untilMs)}`;
}
