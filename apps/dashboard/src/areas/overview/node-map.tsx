'use client';
// A block for each node, a cell for each of its pods, in the colour of its state. The nodes list is the same as a table.
import { useRouter } from 'next/navigation';
import { type MouseEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { StatusMark } from '../../components/status-mark.tsx';
import { useLiveList } from '../../live/use-live.ts';
import { useShownTheme } from '../../shell/use-shown-theme.ts';
import { useKeepingHref } from '../../url-state.ts';
import { type NodeRow, nodeKind } from '../nodes/node-kind.ts';
import { type PodRow, podKind } from '../pods/pod-kind.ts';
import { type PodGroup, toneOfGroup } from '../pods/pod-status.ts';
import { cellOf, type HeatLayout, hitHeatMap, layoutHeatMap } from './heat-map.ts';

const byName = {
  matches: () => true,
  compare: (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
};
const everywhere = { namespace: '' };

type PodsByNode = ReadonlyMap<string, readonly PodRow[]>;

export function NodeMap() {
  const t = useTranslations('overview');
  const nodes = useLiveList<NodeRow>(nodeKind, byName);
  const pods = useLiveList<PodRow>(podKind, byName, everywhere);
  const byNode = useMemo(() => groupByNode(pods.rows), [pods.rows]);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const layout = useMemo(
    () =>
      layoutHeatMap(
        nodes.rows.map(({ name }) => ({ name, pods: byNode.get(name)?.length ?? 0 })),
        width,
      ),
    [nodes.rows, byNode, width],
  );
  return (
    <div ref={box} className="min-w-0">
      {width > 0 && <MapCanvas layout={layout} byNode={byNode} width={width} label={t('nodes.map')} />}
      <Legend pods={pods.rows} />
    </div>
  );
}

/** The states that are on the map. */
function Legend({ pods }: { readonly pods: readonly PodRow[] }) {
  const t = useTranslations('overview.nodes');
  const words = useTranslations('pods.groups');
  const present = useMemo(() => new Set(pods.filter(isOnMap).map(({ group }) => group)), [pods]);
  const groups = (Object.keys(toneOfGroup) as PodGroup[]).filter((group) => present.has(group));
  if (groups.length === 0) return null;
  return (
    <ul aria-label={t('legend')} className="mt-2 flex flex-wrap gap-x-4 text-sm">
      {groups.map((group) => (
        <li key={group}>
          <StatusMark tone={toneOfGroup[group]} word={words(group)} />
        </li>
      ))}
    </ul>
  );
}

function isOnMap({ node, group }: PodRow): boolean {
  return node !== '' && group !== 'succeeded';
}

function groupByNode(pods: readonly PodRow[]): PodsByNode {
  const groups = new Map<string, PodRow[]>();
  for (const pod of pods) {
    if (!isOnMap(pod)) continue;
    const group = groups.get(pod.node);
    if (group) group.push(pod);
    else groups.set(pod.node, [pod]);
  }
  return groups;
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

function MapCanvas({
  layout,
  byNode,
  width,
  label,
}: {
  readonly layout: HeatLayout;
  readonly byNode: PodsByNode;
  readonly width: number;
  readonly label: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const router = useRouter();
  const href = useKeepingHref();
  const [title, setTitle] = useState('');
  const theme = useShownTheme();
  useEffect(() => {
    void theme; // The colours are read from the document anew.
    if (canvas.current) draw(canvas.current, { layout, byNode, width });
  }, [layout, byNode, width, theme]);
  const hit = ({ nativeEvent: { offsetX: x, offsetY: y } }: MouseEvent) => {
    const found = hitHeatMap(layout, { x, y });
    const pod = found?.pod === undefined ? undefined : byNode.get(found.node)?.[found.pod];
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
        setTitle(pod ? `${pod.namespace}/${pod.name}: ${pod.status}` : (node ?? ''));
      }}
      onClick={(event) => {
        const { node, pod } = hit(event);
        if (pod) router.push(href(`/pods/${pod.namespace}/${pod.name}`));
        else if (node) router.push(href(`/nodes/${node}`));
      }}
    />
  );
}

function draw(
  canvas: HTMLCanvasElement,
  { layout, byNode, width }: { readonly layout: HeatLayout; readonly byNode: PodsByNode; readonly width: number },
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const scale = window.devicePixelRatio;
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(layout.height * scale);
  context.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(`--${name}`);
  context.font = `10px ${style.fontFamily}`;
  for (const block of layout.blocks) {
    const blockWidth = block.columns * layout.step - 2;
    context.fillStyle = colour('muted');
    context.fillText(fitText(context, block.node, blockWidth), block.x, block.y + 10);
    const pods = byNode.get(block.node) ?? [];
    if (pods.length === 0) {
      const { x, y } = cellOf(block, 0, layout.step);
      context.fillStyle = colour('inset');
      context.fillRect(x, y, blockWidth, layout.step - 2);
    }
    for (const [index, pod] of pods.entries()) {
      const { x, y } = cellOf(block, index, layout.step);
      context.fillStyle = colour(toneOfGroup[pod.group]);
      drawCell(context, { x, y, side: layout.step - 2, isWarning: pod.group === 'crashing' });
    }
  }
}

/** Trouble has a shape of its own, for eyes that do not tell the colours apart. */
function drawCell(
  context: CanvasRenderingContext2D,
  {
    x,
    y,
    side,
    isWarning,
  }: { readonly x: number; readonly y: number; readonly side: number; readonly isWarning: boolean },
): void {
  if (!isWarning) return context.fillRect(x, y, side, side);
  context.beginPath();
  context.moveTo(x + side / 2, y);
  context.lineTo(x + side, y + side);
  context.lineTo(x, y + side);
  context.fill();
}

function fitText(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let kept = text.length;
  while (kept > 1 && context.measureText(`${text.slice(0, kept)}…`).width > width) kept--;
  return `${text.slice(0, kept)}…`;
}
