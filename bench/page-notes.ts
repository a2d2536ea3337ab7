// What a page is asked to note about itself while it loads and runs. These functions are sent to the browser as they stand, so
// they may use nothing from outside of themselves.

export interface PageNotes {
  /** Milliseconds since the navigation began, like all times here. */
  lcpMs: number;
  /** Of the layout, all shifts that no input called for. */
  shift: number;
  /** The longest event of each interaction, by its id; those under 16 ms are not told. */
  readonly interactions: Record<number, number>;
  /** When the list was asked for, and by what. */
  subscribedAtMs: number;
  subscription: string;
  firstRowsAtMs: number;
  /** Of the row that is watched: when each of its numbers came into the document, since the epoch. */
  readonly seenAtMs: Record<number, number>;
}

declare global {
  interface Window {
    portolanBench: PageNotes;
  }
}

/** Runs before the page's own scripts. `field`: of the subscription whose rows are waited for. */
export function takeNotes(field: string): void {
  const notes: PageNotes = {
    lcpMs: 0,
    shift: 0,
    interactions: {},
    subscribedAtMs: 0,
    subscription: '',
    firstRowsAtMs: 0,
    seenAtMs: {},
  };
  window.portolanBench = notes;
  const observe = (options: object, note: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ buffered: true, ...options });
  observe({ type: 'largest-contentful-paint' }, ({ startTime }) => {
    notes.lcpMs = startTime;
  });
  observe({ type: 'layout-shift' }, (entry) => {
    const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!hadRecentInput) notes.shift += value;
  });
  observe({ type: 'event', durationThreshold: 16 }, (entry) => {
    const { interactionId } = entry as PerformanceEntry & { interactionId: number };
    if (interactionId === 0) return;
    notes.interactions[interactionId] = Math.max(notes.interactions[interactionId] ?? 0, entry.duration);
  });
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    if (typeof data === 'string' && data.includes(`${field}(`) && notes.subscribedAtMs === 0) {
      notes.subscribedAtMs = performance.now();
      notes.subscription = data;
    }
    send.call(this, data);
  };
  const rows = new MutationObserver(() => {
    if (!document.querySelector('[role=grid] [data-key]')) return;
    notes.firstRowsAtMs = performance.now();
    rows.disconnect();
  });
  rows.observe(document, { childList: true, subtree: true });
}

/** Notes from here on when the number in a column of a row changes. `column` from 0, the box that marks included. */
export function noteNumbers({ key, column }: { readonly key: string; readonly column: number }): void {
  const { seenAtMs } = window.portolanBench;
  const grid = document.querySelector('[role=grid]');
  if (!grid) throw new Error('the page shows no list');
  const note = () => {
    const text = grid.querySelector(`[data-key="${key}"]`)?.children[column]?.textContent ?? '';
    const value = Number.parseInt(text, 10);
    if (!Number.isNaN(value)) seenAtMs[value] ??= performance.timeOrigin + performance.now();
  };
  new MutationObserver(note).observe(grid, { childList: true, characterData: true, subtree: true });
}

export interface Frames {
  readonly perSecond: number;
  readonly longestMs: number;
}

/** Counts frames, while the list scrolls by itself where that is wanted. */
export function countFrames({
  ms,
  isScrolling,
}: {
  readonly ms: number;
  readonly isScrolling: boolean;
}): Promise<Frames> {
  const rowsPerSecond = 60;
  const grid = document.querySelector('[role=grid]');
  return new Promise((resolve) => {
    let [frames, longestMs] = [0, 0];
    const startMs = performance.now();
    let beforeMs = startMs;
    const tick = () => {
      const nowMs = performance.now();
      frames += 1;
      longestMs = Math.max(longestMs, nowMs - beforeMs);
      if (isScrolling && grid) grid.scrollTop += ((nowMs - beforeMs) / 1000) * rowsPerSecond * 32;
      beforeMs = nowMs;
      if (nowMs - startMs < ms) requestAnimationFrame(tick);
      else resolve({ perSecond: (frames * 1000) / (nowMs - startMs), longestMs });
    };
    requestAnimationFrame(tick);
  });
}
