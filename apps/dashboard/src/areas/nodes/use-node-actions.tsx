'use client';
// Cordon, uncordon and drain. A drain is tried first without writing, so that one sees which pods would go.
import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRun } from '../../actions/use-run.ts';
import { useApi } from '../../live/api.tsx';
import { DrainDialog, type DrainPreview } from './drain-dialog.tsx';
import type { NodeRow } from './node-kind.ts';

const reason = 'dashboard';
const documents = {
  cordon: 'mutation($node: String!, $reason: String) { cordon(node: $node, reason: $reason) { revision } }',
  uncordon: 'mutation($node: String!, $reason: String) { uncordon(node: $node, reason: $reason) { revision } }',
};
const drainDocument = `mutation($node: String!, $dryRun: Boolean, $reason: String) {
  drain(node: $node, dryRun: $dryRun, reason: $reason, ignoreDaemonSets: true, deleteEmptyDirData: true, force: true) {
    pods { metadata { namespace name } } warnings
  }
}`;

interface DrainAnswer {
  readonly drain: {
    readonly pods: ReadonlyArray<{ readonly metadata: { readonly namespace: string; readonly name: string } }>;
    readonly warnings: readonly string[];
  };
}

export interface NodeActions {
  /** To be rendered. */
  readonly dialog: ReactNode;
  setCordoned(node: NodeRow, isCordoned: boolean): void;
  askDrain(node: NodeRow): void;
}

export function useNodeActions(): NodeActions {
  const t = useTranslations('nodes');
  const { client } = useApi();
  const run = useRun();
  const [preview, setPreview] = useState<DrainPreview>();
  const drain = (node: string, dryRun: boolean) => client.request<DrainAnswer>(drainDocument, { node, dryRun, reason });
  return {
    setCordoned: ({ name: node }, isCordoned) =>
      void run({
        begun: t(isCordoned ? 'cordoning' : 'uncordoning', { node }),
        done: t(isCordoned ? 'cordoned' : 'uncordoned', { node }),
        perform: async () => {
          await client.request(isCordoned ? documents.cordon : documents.uncordon, { node, reason });
          return undefined;
        },
      }),
    askDrain: ({ name: node }) =>
      void run({
        begun: t('previewing', { node }),
        done: t('previewed', { node }),
        perform: async () => {
          const { pods, warnings } = (await drain(node, true)).drain;
          setPreview({ node, pods: pods.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`), warnings });
          return undefined;
        },
      }),
    dialog: preview && (
      <DrainDialog
        preview={preview}
        onClose={() => setPreview(undefined)}
        onConfirm={() =>
          void run({
            begun: t('draining', { node: preview.node }),
            done: t('drained', { node: preview.node, count: preview.pods.length }),
            perform: async () => {
              await drain(preview.node, false);
              return undefined;
            },
          })
        }
      />
    ),
  };
}
