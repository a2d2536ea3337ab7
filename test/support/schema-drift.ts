// What Prisma would change in a database to make it what prisma/schema.prisma says: '' when they agree. Asked of Prisma's
// own schema engine, in the form that needs no download.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import pg from 'pg';

const schemaPath = fileURLToPath(new URL('../../prisma/schema.prisma', import.meta.url));

export async function schemaDrift(databaseUrl: string): Promise<string> {
  const { SchemaEngine } = await loadEngine();
  const content = readFileSync(schemaPath, 'utf8');
  const files = [{ path: 'schema.prisma', content }];
  const log = () => undefined;
  const engine = await SchemaEngine.new(
    { datamodels: [['schema.prisma', content]] },
    log,
    bindMigrationAwareSqlAdapterFactory(adapterFactory(databaseUrl)),
  );
  const { exitCode, stdout } = await engine.diff({
    from: { tag: 'schemaDatasource', files, configDir: '.' },
    to: { tag: 'schemaDatamodel', files },
    script: true,
    exitCode: true,
    filters: { externalTables: ['_prisma_migrations'], externalEnums: [] },
  });
  return exitCode === 0 ? '' : (stdout ?? '');
}

/** Node's, of which the compiler is told only the types. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: Record<string, object>) => { readonly exports: object };
};

/** The package loads its WebAssembly for bundlers only; this is the same by hand. */
async function loadEngine() {
  const path = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const engine = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const module = new WebAssembly.Module(readFileSync(path.replace(/\.js$/, '.wasm')));
  const { exports } = new WebAssembly.Instance(module, { './schema_engine_bg.js': engine });
  const { __wbg_set_wasm: setWasm } = engine as typeof engine & { __wbg_set_wasm(exports: object): void };
  setWasm(exports);
  return engine;
}

function adapterFactory(databaseUrl: string): SqlMigrationAwareDriverAdapterFactory {
  const open = async () => {
    const pool = withoutCharColumns(new pg.Pool({ connectionString: databaseUrl, max: 1 }));
    return new PrismaPg(pool, { schema: 'public', disposeExternalPool: true }).connect();
  };
  return { provider: 'postgres', adapterName: '@prisma/adapter-pg', connect: open, connectToShadowDb: open };
}

/** The adapter throws on columns of type "char", which the catalogues are full of: let it see them as char(1). */
function withoutCharColumns(pool: pg.Pool): pg.Pool {
  const [charOid, bpcharOid] = [18, 1042];
  const query = pool.query.bind(pool);
  return Object.assign(pool, {
    query: async (config: pg.QueryConfig) => {
      const result = await query(config);
      for (const field of result.fields) if (field.dataTypeID === charOid) field.dataTypeID = bpcharOid;
      return result;
    },
  });
}
