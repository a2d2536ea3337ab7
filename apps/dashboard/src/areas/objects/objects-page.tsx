'use client';
import { Trash2 } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { useWhyNot } from '../../actions/use-access.ts';
import { useDelete } from '../../actions/use-delete.tsx';
import { BulkBar } from '../../components/bulk-bar.tsx';
import { Button } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import type { Column } from '../../components/data-grid/column.ts';
import { ageColumn, nameColumn, namespaceColumns } from '../../components/data-grid/common-columns.tsx';
import { useSelection } from '../../components/data-grid/selection.ts';
import { Drawer } from '../../components/drawer.tsx';
import { Labels } from '../../components/labels.tsx';
import { ListPage } from '../../components/list-page.tsx';
import { EmptyState } from '../../components/states.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import type { FilterFields } from '../../filter/filter.ts';
import { useKeepingHref, useUrlState } from '../../url-state.ts';
import { ObjectDetail } from './object-detail.tsx';
import { type ObjectKind, type ObjectRow, objectKinds, objectPath } from './object-kinds.ts';

const filterFields: FilterFields<ObjectRow> = { summary: ({ summary }) => summary };

/** The kinds that lie under `path`; `?view=` says which is shown. */
export function ObjectsPage({ path }: { readonly path: string }) {
  const [{ view }] = useUrlState();
  const kinds = objectKinds.filter((each) => each.path === path);
  const chosen = kinds.find(({ id }) => id === view) ?? kinds[0];
  if (!chosen) return null;
  return <ObjectList key={chosen.id} chosen={chosen} kinds={kinds} />;
}

function ObjectList({ chosen, kinds }: { readonly chosen: ObjectKind; readonly kinds: readonly ObjectKind[] }) {
  const t = useTranslations('objects');
  const [{ q, open, ns }, setUrl] = useUrlState();
  const selection = useSelection();
  const deletion = useDelete(selection.clear);
  const whyNot = useWhyNot({ verb: 'delete', kind: chosen.kind });
  const columns = useColumns(chosen.isNamespaced && ns === '');
  const title = t(`kinds.${chosen.id}`);
  return (
    <>
      {kinds.length > 1 && <KindTabs kinds={kinds} chosen={chosen} />}
      <ListPage
        title={title}
        kind={chosen.live}
        columns={columns}
        defaultSort="name"
        filterFields={filterFields}
        filterExample="app=web -ns:kube-system"
        empty={<EmptyState text={t(q ? 'noMatch' : 'empty')} />}
        copy={{
          cli: `portolan get ${chosen.id}${chosen.isNamespaced ? (ns ? ` -n ${ns}` : ' -A') : ''}`,
          graphql: `{ objects(kind: ${JSON.stringify(chosen.kind)}) { nodes { manifest } } }`,
          sdk: `const { items } = await portolan.of(${JSON.stringify(chosen.kind)}).list();`,
        }}
        selection={selection}
        openKeyOf={({ namespace, name }) => `${namespace}/${name}`}
        drawer={<ObjectDrawer kind={chosen} of={open} onClose={() => setUrl({ open: '', tab: '' })} />}
        bulk={(rows) => (
          <BulkBar count={rows.length} onClear={selection.clear}>
            <Button
              look="danger"
              whyNot={whyNot}
              onClick={() => deletion.ask(rows.map((row) => ({ ...row, kind: chosen.kind })))}
            >
              <Trash2 size={14} aria-hidden />
              {t('delete')}
            </Button>
          </BulkBar>
        )}
      />
      {deletion.dialog}
    </>
  );
}

function KindTabs({ kinds, chosen }: { readonly kinds: readonly ObjectKind[]; readonly chosen: ObjectKind }) {
  const t = useTranslations('objects');
  const [, setUrl] = useUrlState();
  return (
    <div role="group" aria-label={t('kind')} className="flex shrink-0 gap-1.5 overflow-x-auto border-b p-2">
      {kinds.map(({ id }) => (
        <button
          key={id}
          type="button"
          aria-pressed={id === chosen.id}
          onClick={() => setUrl({ view: id, open: '' })}
          className={classNames(
            'h-7 shrink-0 rounded-full border px-3',
            id === chosen.id ? 'border-accent bg-selected font-medium' : 'hover:bg-inset',
          )}
        >
          {t(`kinds.${id}`)}
        </button>
      ))}
    </div>
  );
}

function useColumns(isOfAllNamespaces: boolean): readonly Column<ObjectRow>[] {
  const t = useTranslations('objects.columns');
  return useMemo(() => {
    const others: readonly Column<ObjectRow>[] = [
      nameColumn({ header: t('name'), width: 'minmax(12rem, 2fr)' }),
      {
        id: 'summary',
        header: t('summary'),
        width: 'minmax(12rem, 3fr)',
        render: ({ summary, isTerminating }) =>
          isTerminating ? <StatusMark tone="muted" word="Terminating" /> : summary,
        sortBy: ({ summary }) => summary,
      },
      {
        id: 'labels',
        header: t('labels'),
        width: 'minmax(10rem, 2fr)',
        render: ({ labels }) => <Labels labels={labels} />,
        isHiddenOnCards: true,
      },
      ageColumn({ header: t('age') }),
    ];
    return [...namespaceColumns(isOfAllNamespaces, { header: t('namespace') }), ...others];
  }, [t, isOfAllNamespaces]);
}

function ObjectDrawer({ kind, of, onClose }: { readonly kind: ObjectKind; readonly of: string; onClose(): void }) {
  const href = useKeepingHref();
  const [namespace = '', name = ''] = of.split('/');
  const path = objectPath(kind, { namespace, name });
  return (
    <Drawer title={`${kind.kind}: ${name}`} href={href(path)} onClose={onClose}>
      <ObjectDetail key={of} kindId={kind.id} namespace={namespace} name={name} />
    </Drawer>
  );
}
