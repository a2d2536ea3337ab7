import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

const require = createRequire(import.meta.url);

/** What starts programs, listens or keeps the processor busy for long. */
const withPrograms = [
  'test/{agent,api,cli,client,dashboard,docs,end-to-end,reliability,simulation}/**/*.test.ts',
  'packages/core/src/store/**/*.test.ts',
  'apps/agent/src/process-runtime/**/*.test.ts',
  'bench/**/*.test.ts',
];

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
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          // Nothing but computing: files share processes, which need not load everything again and again.
          name: 'units',
          include: ['{packages,apps,test,scripts}/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...withPrograms],
          isolate: false,
        },
      },
    ],
  },
});
