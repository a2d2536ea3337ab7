import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const require = createRequire(import.meta.url);

/** What starts servers in its own process, or loads what does: most of its time would go into loading. */
const withServers = ['test/{agent,api,cli,client,dashboard}/**/*.test.ts'];

/** What starts or kills programs, or keeps the processor busy for long. */
const withPrograms = [
  'test/{docs,end-to-end,reliability,simulation}/**/*.test.ts',
  'packages/core/src/store/**/*.test.ts',
  'apps/agent/src/process-runtime/**/*.test.ts',
  'bench/**/*.test.ts',
];

const tryAgain = {
  // Real browsers, processes and clocks on a busy machine: what fails is tried once more, and `npm test` names it.
  retry: 1,
  globalSetup: ['test/support/global-setup.ts'],
};

/** Where files are that take long, longest first, so that in the end no worker waits for another one's. The first of the dashboard builds the pages for all. */
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

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification) => {
      const path = relative(this.ctx.config.root, moduleId);
      const found = order.findIndex((start) => path.startsWith(start));
      // Files that share processes do so as long as they come one after the other.
      return project.name === 'units' ? order.length + 1 : found === -1 ? order.length : found;
    };
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  resolve: {
    // graphql ships CommonJS and ES builds side by side; two copies in one process refuse each other's schemas.
    alias: [{ find: /^graphql$/, replacement: require.resolve('graphql/index.js') }],
  },
  test: {
    pool: 'forks',
    // More at a time than the smallest machine has cores only adds noise.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // For busy machines: a limit costs nothing where all is well.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000, interval: 20 } },
    projects: [
      {
        extends: true,
        test: {
          // Each test file is a process of its own.
          name: 'programs',
          include: withPrograms,
          ...tryAgain,
        },
      },
      {
        extends: true,
        test: {
          // Files share processes, which need not load everything again and again; each starts servers of its own.
          name: 'servers',
          include: withServers,
          isolate: false,
          ...tryAgain,
        },
      },
      {
        extends: true,
        test: {
          // Nothing but computing, in shared processes as well.
          name: 'units',
          include: ['{packages,apps,test,scripts}/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...withPrograms, ...withServers],
          isolate: false,
        },
      },
    ],
  },
});
