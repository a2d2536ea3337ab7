import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findLayerViolations } from './layers.ts';
import { readSources } from './source.ts';

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

/** A repository of these files, checked. */
function violationsIn(files: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'portolan-layers-'));
  roots.push(root);
  const packages = {
    'package.json': { devDependencies: { vitest: '1', esbuild: '1' } },
    'packages/core/package.json': { dependencies: { pg: '1', '@prisma/client': '1', graphql: '1', yaml: '1' } },
    'packages/client/package.json': { dependencies: { ws: '1' } },
    'apps/api/package.json': { dependencies: { pg: '1', graphql: '1' } },
    'apps/agent/package.json': {},
  };
  const texts = Object.entries(packages).map(([path, json]) => [path, JSON.stringify(json)] as const);
  for (const [path, text] of [...texts, ...Object.entries(files)]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return findLayerViolations(root, readSources(root)).map(({ path, line, message }) => `${path}:${line}: ${message}`);
}

const core = 'packages/core/src';

describe('the layer check', () => {
  it('is content with arrows that point down, in every form', () => {
    const violations = violationsIn({
      [`${core}/resource/object.ts`]: `import { createHash } from 'node:crypto'; import { isIP } from 'node:net';`,
      [`${core}/resource/schema-table.ts`]: `import table from '../../data/table.json' with { type: 'json' };`,
      [`${core}/store/store.ts`]: `import type { A } from '../resource/object.ts'; import pg from 'pg';`,
      [`${core}/kinds/pod/kind.ts`]: `import { b } from '../../registry/registry.ts'; import { c } from '../node/kind.ts';`,
      [`${core}/kinds/pod/graphql.ts`]: `import { d } from '../../graphql/builder.ts'; import { GraphQLError } from 'graphql';`,
      [`${core}/kinds/pod/kind.test.ts`]: `import { it } from 'vitest'; import { e } from '../../../../../test/support/kind-check.ts';`,
      [`${core}/graphql/schema.ts`]: `import { f } from '../scheduler/explain.ts'; export type { g } from '../kinds/pod/graphql.ts';`,
      [`${core}/control-plane.ts`]: `import { h } from './scheduler/scheduler.ts';`,
      'packages/client/src/client.ts': `import WebSocket from 'ws'; import { i } from './transport.ts';`,
      'apps/api/src/main.ts': `import { j } from '@portolan/core/control-plane.ts'; import { k } from '@portolan/core/graphql/schema.ts';`,
      'apps/agent/src/main.ts': `import { l } from '@portolan/client/client.ts';`,
      'test/api/x.test.ts': `import { m } from '@portolan/core/store/store.ts'; import pg from 'pg';`,
    });
    expect(violations).toEqual([]);
  });

  const planted: ReadonlyArray<[name: string, path: string, text: string, message: string]> = [
    [
      'an import that points up',
      `${core}/store/a.ts`,
      `\nimport { b } from '../registry/b.ts';`,
      'store may not import registry',
    ],
    [
      'a type import that points up',
      `${core}/resource/a.ts`,
      `\nimport type { B } from '../store/b.ts';`,
      'resource may not import store',
    ],
    [
      'an inline type import that points up',
      `${core}/resource/a.ts`,
      `\nimport { type B } from '../store/b.ts';`,
      'resource may not import store',
    ],
    [
      'an import() type that points up',
      `${core}/registry/a.ts`,
      `\ntype B = import('../kinds/b.ts').B;`,
      'registry may not import kinds',
    ],
    [
      'a dynamic import that points up',
      `${core}/runtime/a.ts`,
      `\nawait import('../kinds/b.ts');`,
      'runtime may not import kinds',
    ],
    [
      'a re-export that points up',
      `${core}/kinds/a.ts`,
      `\nexport { b } from '../scheduler/b.ts';`,
      'kinds may not import scheduler',
    ],
    [
      'a star re-export that points up',
      `${core}/kinds/a.ts`,
      `\nexport * from '../scheduler/b.ts';`,
      'kinds may not import scheduler',
    ],
    [
      'a re-exported type that points up',
      `${core}/store/a.ts`,
      `\nexport type { B } from '../kinds/b.ts';`,
      'store may not import kinds',
    ],
    [
      'an import for its effect that points up',
      `${core}/store/a.ts`,
      `\nimport '../kinds/b.ts';`,
      'store may not import kinds',
    ],
    [
      'a require that points up',
      `${core}/store/a.ts`,
      `\nconst b = require('../kinds/b.ts');`,
      'store may not import kinds',
    ],
    [
      'an upward import by package name',
      `${core}/store/a.ts`,
      `\nimport { b } from '@portolan/core/kinds/b.ts';`,
      'store may not import kinds',
    ],
    [
      'a computed import',
      `${core}/store/a.ts`,
      `\nawait import('../' + x);`,
      'an import must name its file, so that the layers can be checked',
    ],
    [
      'the control plane in graphql',
      `${core}/graphql/a.ts`,
      `\nimport '../control-plane.ts';`,
      'graphql may not import control-plane',
    ],
    [
      'graphql in the scheduler',
      `${core}/scheduler/a.ts`,
      `\nimport '../graphql/builder.ts';`,
      'scheduler may not import graphql',
    ],
    [
      "a kind's graphql.ts in a kind",
      `${core}/kinds/pod/kind.ts`,
      `\nimport './graphql.ts';`,
      'kinds may not import graphql',
    ],
    [
      'the API in the core',
      `${core}/control-plane.ts`,
      `\nimport '../../../apps/api/src/main.ts';`,
      'another package is imported by its name, not by the path ../../../apps/api/src/main.ts',
    ],
    [
      'the core in the client',
      'packages/client/src/a.ts',
      `\nimport type { B } from '@portolan/core/resource/b.ts';`,
      'client may not import resource',
    ],
    [
      'the core in the agent',
      'apps/agent/src/a.ts',
      `\nimport type { B } from '@portolan/core/resource/b.ts';`,
      'agent may not import resource',
    ],
    [
      'the core in an example',
      'examples/a.ts',
      `\nimport '@portolan/core/resource/b.ts';`,
      'examples may not import resource',
    ],
    [
      'a path into another package',
      'apps/api/src/a.ts',
      `\nimport '../../../packages/core/src/store/b.ts';`,
      'another package is imported by its name, not by the path ../../../packages/core/src/store/b.ts',
    ],
    [
      'the database driver outside the store',
      `${core}/registry/a.ts`,
      `\nimport pg from 'pg';`,
      'registry may not import pg: the database belongs to store',
    ],
    [
      'the database driver in the API',
      'apps/api/src/a.ts',
      `\nimport pg from 'pg';`,
      'api may not import pg: the database belongs to store',
    ],
    [
      'Prisma in a kind',
      `${core}/kinds/a.ts`,
      `\nimport type { PrismaClient } from '@prisma/client';`,
      'kinds may not import @prisma/client: the database belongs to store',
    ],
    [
      'the generated database client in a kind',
      `${core}/kinds/a.ts`,
      `\nimport type { X } from '../store/prisma/client.ts';`,
      'kinds may not import the database client: only store may',
    ],
    [
      'GraphQL in a kind',
      `${core}/kinds/pod/kind.ts`,
      `\nimport { GraphQLError } from 'graphql/error';`,
      'kinds may not import graphql: GraphQL belongs to graphql, api, client, cli, dashboard',
    ],
    [
      'files in resource',
      `${core}/resource/a.ts`,
      `\nimport { readFileSync } from 'node:fs';`,
      'resource does no input or output: node:fs',
    ],
    [
      'sockets in resource',
      `${core}/resource/a.ts`,
      `\nimport { isIP, connect } from 'net';`,
      'resource does no input or output: net',
    ],
    [
      'a package that is not listed',
      `${core}/resource/a.ts`,
      `\nimport 'left-pad/x.js';`,
      'left-pad is not among the dependencies of packages/core',
    ],
    [
      'a development package in a program',
      'apps/api/src/a.ts',
      `\nimport 'esbuild';`,
      'esbuild is not among the dependencies of apps/api',
    ],
    [
      'test support in a program',
      `${core}/store/a.ts`,
      `\nimport '../../../../test/support/b.ts';`,
      'another package is imported by its name, not by the path ../../../../test/support/b.ts',
    ],
    [
      'an upward import in a test',
      `${core}/store/a.test.ts`,
      `\nimport '../kinds/b.ts';`,
      'store may not import kinds',
    ],
  ];

  it.each(planted)('refuses %s', (_, path, text, message) => {
    expect(violationsIn({ [path]: text })).toEqual([`${path}:2: ${message}`]);
  });
});
