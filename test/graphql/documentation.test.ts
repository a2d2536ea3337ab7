import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { maxCost } from '@portolan/core/graphql/cost.ts';
import { documentLimits } from '@portolan/core/graphql/limits.ts';
import { describe, expect, it } from 'vitest';
import { startGraphql } from '../support/graphql.ts';
import { aDeployment, aService } from '../support/manifests.ts';

const page = readFileSync(fileURLToPath(new URL('../../docs/graphql.md', import.meta.url)), 'utf8');
const examples = [...page.matchAll(/```graphql\n([^`]+)```/g)].map(([, source = '']) => source);

describe('the page on the GraphQL API', () => {
  it.each(examples)('gives an example that works: %s', async (source) => {
    const api = await startGraphql();
    await api.create(aDeployment(), aDeployment({ metadata: { name: 'web-blue' } }), aService());
    const data = await api.run(source);
    for (const value of Object.values(data)) expect(value).not.toBeNull();
  });

  it('names the limits that hold', () => {
    expect(examples).toHaveLength(3);
    for (const limit of [...Object.values(documentLimits), maxCost]) {
      expect(page).toContain(`| ${limit.toLocaleString('en')} |`);
    }
  });
});
