import { kinds } from '@portolan/core/kinds/kinds.ts';
import { expect, it } from 'vitest';
import { admin, refusal, startRegistry } from '../support/registry.ts';

it('points to the place of a field that stands beside spec and belongs into it', async () => {
  const { registry } = await startRegistry(kinds);
  const ports = [{ port: 80, targetPort: 8080, nodePort: 30036 }];
  const metadata = { name: 'web', namespace: 'default' };
  const service = { apiVersion: 'v1', kind: 'Service', metadata, spec: { type: 'NodePort', ports } };
  const selector = { app: 'web' };
  const create = (manifest: object) => registry.execute(admin, [{ verb: 'create', manifest: { ...manifest } }]);
  const text = 'unknown field "selector" (did you mean "spec.selector"?)';
  expect(await refusal(create({ ...service, selector }))).toMatchObject({
    reason: 'BadRequest',
    message: `Service in version "v1" cannot be handled as a Service: strict decoding error: ${text}`,
    details: { causes: [{ field: 'selector', message: text }] },
  });
  expect((await refusal(create({ ...service, nonsense: 1 }))).message).toMatch(/unknown field "nonsense"$/);
  const { results } = await create({ ...service, spec: { ...service.spec, selector } });
  expect(results[0]?.object.spec).toMatchObject({ selector, ports: [{ nodePort: 30036, targetPort: 8080 }] });
});
