'use client';
// The lines of a log: searched, filtered, followed. Only those in sight are in the document.
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDownToLine } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { type LogView as Lines, type LogLine, logMatcher } from './log-lines.ts';

export interface LogViewProps {
  readonly log: Lines;
  readonly query: string;
  readonly isFiltered: boolean;
  readonly isWrapped: boolean;
  readonly hasTimes: boolean;
  /** The class of the colour of a line's source, where there are several. */
  readonly colorOf?: ((source: string) => string) | undefined;
  /** What stands below the last line. */
  readonly end: string;
}

const lineHeight = 20;

export function LogView({ log, query, isFiltered, isWrapped, hasTimes, colorOf, end }: LogViewProps) {
  const t = useTranslations('pods.log');
  const scroller = useRef<HTMLDivElement>(null);
  const [isFollowing, setFollowing] = useState(true);
  const matcher = useMemo(() => logMatcher(query), [query]);
  const lines = useMemo(
    () => (matcher && isFiltered ? log.lines.filter(({ text }) => text.search(matcher) >= 0) : log.lines),
    [log, matcher, isFiltered],
  );
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 20,
  });
  useEffect(() => {
    if (isFollowing && lines.length > 0) virtualizer.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [lines, isFollowing, virtualizer]);
  const onScroll = () => {
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = scroller.current ?? {};
    setFollowing(scrollHeight - scrollTop - clientHeight < 2 * lineHeight);
  };
  return (
    <div className="relative flex min-h-0 grow flex-col">
      <div
        ref={scroller}
        role="log"
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        onScroll={onScroll}
        className="min-h-0 grow overflow-auto bg-bg p-2 font-mono text-sm"
      >
        {log.dropped > 0 && <p className="text-muted">{t('dropped', { count: log.dropped })}</p>}
        <div
          className="relative min-w-fit"
          style={lines.length > 0 ? { height: virtualizer.getTotalSize() } : undefined}
        >
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const line = lines[index];
            return (
              line && (
                <div
                  key={line.number}
                  ref={virtualizer.measureElement}
                  data-index={index}
                  className={classNames(
                    'absolute top-0 left-0 w-full min-h-5',
                    isWrapped ? 'break-all whitespace-pre-wrap' : 'whitespace-pre',
                  )}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <LineText line={line} matcher={matcher} hasTimes={hasTimes} colorOf={colorOf} />
                </div>
              )
            );
          })}
        </div>
        {end && <p className="pt-1 text-muted">{end}</p>}
      </div>
      {!isFollowing && (
        <Button className="absolute right-4 bottom-3 shadow" onClick={() => setFollowing(true)}>
          <ArrowDownToLine size={14} aria-hidden />
          {t('follow')}
        </Button>
      )}
    </div>
  );
}

interface LineTextProps extends Pick<LogViewProps, 'hasTimes' | 'colorOf'> {
  readonly line: LogLine;
  readonly matcher: RegExp | undefined;
}

function LineText({ line, matcher, hasTimes, colorOf }: LineTextProps) {
  return (
    <>
      {hasTimes && <span className="mr-3 text-muted">{line.time.slice(11, 23)}</span>}
      {colorOf && <span className={classNames('mr-3 font-medium', colorOf(line.source))}>{line.source}</span>}
      <Marked line={line} matcher={matcher} />
    </>
  );
}

function Marked({ line: { text }, matcher }: { readonly line: LogLine; readonly matcher: RegExp | undefined }) {
  if (!matcher) return text;
  const parts: Array<{ readonly at: number; readonly text: string; readonly isMatch: boolean }> = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(matcher)) {
    if (!found) break;
    parts.push({ at: from, text: text.slice(from, index), isMatch: false }, { at: index, text: found, isMatch: true });
    from = index + found.length;
  }
  parts.push({ at: from, text: text.slice(from), isMatch: false });
  return parts.map(({ at, text: part, isMatch }) =>
    isMatch ? (
      <mark key={`m${at}`} className="rounded-sm bg-warn text-bg">
        {part}
      </mark>
    ) : (
      part
    ),
  );
}
