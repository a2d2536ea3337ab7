// Makes the cluster that first starts copy: `node cluster-template.js DIR`, part of the build.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@portolan/core/store/embedded-postgres.ts';
import { dropSpareDatabases, packTemplate } from '@portolan/core/store/embedded-postgres-template.ts';
import { applyMigrations, readMigrations } from '@portolan/core/store/postgres/migrations.ts';

const [template] = process.argv.slice(2);
if (template === undefined) throw new Error('usage: node cluster-template.js DIR');
const dir = mkdtempSync(join(tmpdir(), 'portolan-template-'));
try {
  const server = await startEmbeddedPostgres({ dir, settings: { fsync: 'off' } });
  await applyMigrations(server.url, readMigrations());
  await dropSpareDatabases(server.url);
  await server.stop();
  mkdirSync(template, { recursive: true });
  packTemplate(template, dir, server);
} finally {
  rmSync(dir, { recursive: true, force: true });
}
