'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { parseSort } from '../../components/data-grid/column.ts';
import { Drawer } from '../../components/drawer.tsx';
import { type Groups, ListPage } from '../../components/list-page.tsx';
import { EmptyState } from '../../components/states.tsx';
import type { FilterFields } from '../../filter/filter.ts';
import { useKeepingHref, useUrlState } from '../../url-state.ts';
import { loadColumnIds, useNodeColumns } from './node-columns.tsx';
import { NodeDetail } from './node-detail.tsx';
import { type NodeGroup, type NodeRow, nodeKind, toneOfGroup } from './node-kind.ts';
import { useLoadVersion, useNodeLoads } from './use-node-loads.ts';

const filterFields: FilterFields<NodeRow> = {
  status: ({ group }) => group,
  state: ({ status }) => status,
  taint: ({ taints }) => taints.join(' '),
  version: ({ version }) => version,
  ip: ({ address }) => address,
};
const copy = {
  cli: 'portolan get nodes -o wide',
  graphql: '{ nodes { nodes { metadata { name } status { conditions { type status } } } } }',
  sdk: 'const { items } = await portolan.nodes.list();',
};

export function NodesPage() {
  const t = useTranslations('nodes');
  const [{ q, open, sort }, setUrl] = useUrlState();
  const loads = useNodeLoads();
  const isByLoad = loadColumnIds.has(parseSort(sort, '').column);
  const columns = useNodeColumns(loads, useLoadVersion(loads, isByLoad));
  const groups = useGroups();
  return (
    <ListPage
      title={t('title')}
      kind={nodeKind}
      columns={columns}
      defaultSort="name"
      filterFields={filterFields}
      filterExample="status:notready taint:gpu version:v1 zone=eu-1 -name:n3"
      groups={groups}
      empty={<EmptyState text={t(q ? 'noMatch' : 'empty')} {...(!q && { command: 'npm run up -- --nodes 3' })} />}
      copy={copy}
      openKeyOf={({ name }) => name}
      drawer={<NodeDrawer name={open} onClose={() => setUrl({ open: '', tab: '' })} />}
    />
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

const all: readonly NodeGroup[] = ['ready', 'cordoned', 'notReady', 'unknown'];

function useGroups(): Groups<NodeRow> {
  const t = useTranslations('nodes');
  return useMemo(
    () => ({
      field: 'status',
      all: all.map((value) => ({ value, label: t(`groups.${value}`), tone: toneOfGroup[value] })),
      of: ({ group }) => group,
    }),
    [t],
  );
}
