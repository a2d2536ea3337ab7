'use client';
// The API, tried in the page: written with what the schema says, run with the session of whoever is signed in.
import { type Extension, Prec } from '@codemirror/state';
import { keymap } from '@codemirror/view';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useApi } from '../../live/api.tsx';
import { useUrlState } from '../../url-state.ts';
import {
  type DocumentTab,
  forgetRuns,
  type PastRun,
  readHistory,
  readTabs,
  rememberRun,
  saveTabs,
  type Tabs,
  withChange,
  withoutTab,
  withTab,
} from './documents.ts';
import { Editors } from './editors.tsx';
import { exampleOf, type LiveNames, readLiveNames } from './examples.ts';
import { graphqlEditing } from './graphql-editing.ts';
import { parseHeaders, type ReadHeaders } from './headers.ts';
import { operationsOf } from './operations.ts';
import { ResultView } from './result-view.tsx';
import { Schema } from './schema.ts';
import { readShareFragment } from './share-link.ts';
import { TabRow } from './tab-row.tsx';
import { PlaygroundBar } from './toolbar.tsx';
import { type RunRequest, useRunning } from './use-run.ts';
import { parseVariables } from './variables.ts';

const noNames: LiveNames = { namespace: 'default', pod: 'web-1', deployment: 'web' };

export function Playground() {
  const t = useTranslations('playground');
  const { tabs, document, setTabs } = useTabs();
  const [history, setHistory] = useState<readonly PastRun[]>(readHistory);
  const running = useRunning();
  const names = useLiveNames();
  const run = (name?: string) => {
    const asked = requestOf(document, name);
    if ('problem' in asked) return running.refuse(t(asked.problem, 'name' in asked ? { name: asked.name } : {}));
    running.start(asked);
    setHistory(rememberRun({ query: document.query, variables: document.variables, at: Date.now() }));
  };
  const language = useGraphqlLanguage(() => run());
  return (
    <div className="flex min-h-0 grow flex-col">
      <h1 className="sr-only">{t('title')}</h1>
      <TabRow
        tabs={tabs}
        onChoose={(id) => setTabs({ ...tabs, chosen: id })}
        onClose={(id) => setTabs(withoutTab(tabs, id))}
        onNew={() => setTabs(withTab(tabs, { query: '', variables: '' }))}
      />
      <PlaygroundBar
        document={document}
        running={running}
        history={history}
        onRun={run}
        onExample={(id) => setTabs(withTab(tabs, exampleOf(id, names, Date.now())))}
        onPast={(past) => setTabs(withTab(tabs, past))}
        onForget={() => {
          forgetRuns();
          setHistory([]);
        }}
      />
      <div className="grid min-h-0 grow grid-rows-[minmax(0,3fr)_minmax(0,4fr)] md:grid-cols-2 md:grid-rows-1">
        <Editors
          key={document.id}
          document={document}
          language={language}
          onChange={(change) => setTabs((before) => withChange(before, change))}
        />
        <section aria-label={t('result')} className="flex min-h-0 min-w-0 flex-col">
          <ResultView
            running={running}
            form={document.view ?? 'json'}
            onForm={(view) => setTabs((before) => withChange(before, { view }))}
          />
        </section>
      </div>
    </div>
  );
}

type Problem = { readonly problem: 'noOperation' | 'wrongVariables' | 'headersOfStream' } | WrongHeaders;
type WrongHeaders = Exclude<ReadHeaders, { readonly headers: unknown }>;

/** What is to be run, or what keeps it from being run. */
function requestOf({ query, variables, headers = '' }: DocumentTab, name: string | undefined): RunRequest | Problem {
  const operations = operationsOf(query);
  const operation = operations.find((each) => each.name === name) ?? operations[0];
  if (!operation) return { problem: 'noOperation' };
  const given = parseVariables(variables);
  if (!given) return { problem: 'wrongVariables' };
  const read = parseHeaders(headers);
  if ('problem' in read) return read;
  if (operation.type === 'subscription' && Object.keys(read.headers).length > 0) return { problem: 'headersOfStream' };
  return { query, variables: given, headers: read.headers, operation };
}

function useTabs() {
  const [tabs, setTabs] = useState<Tabs>(openTabs);
  useEffect(() => saveTabs(tabs), [tabs]);
  useEffect(() => {
    leaveShared();
    // A link that is followed while the playground is open.
    const open = () => {
      const shared = readShareFragment(window.location.hash);
      if (shared) setTabs((before) => withTab(before, shared));
      leaveShared();
    };
    window.addEventListener('hashchange', open);
    return () => window.removeEventListener('hashchange', open);
  }, []);
  const document = tabs.tabs.find(({ id }) => id === tabs.chosen) ?? tabs.tabs[0];
  return { tabs, document, setTabs };
}

function openTabs(): Tabs {
  const before = readTabs({ ...exampleOf('pods', noNames, 0), variables: '' });
  const shared = readShareFragment(window.location.hash);
  return shared ? withTab(before, shared) : before;
}

/** Out of the address, so that loading the page again opens no second tab. Not while painting, which may be done twice. */
function leaveShared(): void {
  if (!readShareFragment(window.location.hash)) return;
  window.history.replaceState(null, '', window.location.pathname + window.location.search);
}

function useLiveNames(): LiveNames {
  const { client } = useApi();
  const [{ ns }] = useUrlState();
  const [names, setNames] = useState(noNames);
  useEffect(() => {
    let isCurrent = true;
    readLiveNames(client, ns).then(
      (found) => isCurrent && setNames(found),
      () => undefined, // The examples stay with names of their own.
    );
    return () => {
      isCurrent = false;
    };
  }, [client, ns]);
  return names;
}

function useGraphqlLanguage(run: () => void): Extension {
  const t = useTranslations('playground');
  const { client } = useApi();
  const schema = useRef<Schema>(undefined);
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    let isCurrent = true;
    Schema.read(client).then(
      (read) => {
        if (isCurrent) schema.current = read;
      },
      () => undefined, // Without it there is nothing to complete; what is run tells what is wrong.
    );
    return () => {
      isCurrent = false;
    };
  }, [client]);
  return useMemo(
    () => [
      Prec.highest(
        keymap.of([
          {
            key: 'Mod-Enter',
            run: () => {
              latest.current();
              return true;
            },
          },
        ]),
      ),
      graphqlEditing(() => schema.current, { noField: (type, field) => t('noField', { type, field }) }),
    ],
    [t],
  );
}
