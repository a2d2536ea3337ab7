import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { dropSpareDatabases, packTemplate } from './embedded-postgres-template.ts';

let home: string;
let original: string;
let template: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'portolan-template-'));
  chmodSync(home, 0o711);
  original = join(home, 'original');
  template = join(home, 'template');
  const server = await startEmbeddedPostgres({ dir: original, settings: { fsync: 'off' } });
  await query(server.url, 'CREATE TABLE made_ahead ()');
  await dropSpareDatabases(server.url);
  await server.stop();
  mkdirSync(template);
  packTemplate(template, original, server);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function query(url: string, text: string): Promise<Array<Record<string, unknown>>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Whether a cluster whose first start was offered the template holds what the template held. */
async function isCopied(name: string): Promise<boolean> {
  const server = await startEmbeddedPostgres({ dir: join(home, name), template });
  try {
    const [found] = await query(server.url, "SELECT to_regclass('made_ahead') IS NOT NULL AS is_copied");
    return found?.is_copied === true;
  } finally {
    await server.stop();
  }
}

it('is copied by a first start, and its password opens no copy', async () => {
  expect(await isCopied('copy')).toBe(true);
  const [first, copy] = [
    await startEmbeddedPostgres({ dir: original }),
    await startEmbeddedPostgres({ dir: join(home, 'copy') }),
  ];
  try {
    const stolen = new URL(first.url);
    stolen.port = String(copy.port);
    await expect(query(stolen.href, 'SELECT')).rejects.toThrow(/password authentication failed/);
    expect(await query(copy.url, "SELECT to_regclass('made_ahead')::text AS name")).toEqual([{ name: 'made_ahead' }]);
  } finally {
    await Promise.all([first.stop(), copy.stop()]);
  }
});

it('leaves a server in which databases can be made and dropped', async () => {
  const server = await startEmbeddedPostgres({ dir: join(home, 'copy') });
  try {
    expect(await query(server.url, 'SELECT datname FROM pg_database ORDER BY 1')).toEqual([
      { datname: 'portolan' },
      { datname: 'template1' },
    ]);
    await query(server.url, 'CREATE DATABASE other');
    const other = new URL(server.url);
    other.pathname = '/other';
    expect(await query(other.href, "SELECT to_regclass('made_ahead')::text AS name")).toEqual([{ name: null }]);
    await query(server.url, 'DROP DATABASE other');
  } finally {
    await server.stop();
  }
});

it('is left alone where it is damaged, where another server made it, and where nobody finished it', async () => {
  const file = join(template, 'cluster.tar');
  truncateSync(file, statSync(file).size >> 1);
  expect(await isCopied('of a half')).toBe(false);
  writeFileSync(join(template, 'made-by'), 'system 9.6\n');
  expect(await isCopied('of another server')).toBe(false);
  rmSync(join(template, 'made-by'));
  expect(await isCopied('of nobody')).toBe(false);
});
