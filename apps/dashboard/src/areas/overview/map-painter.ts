// Paints the map of nodes: all of it, or the blocks that changed.
import type { Tone } from '../../components/status-mark.tsx';
import { toneOfGroup } from '../pods/pod-status.ts';
import { cellOf, type HeatBlock, type HeatLayout } from './heat-map.ts';
import type { PodMap } from './pod-map.ts';

export interface MapPainterOptions {
  readonly layout: HeatLayout;
  readonly pods: PodMap;
  readonly width: number;
}

export class MapPainter {
  private readonly context: CanvasRenderingContext2D;
  private readonly options: MapPainterOptions;
  private readonly blocks: ReadonlyMap<string, HeatBlock>;
  private readonly colours = new Map<string, string>();
  private readonly style: CSSStyleDeclaration;

  /** Sizes the canvas, which clears it. */
  constructor(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D, options: MapPainterOptions) {
    const { layout, width } = options;
    this.context = context;
    this.options = options;
    this.blocks = new Map(layout.blocks.map((block) => [block.node, block]));
    this.style = getComputedStyle(canvas);
    const scale = window.devicePixelRatio;
    canvas.width = Math.ceil(width * scale);
    canvas.height = Math.ceil(layout.height * scale);
    context.scale(scale, scale);
    context.font = `10px ${this.style.fontFamily}`;
  }

  paintAll(): void {
    for (const block of this.options.layout.blocks) {
      this.paintLabel(block);
      this.paintCells(block);
    }
  }

  paint(nodes: Iterable<string>): void {
    const { step, labelHeight } = this.options.layout;
    for (const node of nodes) {
      const block = this.blocks.get(node);
      if (!block) continue;
      this.context.clearRect(block.x, block.y + labelHeight, block.columns * step, block.rows * step);
      this.paintCells(block);
    }
  }

  private paintLabel({ node, x, y, columns }: HeatBlock): void {
    const { step, labelHeight } = this.options.layout;
    if (labelHeight === 0) return;
    this.context.fillStyle = this.colour('muted');
    this.context.fillText(fitText(this.context, node, columns * step - 2), x, y + 10);
  }

  private paintCells(block: HeatBlock): void {
    const { layout, pods } = this.options;
    const side = layout.step - (layout.step > 4 ? 2 : 1);
    const here = pods.of(block.node);
    if (here.length === 0) {
      const { x, y } = cellOf(block, 0, layout);
      this.context.fillStyle = this.colour('inset');
      this.context.fillRect(x, y, block.columns * layout.step - 2, side);
    }
    for (const [index, { group }] of here.entries()) {
      const { x, y } = cellOf(block, index, layout);
      this.context.fillStyle = this.colour(toneOfGroup[group]);
      drawCell(this.context, { x, y, side, isWarning: group === 'crashing' });
    }
  }

  /** Asked of the document once each: that takes longer than to paint a cell. */
  private colour(name: Tone | 'inset'): string {
    const known = this.colours.get(name);
    if (known !== undefined) return known;
    const colour = this.style.getPropertyValue(`--${name}`);
    this.colours.set(name, colour);
    return colour;
  }
}

interface Cell {
  readonly x: number;
  readonly y: number;
  readonly side: number;
  readonly isWarning: boolean;
}

/** Trouble has a shape of its own, for eyes that do not tell the colours apart. */
function drawCell(context: CanvasRenderingContext2D, { x, y, side, isWarning }: Cell): void {
  if (!isWarning) return context.fillRect(x, y, side, side);
  context.beginPath();
  context.moveTo(x + side / 2, y);
  context.lineTo(x + side, y + side);
  context.lineTo(x, y + side);
  context.fill();
}

function fitText(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let kept = text.length;
  while (kept > 1 && context.measureText(`${text.slice(0, kept)}…`).width > width) kept--;
  return `${text.slice(0, kept)}…`;
}
