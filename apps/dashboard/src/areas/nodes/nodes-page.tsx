'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { CopyAs } from '../../components/copy-as.tsx';
import { comparerOf, parseSort } from '../../components/data-grid/column.ts';
import { DataGrid } from '../../components/data-grid/data-grid.tsx';
import { Drawer } from '../../components/drawer.tsx';
import { FilterBar, type FilterChip, PausedBanner } from '../../components/filter-bar.tsx';
import { EmptyState, LiveState } from '../../components/states.tsx';
import { type FilterFields, matcherOf } from '../../filter/filter.ts';
import { useLiveList } from '../../live/use-live.ts';
import { useKeepingHref, useUrlState } from '../../url-state.ts';
import { useNodeColumns } from './node-columns.tsx';
import { NodeDetail } from './node-detail.tsx';
import { type NodeGroup, type NodeRow, nodeKind, toneOfGroup } from './node-kind.ts';
import { useNodeLoads } from './use-node-loads.ts';

const filterFields: FilterFields<NodeRow> = {
  status: ({ group }) => group,
  state: ({ status }) => status,
  taint: ({ taints }) => taints.join(' '),
  version: ({ version }) => version,
  ip: ({ address }) => address,
};

export function NodesPage() {
  const t = useTranslations('nodes');
  const [url, setUrl] = useUrlState();
  const loads = useNodeLoads();
  const columns = useNodeColumns(loads);
  const sort = useMemo(() => parseSort(url.sort, 'name'), [url.sort]);
  const view = useMemo(
    () => ({ matches: matcherOf(url.q, filterFields), compare: comparerOf(columns, sort) }),
    [url.q, columns, sort],
  );
  const list = useLiveList(nodeKind, view);
  const chips = useChips(list.all, list.version);
  const empty = url.q ? (
    <EmptyState text={t('noMatch')} />
  ) : (
    <EmptyState text={t('empty')} command="npm run up -- --nodes 3" />
  );
  return (
    <>
      <h1 className="sr-only">{t('title')}</h1>
      <FilterBar
        shown={list.rows.length}
        total={list.all.size}
        chips={chips}
        collection={list.collection}
        isPaused={list.isPaused}
      >
        <CopyAs
          of={{
            cli: 'portolan get nodes -o wide',
            graphql: '{ nodes { nodes { metadata { name } status { conditions { type status } } } } }',
            sdk: 'const { items } = await portolan.nodes.list();',
          }}
        />
      </FilterBar>
      <PausedBanner isPaused={list.isPaused} waiting={list.waiting} onResume={() => list.collection.resume()} />
      <LiveState
        status={list.status}
        isEmpty={list.rows.length === 0}
        empty={empty}
        onRetry={() => list.collection.retry()}
      >
        <DataGrid
          label={t('title')}
          rows={list.rows}
          columns={columns}
          sort={sort}
          openUid={url.open && list.rows.find(({ name }) => name === url.open)?.uid}
          onSort={(next) => setUrl({ sort: next })}
          onOpen={({ name }) => setUrl({ open: name }, url.open ? undefined : 'push')}
          onHover={list.hold}
        />
      </LiveState>
      {url.open && <NodeDrawer name={url.open} onClose={() => setUrl({ open: '', tab: '' })} />}
    </>
  );
}

function NodeDrawer({ name, onClose }: { readonly name: string; onClose(): void }) {
  const t = useTranslations('nodes');
  const href = useKeepingHref();
  const [{ tab }] = useUrlState();
  return (
    <Drawer title={`${t('title')}: ${name}`} href={href(`/nodes/${name}`, { tab })} onClose={onClose}>
      <NodeDetail key={name} name={name} />
    </Drawer>
  );
}

const groups: readonly NodeGroup[] = ['ready', 'cordoned', 'notReady', 'unknown'];

function useChips(nodes: ReadonlyMap<string, NodeRow>, version: number): readonly FilterChip[] {
  const t = useTranslations('nodes');
  return useMemo(() => {
    void version; // The map is changed in place; the version tells when.
    const count = (wanted: NodeGroup) => [...nodes.values()].filter(({ group }) => group === wanted).length;
    return groups
      .map((group) => ({
        field: 'status',
        value: group,
        label: t(`groups.${group}`),
        tone: toneOfGroup[group],
        count: count(group),
      }))
      .filter((chip) => chip.count > 0);
  }, [nodes, version, t]);
}
