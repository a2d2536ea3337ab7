// What Prisma would change in a database to make it what prisma/schema.prisma says: '' when they agree. Asked of Prisma's
// own schema engine, in the form that needs no download.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
} from '@prisma/driver-adapter-utils';
import pg from 'pg';

const schemaPath = fileURLToPath(new URL('../../prisma/schema.prisma', import.meta.url));

/** Once per process: the engine's glue code holds on to the first instance's memory. */
let engineLoaded: ReturnType<typeof loadEngine> | undefined;

export async function schemaDrift(databaseUrl: string): Promise<string> {
  engineLoaded ??= loadEngine();
  const { SchemaEngine } = await engineLoaded;
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
    filters: { externalTables: [], externalEnums: [] },
  });
  return exitCode === 0 ? '' : (stdout ?? '');
}

interface EngineExports {
  __wbindgen_start(): void;
}

/** Node's, of which the compiler is told only the types. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: Record<string, object>) => { readonly exports: EngineExports };
};

/** The package loads its WebAssembly for bundlers only; this is the same by hand. */
async function loadEngine() {
  const path = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const engine = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const module = new WebAssembly.Module(readFileSync(path.replace(/\.js$/, '.wasm')));
  const { exports } = new WebAssembly.Instance(module, { './schema_engine_bg.js': engine });
  const { __wbg_set_wasm: setWasm } = engine as typeof engine & { __wbg_set_wasm(exports: object): void };
  setWasm(exports);
  exports.__wbindgen_start();
  return engine;
}

function adapterFactory(databaseUrl: string): SqlMigrationAwareDriverAdapterFactory {
  const open = () => openAdapter(new pg.Pool({ connectionString: databaseUrl, max: 1 }));
  return { provider: 'postgres', adapterName: '@prisma/adapter-pg', connect: open, connectToShadowDb: open };
}

/**
 * The adapter throws on columns of type "char", which the catalogues are full of: it is shown text instead, and what it then
 * says of these columns is put right. The engine asks one question at a time.
 */
async function openAdapter(pool: pg.Pool) {
  const [charOid, textOid] = [18, 25];
  let charColumns: number[] = [];
  const query = pool.query.bind(pool);
  const seeingText = Object.assign(pool, {
    query: async (config: pg.QueryConfig) => {
      const result = await query(config);
      charColumns = result.fields.flatMap((field, index) => (field.dataTypeID === charOid ? [index] : []));
      for (const field of result.fields) if (field.dataTypeID === charOid) field.dataTypeID = textOid;
      return result;
    },
  });
  const adapter = await new PrismaPg(seeingText, { schema: 'public', disposeExternalPool: true }).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  return Object.assign(adapter, {
    queryRaw: async (query: SqlQuery) => {
      const result = await queryRaw(query);
      for (const index of charColumns) result.columnTypes[index] = ColumnTypeEnum.Character;
      return result;
    },
  });
}
