// The order of test files: those that take long come first, so that in the end no worker waits for another one's last file.
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Where files are, longest first. The first of the dashboard builds the pages for all. */
const order = [
  'test/docs/pages.test.ts',
  'test/dashboard/',
  'test/simulation/seeds-',
  'test/reliability/',
  'test/end-to-end/',
  'packages/core/src/store/',
  'test/simulation/',
  'test/api/',
  'test/cli/',
  'test/client/',
  'apps/agent/',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification) => {
      const path = relative(this.ctx.config.root, moduleId);
      const found = order.findIndex((start) => path.startsWith(start));
      // Files that share processes do so as long as they come one after the other.
      return project.config.isolate ? (found === -1 ? order.length : found) : order.length + 1;
    };
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}
