'use client';
import { useTranslations } from 'use-intl';
import { Table, type TableColumn } from '../../components/table.tsx';
import { usePolled } from '../../live/use-polled.ts';
import type { PortRow, ServiceRow } from './service-kind.ts';

interface Answer {
  readonly service: {
    readonly nodePorts: ReadonlyArray<{ readonly nodePort: number; readonly urls: readonly string[] }>;
  } | null;
}

const document = `query($namespace: String!, $name: String!) {
  service(namespace: $namespace, name: $name) { nodePorts { nodePort urls } }
}`;
/** Nodes seldom come and go. */
const everyMs = 10_000;

export function ServicePorts({ row: { namespace, name, ports } }: { readonly row: ServiceRow }) {
  const t = useTranslations('services.ports');
  const { data } = usePolled<Answer, { namespace: string; name: string }>(document, {
    variables: { namespace, name },
    everyMs,
  });
  const urlsOf = ({ nodePort }: PortRow) => {
    const found = nodePort ? data?.service?.nodePorts.find((each) => each.nodePort === nodePort) : undefined;
    return [...new Set(found?.urls)]; // Nodes of one machine share an address.
  };
  const columns: readonly TableColumn<PortRow>[] = [
    { id: 'name', header: t('name'), render: (port) => port.name || '–' },
    { id: 'port', header: t('port'), render: ({ port, protocol }) => `${port}/${protocol}` },
    { id: 'target', header: t('target'), render: ({ target }) => target },
    { id: 'nodePort', header: t('nodePort'), render: ({ nodePort }) => nodePort || '–' },
    { id: 'urls', header: t('urls'), render: (port) => <Urls urls={urlsOf(port)} /> },
  ];
  return (
    <Table label={t('title')} columns={columns} rows={ports} keyOf={({ port, protocol }) => `${port}/${protocol}`} />
  );
}

function Urls({ urls }: { readonly urls: readonly string[] }) {
  if (urls.length === 0) return '–';
  return (
    <ul className="flex flex-col gap-1">
      {urls.map((url) => (
        <li key={url} className="font-mono text-sm">
          {/^https?:/.test(url) ? (
            <a href={url} target="_blank" rel="noreferrer" className="text-accent hover:underline">
              {url}
            </a>
          ) : (
            url
          )}
        </li>
      ))}
    </ul>
  );
}
