// What may not be seen says so and names what is missing, on every page; who is not known any longer signs in again.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearerSecret, newBearerToken } from '../../apps/api/src/access/bearer-token.ts';
import { chromiumPath, type Dashboard, dashboardStartMs, startDashboard } from '../support/dashboard.ts';

/** Each page, and what it lacks. */
const forbiddenPages: ReadonlyArray<readonly [path: string, missing: string]> = [
  ['/', 'cannot watch resource "deployments"'],
  ['/', 'cannot watch resource "nodes"'],
  ['/', 'cannot watch resource "events"'],
  ['/pods', 'cannot watch resource "pods" in API group "" at the cluster scope'],
  ['/pods?at=1', 'cannot list resource "pods"'],
  ['/pods/default/web', 'cannot watch resource "pods" in API group "" in the namespace "default"'],
  ['/workloads', 'cannot watch resource "deployments" in API group "apps"'],
  ['/workloads/deployments/default/web', 'cannot watch resource "deployments"'],
  ['/services', 'cannot watch resource "services"'],
  ['/services/default/web', 'cannot watch resource "services"'],
  ['/nodes', 'cannot watch resource "nodes"'],
  ['/nodes/n1', 'cannot watch resource "nodes"'],
  ['/events', 'cannot watch resource "events"'],
  ['/config', 'cannot watch resource "configmaps"'],
  ['/config?view=secrets', 'cannot watch resource "secrets"'],
  ['/config/secrets/default/password', 'cannot watch resource "secrets"'],
  ['/access', 'cannot watch resource "serviceaccounts"'],
  ['/namespaces', 'cannot watch resource "namespaces"'],
  ['/namespaces/default', 'cannot watch resource "namespaces"'],
  ['/logs?open=default%3Fapp%3Dweb', 'cannot watch resource "pods"'],
  ['/controllers', 'is not in the group system:masters'],
  ['/controllers/replicaset-controller', 'is not in the group system:masters'],
  ['/scheduler', 'is not in the group system:masters'],
];

describe.skipIf(!chromiumPath)('what may not be seen', { timeout: 240_000 }, () => {
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await startDashboard();
  }, dashboardStartMs);
  afterAll(() => dashboard?.stop(), 180_000);

  async function tokenOf(user: string, groups: readonly string[]) {
    const token = newBearerToken();
    const name = `token-of-${user}-${randomUUID()}`;
    await dashboard.api.data(
      'mutation($object: JSON!) { commit(operations: [{ create: { object: $object } }]) { revision } }',
      {
        object: bearerSecret({ name, token, identity: { user, groups } }),
      },
    );
    return { token, name };
  }

  it('says on every page what is missing, and never that all is well', async () => {
    const { token } = await tokenOf('guest', []);
    const opened = await dashboard.open('/settings', { token });
    const main = opened.page.locator('main');
    for (const [path, missing] of forbiddenPages) {
      await opened.page.goto(path);
      await main.getByRole('alert').filter({ hasText: 'You may not see this' }).getByText(missing).first().waitFor();
      await expect.poll(() => main.getByRole('status', { name: 'Loading' }).count(), { message: path }).toBe(0);
      expect(await main.getByText(/in all|as it should be|healthy/).count(), path).toBe(0);
    }
    await opened.close();
  });

  it('goes on saying so while it asks again', async () => {
    const { token } = await tokenOf('visitor', []);
    const opened = await dashboard.open('/scheduler', { token });
    await opened.page.locator('main').getByRole('alert').waitFor();
    const isShown = opened.page.evaluate(
      () =>
        new Promise<boolean>((resolve) => {
          const look = () => resolve(false);
          new MutationObserver(() => !document.querySelector('main [role=alert]') && look()).observe(document.body, {
            childList: true,
            subtree: true,
          });
          document.addEventListener('asked-twice', () => resolve(true));
        }),
    );
    for (const _ of ['once', 'twice'])
      await opened.page.waitForResponse((response) => response.request().postData()?.includes('scheduler {') ?? false);
    await opened.page.evaluate(() => document.dispatchEvent(new Event('asked-twice')));
    expect(await isShown).toBe(true);
    await opened.close();
  });

  it('asks to sign in again as soon as the token is revoked', async () => {
    const { token, name } = await tokenOf('leaver', ['system:masters']);
    const opened = await dashboard.open('/nodes', { token });
    await opened.row('n1').waitFor();
    await dashboard.client.secrets.delete({ namespace: 'kube-system', name });
    await opened.page.getByText('Your session is over').waitFor();
    const secret = opened.page.getByLabel('Token or one-time code');
    await secret.fill(dashboard.api.token);
    await opened.page.getByRole('button', { name: 'Sign in' }).click();
    await opened.row('n1').waitFor();
    await opened.close();
  });
});
