// The API process of runs with a planted mistake: put together like the real one, but for the mistake that RIG_BUG names.
// Without a name it must behave like the real one.
import { parseArgs } from 'node:util';
import { startControlPlane } from '@portolan/core/control-plane.ts';
import { buildSchema } from '@portolan/core/graphql/schema.ts';
import { kinds } from '@portolan/core/kinds/kinds.ts';
import { systemClock } from '@portolan/core/resource/clock.ts';
import { parseManifests } from '@portolan/core/resource/manifest.ts';
import { openPostgresStore } from '@portolan/core/store/postgres-store.ts';
import { pino } from 'pino';
import { defaultLimits } from '../../../apps/api/src/options.ts';
import { ApiServer } from '../../../apps/api/src/server.ts';
import { SeededRandom } from '../seeded-random.ts';
import { bugNamed } from './bugs/bugs.ts';
import type { SeededBug } from './bugs/seeded-bug.ts';

const { RIG_BUG: name, RIG_SEED: seed = '0' } = process.env;
const bug: Partial<SeededBug> = name ? bugNamed(name) : {};
const random = new SeededRandom(Number(seed), process.pid);

const { values } = parseArgs({ options: { 'database-url': { type: 'string' } }, strict: false });
const url = String(values['database-url']);
await bug.database?.(url);
const log = pino({ level: 'warn' });
const store = await openPostgresStore({
  databaseUrl: bug.databaseUrl?.(url) ?? url,
  clock: systemClock,
  warn: (text, error) => log.warn({ err: error }, text),
});
const controlPlane = await startControlPlane(bug.store?.(store, random) ?? store, systemClock);
bug.controlPlane?.(controlPlane, random);
const server = await ApiServer.start({
  controlPlane,
  schema: buildSchema(kinds),
  readManifests: parseManifests,
  host: '127.0.0.1',
  port: 0,
  portsTried: 1,
  limits: defaultLimits,
  clock: systemClock,
  log,
  logFailure: () => undefined,
});
process.on('disconnect', () => process.exit());
process.send?.({ ready: { url: server.url } });
