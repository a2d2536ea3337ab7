// Makes the cluster that first starts copy: `node cluster-template.js DIR`, part of the build.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@portolan/core/store/embedded-postgres.ts';
import { signTemplate } from '@portolan/core/store/embedded-postgres-template.ts';
import { applyMigrations, readMigrations } from '@portolan/core/store/postgres/migrations.ts';

const [dir] = process.argv.slice(2);
if (dir === undefined) throw new Error('usage: node cluster-template.js DIR');
const server = await startEmbeddedPostgres({ dir, settings: { fsync: 'off' } });
await applyMigrations(server.url, readMigrations());
await server.stop();
// Of this one server, not of its copies.
for (const file of ['cluster/password', 'port', 'launcher.pid', 'postgres.log']) rmSync(join(dir, file));
signTemplate(dir, server);
