// Where each pod's cell lies on the map: a block for each node, a cell for each pod. Pure, so that drawing and pointing agree.

export interface HeatBlock {
  readonly node: string;
  readonly x: number;
  readonly y: number;
  readonly columns: number;
  readonly rows: number;
}

export interface HeatLayout {
  readonly blocks: readonly HeatBlock[];
  readonly height: number;
  /** The side of a cell, with its gap. */
  readonly step: number;
  /** Above the cells of each block; 0 where there are too many nodes to name them. */
  readonly labelHeight: number;
}

const minBlockColumns = 6;
/** More have blocks too narrow for their names. */
const mostNamed = 150;

/** Pixels. Blocks are as wide as their node's pods need to be about square, in rows from left to right. */
export function layoutHeatMap(
  nodes: ReadonlyArray<{ readonly name: string; readonly pods: number }>,
  width: number,
): HeatLayout {
  const pods = nodes.reduce((sum, node) => sum + Math.max(1, node.pods), 0);
  const step = pods > 4_000 ? 4 : pods > 800 ? 8 : 14;
  const [labelHeight, gap] = nodes.length > mostNamed ? [0, 3] : [14, 6];
  const blocks: HeatBlock[] = [];
  let [x, y, rowHeight] = [0, 0, 0];
  for (const { name, pods: count } of nodes) {
    const columns = Math.max(minBlockColumns, Math.ceil(Math.sqrt(count * 2)));
    const rows = Math.max(1, Math.ceil(count / columns));
    if (x > 0 && x + columns * step > width) {
      x = 0;
      y += rowHeight + gap;
      rowHeight = 0;
    }
    blocks.push({ node: name, x, y, columns, rows });
    x += columns * step + gap;
    rowHeight = Math.max(rowHeight, rows * step + labelHeight);
  }
  return { blocks, height: y + rowHeight + gap, step, labelHeight };
}

export function isSameLayout(a: HeatLayout, b: HeatLayout): boolean {
  return (
    a.height === b.height &&
    a.step === b.step &&
    a.labelHeight === b.labelHeight &&
    a.blocks.length === b.blocks.length &&
    a.blocks.every((block, index) => isSameBlock(block, b.blocks[index]))
  );
}

function isSameBlock(a: HeatBlock, b: HeatBlock | undefined): boolean {
  return a.node === b?.node && a.x === b.x && a.y === b.y && a.columns === b.columns && a.rows === b.rows;
}

export function cellOf(
  { x, y, columns }: HeatBlock,
  pod: number,
  { step, labelHeight }: Pick<HeatLayout, 'step' | 'labelHeight'>,
): { x: number; y: number } {
  return { x: x + (pod % columns) * step, y: y + labelHeight + Math.floor(pod / columns) * step };
}

/** What lies under a point: a node, and one of its pods where the point is on a cell. */
export function hitHeatMap(
  { blocks, step, labelHeight }: HeatLayout,
  point: { readonly x: number; readonly y: number },
): { readonly node: string; readonly pod: number | undefined } | undefined {
  const block = blocks.find(
    ({ x, y, columns, rows }) =>
      point.x >= x && point.x < x + columns * step && point.y >= y && point.y < y + labelHeight + rows * step,
  );
  if (!block) return undefined;
  const row = Math.floor((point.y - block.y - labelHeight) / step);
  const column = Math.floor((point.x - block.x) / step);
  return { node: block.node, pod: row < 0 ? undefined : row * block.columns + column };
}
