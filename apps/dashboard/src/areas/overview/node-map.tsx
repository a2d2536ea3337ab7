'use client';
// A block for each node, a cell for each of its pods, in the colour of its state. The nodes list is the same as a table.
import { useRouter } from 'next/navigation';
import { type MouseEvent, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { RefusedState } from '../../components/states.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import { useTally } from '../../live/tally.ts';
import { useCollection, useLiveList } from '../../live/use-live.ts';
import { useShownTheme } from '../../shell/use-shown-theme.ts';
import { useKeepingHref } from '../../url-state.ts';
import { type NodeRow, nodeKind } from '../nodes/node-kind.ts';
import { type PodRow, podKind } from '../pods/pod-kind.ts';
import { type PodGroup, toneOfGroup } from '../pods/pod-status.ts';
import { type HeatLayout, hitHeatMap, isSameLayout, layoutHeatMap } from './heat-map.ts';
import { MapPainter } from './map-painter.ts';
import { isOnMap, PodMap } from './pod-map.ts';

const byName = {
  matches: () => true,
  compare: (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
};
const everywhere = { namespace: '' };

export function NodeMap() {
  const t = useTranslations('overview');
  const { rows: nodes, status, collection: allNodes } = useLiveList<NodeRow>(nodeKind, byName);
  const collection = useCollection<PodRow>(podKind, everywhere);
  const pods = useMemo(() => new PodMap(collection), [collection]);
  const painter = useRef<MapPainter>(undefined);
  const [version, countAgain] = useReducer((count: number) => count + 1, 0);
  useEffect(() => pods.follow({ onCounts: countAgain, onPods: (changed) => painter.current?.paint(changed) }), [pods]);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const layout = useSettledLayout(
    useMemo(() => {
      void version; // The pods are counted in place; the version tells when.
      const counted = nodes.map(({ name }) => ({ name, pods: pods.of(name).length }));
      return layoutHeatMap(counted, width);
    }, [nodes, pods, version, width]),
  );
  return (
    <div ref={box} className="min-w-0">
      <Legend />
      {status.state === 'refused' && <RefusedState error={status.error} onRetry={() => allNodes.retry()} />}
      {width > 0 && <MapCanvas layout={layout} pods={pods} width={width} label={t('nodes.map')} painter={painter} />}
    </div>
  );
}

/** The same object for as long as every block stays in its place. */
function useSettledLayout(next: HeatLayout): HeatLayout {
  const [settled, setSettled] = useState(next);
  if (settled === next || isSameLayout(settled, next)) return settled;
  setSettled(next);
  return next;
}

const mapGroupOf = (pod: PodRow) => (isOnMap(pod) ? pod.group : '');

/** How to read the map, and the states that are on it. Above it: the map grows as pods come. */
function Legend() {
  const t = useTranslations('overview.nodes');
  const words = useTranslations('pods.groups');
  const present = useTally(podKind, mapGroupOf, everywhere).groups;
  const groups = (Object.keys(toneOfGroup) as PodGroup[]).filter((group) => present.has(group));
  return (
    <div className="mb-2 flex flex-wrap justify-between gap-x-4 text-sm">
      <p className="text-muted">{t('howToRead')}</p>
      <ul aria-label={t('legend')} className="flex flex-wrap gap-x-4">
        {groups.map((group) => (
          <li key={group}>
            <StatusMark tone={toneOfGroup[group]} word={words(group)} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function useWidth(element: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

interface MapCanvasProps {
  readonly layout: HeatLayout;
  readonly pods: PodMap;
  readonly width: number;
  readonly label: string;
  /** Filled while there is something to paint on. */
  readonly painter: React.RefObject<MapPainter | undefined>;
}

function MapCanvas({ layout, pods, width, label, painter }: MapCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const router = useRouter();
  const href = useKeepingHref();
  const [title, setTitle] = useState('');
  const theme = useShownTheme();
  useEffect(() => {
    void theme; // The colours are read from the document anew.
    const context = canvas.current?.getContext('2d');
    if (!canvas.current || !context) return;
    painter.current = new MapPainter(canvas.current, context, { layout, pods, width });
    painter.current.paintAll();
  }, [layout, pods, width, theme, painter]);
  const hit = ({ nativeEvent: { offsetX: x, offsetY: y } }: MouseEvent) => {
    const found = hitHeatMap(layout, { x, y });
    const pod = found?.pod === undefined ? undefined : pods.of(found.node)[found.pod];
    return { node: found?.node, pod };
  };
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={label}
      title={title}
      style={{ width, height: layout.height }}
      className="block cursor-pointer"
      onMouseMove={(event) => {
        const { node, pod } = hit(event);
        setTitle(pod ? `${pod.namespace}/${pod.name}: ${pod.status} (${pod.node})` : (node ?? ''));
      }}
      onClick={(event) => {
        const { node, pod } = hit(event);
        if (pod) router.push(href(`/pods/${pod.namespace}/${pod.name}`));
        else if (node) router.push(href(`/nodes/${node}`));
      }}
    />
  );
}
