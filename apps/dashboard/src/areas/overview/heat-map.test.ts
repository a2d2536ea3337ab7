import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cellOf, hitHeatMap, layoutHeatMap } from './heat-map.ts';

const clusters = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 }),
  fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 151, maxLength: 160 }),
);
const nodesOf = (counts: readonly number[]) => counts.map((pods, index) => ({ name: `n${index}`, pods }));

it('finds under the middle of a cell the pod whose cell it is', () => {
  fc.assert(
    fc.property(clusters, fc.integer({ min: 300, max: 1600 }), (counts, width) => {
      const layout = layoutHeatMap(nodesOf(counts), width);
      for (const [index, block] of layout.blocks.entries()) {
        for (let pod = 0; pod < (counts[index] ?? 0); pod++) {
          const { x, y } = cellOf(block, pod, layout);
          const middle = { x: x + layout.step / 2, y: y + layout.step / 2 };
          expect(hitHeatMap(layout, middle)).toEqual({ node: block.node, pod });
        }
      }
    }),
  );
});

it('keeps within its width and height', () => {
  fc.assert(
    fc.property(clusters, (counts) => {
      const { blocks, height, step } = layoutHeatMap(nodesOf(counts), 800);
      for (const { x, y, columns, rows } of blocks) {
        expect(x + columns * step).toBeLessThanOrEqual(800);
        expect(y + rows * step).toBeLessThan(height);
      }
    }),
  );
});

it('finds nothing beside the blocks', () => {
  expect(hitHeatMap(layoutHeatMap(nodesOf([3]), 400), { x: 399, y: 5 })).toBeUndefined();
});
