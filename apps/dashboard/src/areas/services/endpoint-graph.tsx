'use client';
// The way of a connection, from clients over the service's addresses to its endpoints. Drawn here: libraries for graphs set
// styles that the content-security policy refuses. The table says the same.
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { classNames } from '../../components/class-names.ts';
import { StatusShape, type Tone } from '../../components/status-mark.tsx';
import { useKeepingHref } from '../../url-state.ts';
import { portText, type ServiceRow } from './service-kind.ts';
import type { Target, TargetState } from './targets.ts';

export const toneOfTarget: Readonly<Record<TargetState, Tone>> = {
  ready: 'ok',
  terminating: 'muted',
  notReady: 'warn',
  noAddress: 'pending',
};

const width = 780;
const box = { height: 44, gap: 10 };
const columns = {
  client: { x: 0, width: 150 },
  front: { x: 225, width: 210 },
  target: { x: 520, width: 260 },
};
const shownAtMost = 20;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export function EndpointGraph({
  service,
  targets,
}: {
  readonly service: ServiceRow;
  readonly targets: readonly Target[];
}) {
  const t = useTranslations('services.graph');
  const shown = targets.slice(0, shownAtMost);
  const others = targets.length - shown.length;
  const fronts = frontsOf(service);
  const rows = Math.max(1, fronts.length, shown.length + (others > 0 ? 1 : 0));
  const height = rows * (box.height + box.gap);
  const frontPlaces = spread(columns.front, fronts.length, height);
  const clientPlaces = spread(columns.client, fronts.length, height);
  const targetPlaces = spread(columns.target, shown.length + (others > 0 ? 1 : 0), height);
  return (
    <svg
      viewBox={`-1 0 ${width + 2} ${height}`}
      role="group"
      aria-label={t('title', { name: service.name })}
      className="w-full max-w-5xl text-[13px]"
    >
      {pairs(clientPlaces, frontPlaces).map(([from, to]) => (
        <Edge key={`${from.y} ${to.y}`} from={from} to={to} isOpen={targets.some(({ state }) => state === 'ready')} />
      ))}
      {frontPlaces.flatMap((from) =>
        pairs(shown, targetPlaces).map(([{ key, state }, to]) => (
          <Edge key={`${from.y} ${key}`} from={from} to={to} isOpen={state === 'ready'} />
        )),
      )}
      {pairs(fronts, clientPlaces).map(([{ id }, place]) => (
        <Box key={id} at={place} title={t(`clients.${id}`)} />
      ))}
      {pairs(fronts, frontPlaces).map(([{ id, address, ports }, place]) => (
        <Box key={id} at={place} title={address || t(`fronts.${id}`)} text={ports} isStrong />
      ))}
      {pairs(shown, targetPlaces).map(([target, place]) => (
        <TargetBox key={target.key} target={target} at={place} namespace={service.namespace} />
      ))}
      {others > 0 &&
        targetPlaces
          .slice(shown.length)
          .map((place) => <Box key="others" at={place} title={t('others', { count: others })} />)}
    </svg>
  );
}

interface Front {
  /** From inside of the cluster; by a port of every node; by an address outside. */
  readonly id: 'inside' | 'nodes' | 'outside';
  readonly address: string;
  readonly ports: string;
}

function frontsOf({ type, clusterIP, external, ports }: ServiceRow): readonly Front[] {
  const inside = ports.map(({ port, protocol }) => `${port}/${protocol}`).join(', ');
  const nodePorts = ports.filter(({ nodePort }) => nodePort > 0);
  return [
    ...(type === 'ExternalName' ? [] : [{ id: 'inside' as const, address: clusterIP, ports: inside }]),
    ...(nodePorts.length > 0 ? [{ id: 'nodes' as const, address: '', ports: nodePorts.map(portText).join(', ') }] : []),
    ...external.map((address) => ({ id: 'outside' as const, address, ports: inside })).slice(0, 1),
  ];
}

function spread({ x, width: boxWidth }: Omit<Place, 'y'>, count: number, height: number): readonly Place[] {
  const step = height / Math.max(1, count);
  return Array.from({ length: count }, (_, index) => ({
    x,
    y: step * index + (step - box.height) / 2,
    width: boxWidth,
  }));
}

function pairs<A, B>(some: readonly A[], others: readonly B[]): ReadonlyArray<readonly [A, B]> {
  return some.flatMap((one, index) => {
    const other = others[index];
    return other === undefined ? [] : [[one, other] as const];
  });
}

function Edge({ from, to, isOpen }: { readonly from: Place; readonly to: Place; readonly isOpen: boolean }) {
  const [x1, y1, x2, y2] = [from.x + from.width, from.y + box.height / 2, to.x, to.y + box.height / 2];
  const middle = (x1 + x2) / 2;
  return (
    <path
      d={`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`}
      aria-hidden
      fill="none"
      strokeWidth={isOpen ? 2 : 1.5}
      strokeDasharray={isOpen ? undefined : '4 4'}
      className={isOpen ? 'stroke-ok' : 'stroke-control'}
    />
  );
}

function Box({
  at: { x, y, width: boxWidth },
  title,
  text = '',
  isStrong = false,
  isDimmed = false,
  children,
}: {
  readonly at: Place;
  readonly title: string;
  readonly text?: string;
  readonly isStrong?: boolean;
  readonly isDimmed?: boolean;
  /** To the left of the words. */
  readonly children?: ReactNode;
}) {
  const indent = children ? 26 : 10;
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect
        width={boxWidth}
        height={box.height}
        rx={6}
        strokeDasharray={isDimmed ? '4 3' : undefined}
        className={classNames('stroke-control', isDimmed ? 'fill-bg' : 'fill-raised')}
      />
      {children}
      <foreignObject x={indent} width={boxWidth - indent - 8} height={box.height}>
        <div
          title={text ? `${title} · ${text}` : title}
          className={classNames('flex h-full flex-col justify-center leading-snug', isDimmed && 'text-muted')}
        >
          <p className={classNames('truncate', isStrong && 'font-semibold')}>{title}</p>
          {text && <p className="truncate text-[11.5px] text-muted">{text}</p>}
        </div>
      </foreignObject>
    </g>
  );
}

function TargetBox({
  target: { pod, address, node, state, reason },
  at,
  namespace,
}: {
  readonly target: Target;
  readonly at: Place;
  readonly namespace: string;
}) {
  const t = useTranslations('services');
  const href = useKeepingHref();
  const place = [address, node].filter(Boolean).join(' · ');
  const text = state === 'ready' ? place : [t(`targets.${state}`), reason, place].filter(Boolean).join(' · ');
  const drawn = (
    <Box at={at} title={pod || address} text={text} isDimmed={state !== 'ready'}>
      <svg x={9} y={10} width={10} height={10} aria-hidden="true">
        <StatusShape tone={toneOfTarget[state]} />
      </svg>
    </Box>
  );
  if (!pod) return drawn;
  return <Link href={href(`/pods/${namespace}/${pod}`)}>{drawn}</Link>;
}
