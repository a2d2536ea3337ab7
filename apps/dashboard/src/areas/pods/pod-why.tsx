'use client';
// Why the pod is on its node, or on none: every node, what every plug-in of the scheduler says of it, and what would help.
import type { Pod } from '@portolan/client/generated/kubernetes.ts';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { CopyAs } from '../../components/copy-as.tsx';
import { EmptyState, FailureState, failureOf, LoadingState } from '../../components/states.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import { useLiveList } from '../../live/use-live.ts';
import { usePolled } from '../../live/use-polled.ts';
import { useUrlState } from '../../url-state.ts';
import { type NodeRow, nodeKind } from '../nodes/node-kind.ts';
import { useLoadVersion, useNodeLoads } from '../nodes/use-node-loads.ts';
import { demandOf, type Explanation, explainDocument, manifestOf, type Room, type WhatIf } from './scheduling.ts';
import { SchedulingMatrix } from './scheduling-matrix.tsx';
import { WhatIfForm } from './what-if-form.tsx';

const everyMs = 5_000;
const asItIs: WhatIf = { cpu: '', memory: '', toleratesAll: false, goesAnywhere: false };

export function PodWhy({ pod }: { readonly pod: Pod }) {
  const t = useTranslations('why');
  const [{ at }] = useUrlState();
  if (at) return <EmptyState text={t('onlyNow')} />;
  return <WhyNow pod={pod} />;
}

function WhyNow({ pod }: { readonly pod: Pod }) {
  const [whatIf, setWhatIf] = useState(asItIs);
  const isAsItIs = JSON.stringify(whatIf) === JSON.stringify(asItIs);
  const { namespace = '', name } = pod.metadata;
  const variables = useMemo(
    () => (isAsItIs ? { namespace, name } : { namespace, manifest: manifestOf(pod, whatIf) }),
    [isAsItIs, namespace, name, pod, whatIf],
  );
  const { data, error, ask } = usePolled<{ explainScheduling: Explanation | null }, object>(explainDocument, {
    variables,
    everyMs,
  });
  const rooms = useRooms(pod);
  const form = (
    <WhatIfForm whatIf={whatIf} onChange={setWhatIf} onReset={() => setWhatIf(asItIs)} isAsItIs={isAsItIs} />
  );
  const failure = failureOf({ error });
  if (failure)
    return (
      <div className="flex flex-col">
        {!isAsItIs && <div className="p-3">{form}</div>}
        <FailureState error={failure} onRetry={() => ask()} />
      </div>
    );
  const explanation = data?.explainScheduling;
  if (!explanation) return <LoadingState />;
  return (
    <div className="flex flex-col gap-3 p-3">
      <div className="flex flex-wrap items-start gap-3">
        <Verdict pod={pod} explanation={explanation} isAsItIs={isAsItIs} />
        <div className="ml-auto">
          <CopyAs of={copyFormsOf(namespace, name)} />
        </div>
      </div>
      {form}
      {explanation.nodes.length > 0 && (
        <SchedulingMatrix nodes={explanation.nodes} rooms={rooms} pod={isAsItIs ? pod : withWhatIf(pod, whatIf)} />
      )}
    </div>
  );
}

/** Numbers and fixes are about what is asked, too. */
function withWhatIf(pod: Pod, whatIf: WhatIf): Pod {
  return { ...pod, ...manifestOf(pod, whatIf), metadata: pod.metadata } as Pod;
}

function Verdict({
  pod,
  explanation: { nodes, schedulable, message },
  isAsItIs,
}: {
  readonly pod: Pod;
  readonly explanation: Explanation;
  readonly isAsItIs: boolean;
}) {
  const t = useTranslations('why');
  const fitting = nodes.filter(({ fits }) => fits).length;
  const counts = { fitting, total: nodes.length };
  const node = isAsItIs ? pod.spec?.nodeName : undefined;
  const own = nodes.find((each) => each.node === node);
  const [best] = nodes;
  const wouldGo = schedulable && best ? t('wouldGo', { node: best.node, score: best.score ?? 0 }) : undefined;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <p className="flex flex-wrap items-baseline gap-x-3 font-medium">
        <StatusMark tone={schedulable ? 'ok' : 'bad'} word={t('fit', counts)} />
        {node ? <span>{t('runsOn', { node, score: own?.score ?? '–' })}</span> : <span>{wouldGo}</span>}
      </p>
      {message && <p className="break-words text-muted">{message}</p>}
      {own && !own.fits && <p className="text-warn">{t('noLonger', { node: own.node })}</p>}
      {node && <p className="text-sm text-muted">{t('asIfNew')}</p>}
    </div>
  );
}

function copyFormsOf(namespace: string, name: string) {
  const given = `namespace: ${JSON.stringify(namespace)}, name: ${JSON.stringify(name)}`;
  const graphql = `{ explainScheduling(${given}) { schedulable message nodes { node fits score checks { plugin passed reason } } } }`;
  return { graphql, sdk: `const { explainScheduling } = await portolan.request(\`${graphql}\`);` };
}

const inAnyOrder = { matches: () => true, compare: () => 0 };

/** What each node has left for the pod; what the pod takes there itself counts as free. */
function useRooms(pod: Pod): ReadonlyMap<string, Room> {
  const { all, version } = useLiveList<NodeRow>(nodeKind, inAnyOrder);
  const loads = useNodeLoads();
  const loadVersion = useLoadVersion(loads, true);
  const node = pod.spec?.nodeName;
  const { cpu, memory } = useMemo(() => demandOf(pod), [pod]);
  return useMemo(() => {
    void [version, loadVersion]; // Both maps are changed in place; the versions tell when.
    const rooms = new Map<string, Room>();
    for (const { name, taints, cpu: allCpu, memory: allMemory, podSlots } of all.values()) {
      const load = loads.of(name);
      const own = name === node ? { cpu, memory, pods: 1 } : { cpu: 0, memory: 0, pods: 0 };
      rooms.set(name, {
        taints,
        cpu: allCpu - load.cpu + own.cpu,
        memory: allMemory - load.memory + own.memory,
        pods: podSlots - load.pods + own.pods,
      });
    }
    return rooms;
  }, [all, version, loads, loadVersion, cpu, memory, node]);
}
