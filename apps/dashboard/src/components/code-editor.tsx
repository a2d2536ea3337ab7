'use client';
// CodeMirror in the page's colours.
import { autocompletion, type CompletionSource } from '@codemirror/autocomplete';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { unifiedMergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';
import { basicSetup, EditorView } from 'codemirror';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useNonce } from '../shell/nonce.tsx';

export interface CodeEditorProps {
  readonly label: string;
  readonly text: string;
  readonly isReadOnly?: boolean;
  /** Shows what differs from this. */
  readonly original?: string;
  readonly completion?: CompletionSource;
  /** YAML unless told; must keep its identity. */
  readonly language?: Extension;
  onChange?: (text: string) => void;
}

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--info)' },
  { tag: [tags.string, tags.content], color: 'var(--text)' },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: 'var(--pending)' },
  { tag: tags.comment, color: 'var(--muted)' },
  { tag: [tags.punctuation, tags.separator], color: 'var(--muted)' },
]);

function tint(token: string, percent: number): string {
  return `color-mix(in srgb, var(${token}) ${percent}%, transparent)`;
}

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--bg)', color: 'var(--text)', fontSize: '0.8125rem' },
  '.cm-scroller': { fontFamily: 'var(--font-mono), monospace', lineHeight: '1.5' },
  '.cm-gutters': { backgroundColor: 'var(--raised)', color: 'var(--muted)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--raised)' },
  '.cm-content': { caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--selected) !important' },
  '.cm-tooltip, .cm-panels': {
    backgroundColor: 'var(--raised)',
    color: 'var(--text)',
    border: '1px solid var(--line)',
  },
  '.cm-changedLine, &.cm-merge-b .cm-changedLine': { backgroundColor: tint('--ok', 14) },
  '.cm-deletedChunk': { backgroundColor: tint('--bad', 14) },
  '.cm-changedText, &.cm-merge-b .cm-changedText': { background: tint('--ok', 18) },
  '.cm-deletedChunk .cm-deletedText, .cm-deletedText': { background: tint('--bad', 18) },
  '.cm-collapsedLines': {
    background: 'var(--raised)',
    color: 'var(--muted)',
    borderTop: '1px solid var(--line)',
    borderBottom: '1px solid var(--line)',
    // What the library puts there is in no font of ours.
    '&:before, &:after': { content: '"⋯"' },
  },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--inset)', color: 'var(--muted)', border: 'none' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--selected)', color: 'var(--text)' },
});

const yamlLanguage = yaml();

export function CodeEditor(props: CodeEditorProps) {
  const { label, text, isReadOnly = false, original, completion, language = yamlLanguage, onChange } = props;
  const nonce = useNonce();
  const phrases = usePhrases();
  const element = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(undefined);
  const latest = useRef({ text, onChange });
  useEffect(() => {
    latest.current = { text, onChange };
  });
  useEffect(() => {
    if (!element.current) return;
    const listener = EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) latest.current.onChange?.(state.doc.toString());
    });
    const extensions = [
      ...extensionsOf({ label, nonce, phrases, isReadOnly, original, completion, language }),
      listener,
    ];
    const view = new EditorView({
      parent: element.current,
      state: EditorState.create({ doc: latest.current.text, extensions }),
    });
    editor.current = view;
    return () => view.destroy();
  }, [label, nonce, phrases, isReadOnly, original, completion, language]);
  useEffect(() => {
    const view = editor.current;
    if (!view || !isReadOnly || view.state.doc.toString() === text) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
  }, [text, isReadOnly]);
  return <div ref={element} className="min-h-0 grow overflow-hidden" />;
}

/** What the editor itself writes, by its English. */
function usePhrases(): Readonly<Record<string, string>> {
  const t = useTranslations('components.editor');
  return useMemo(
    () => ({
      '$ unchanged lines': t('unchanged'),
      Find: t('find'),
      Replace: t('replace'),
      next: t('next'),
      previous: t('previous'),
      all: t('all'),
      'match case': t('matchCase'),
      regexp: t('regexp'),
      'by word': t('byWord'),
      replace: t('replaceOne'),
      'replace all': t('replaceAll'),
      close: t('close'),
    }),
    [t],
  );
}

function extensionsOf(props: {
  readonly label: string;
  readonly nonce: string;
  readonly phrases: Readonly<Record<string, string>>;
  readonly isReadOnly: boolean;
  readonly original: string | undefined;
  readonly completion: CompletionSource | undefined;
  readonly language: Extension;
}): Extension[] {
  const { label, nonce, phrases, isReadOnly, original, completion, language } = props;
  return [
    EditorView.cspNonce.of(nonce),
    EditorState.phrases.of(phrases),
    basicSetup,
    language,
    look,
    syntaxHighlighting(colours),
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
    EditorState.readOnly.of(isReadOnly),
    ...(completion ? [autocompletion({ override: [completion] })] : []),
    ...(original === undefined ? [] : [unifiedMergeView({ original, mergeControls: false, collapseUnchanged: {} })]),
  ];
}
