// Manifests of megabytes are read in a thread of their own: whoever asks meanwhile is answered.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiProcess, startApiProcess } from '../../support/api-process.ts';
import { createDatabase, type TestDatabase } from '../../support/database.ts';
import { expectRefusal } from '../../support/refusal.ts';

let database: TestDatabase;
let api: ApiProcess;

beforeAll(async () => {
  database = await createDatabase();
  api = await startApiProcess(database.url);
});
afterAll(async () => {
  await api.stop('SIGKILL');
  await database.drop();
});

const document = (index: number) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: large-${index}\ndata:\n  key: "value ${index}"\n`;

function apply(manifests: string) {
  return api.execute('mutation($manifests: String!) { apply(manifests: $manifests) { results { outcome } } }', {
    manifests,
  });
}

describe('large manifests', () => {
  it('are applied whole', async () => {
    const { data } = await apply(Array.from({ length: 300 }, (_, index) => document(index)).join('---\n'));
    expect(data.apply.results).toEqual(Array.from({ length: 300 }, () => ({ outcome: 'CREATED' })));
  });

  it('are refused with the place of the mistake, and keep nobody else waiting', async () => {
    const text = `${Array.from({ length: 8_000 }, (_, index) => document(index)).join('---\n')}---\n  wrong: {\n`;
    let isReading = true;
    const refused = apply(text);
    const ended = refused.finally(() => {
      isReading = false;
    });
    let answers = 0;
    while (isReading) {
      await api.data('{ revision }');
      answers += 1;
    }
    await ended;
    await expectRefusal(refused, { code: 'BAD_REQUEST', message: /yaml: line 5600\d, column \d+: / });
    expect(answers).toBeGreaterThan(10);
  });
});
