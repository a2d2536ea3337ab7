'use client';
// The API, tried in the page: written with what the schema says, run with the session of whoever is signed in.
import { json } from '@codemirror/lang-json';
import { type Extension, Prec } from '@codemirror/state';
import { keymap } from '@codemirror/view';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { CodeEditor } from '../../components/code-editor.tsx';
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
import { exampleOf, type LiveNames, readLiveNames } from './examples.ts';
import { graphqlEditing } from './graphql-editing.ts';
import { operationsOf } from './operations.ts';
import { ResultView } from './result-view.tsx';
import { Schema } from './schema.ts';
import { readShareFragment } from './share-link.ts';
import { TabRow } from './tab-row.tsx';
import { PlaygroundBar } from './toolbar.tsx';
import { type Running, useRunning } from './use-run.ts';
import { parseVariables } from './variables.ts';

const jsonLanguage = json();
const noNames: LiveNames = { namespace: 'default', pod: 'web-1', deployment: 'web' };

export function Playground() {
  const t = useTranslations('playground');
  const { tabs, document, setTabs } = useTabs();
  const [history, setHistory] = useState<readonly PastRun[]>(readHistory);
  const running = useRunning();
  const names = useLiveNames();
  const run = (name?: string) => {
    const ran = start(document, name, running, t('wrongVariables'), t('noOperation'));
    if (ran) setHistory(rememberRun({ query: document.query, variables: document.variables, at: Date.now() }));
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
        <div key={document.id} className="flex min-h-0 min-w-0 flex-col max-md:border-b md:border-r">
          <CodeEditor
            label={t('document')}
            text={document.query}
            language={language}
            onChange={(query) => setTabs((before) => withChange(before, { query }))}
          />
          <h2 className="border-y bg-raised px-3 py-1 text-xs text-muted uppercase">{t('variables')}</h2>
          <div className="flex h-[28%] min-h-16 shrink-0 flex-col">
            <CodeEditor
              label={t('variables')}
              text={document.variables}
              language={jsonLanguage}
              onChange={(variables) => setTabs((before) => withChange(before, { variables }))}
            />
          </div>
        </div>
        <section aria-label={t('result')} className="flex min-h-0 min-w-0 flex-col">
          <ResultView running={running} />
        </section>
      </div>
    </div>
  );
}

/** Says what keeps it from being run, or runs it. */
function start(
  { query, variables }: DocumentTab,
  name: string | undefined,
  running: Running,
  wrongVariables: string,
  noOperation: string,
): boolean {
  const operations = operationsOf(query);
  const operation = operations.find((each) => each.name === name) ?? operations[0];
  const given = parseVariables(variables);
  if (!operation || !given) {
    running.refuse(operation ? wrongVariables : noOperation);
    return false;
  }
  running.start(query, given, operation);
  return true;
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
