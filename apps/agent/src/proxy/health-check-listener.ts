// Tells load balancers whether this node has endpoints of a service that keeps outside traffic on its node.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Listener } from './binder.ts';
import type { HealthCheck } from './plan-routes.ts';

export class HealthCheckListener implements Listener<HealthCheck> {
  private check: HealthCheck;
  private readonly server: Server;

  constructor(check: HealthCheck) {
    this.check = check;
    this.server = createServer({ requestTimeout: 10_000 }, (_request, response) => {
      const { service, localEndpoints } = this.check;
      response.writeHead(localEndpoints > 0 ? 200 : 503, {
        'content-type': 'application/json',
        'x-content-type-options': 'nosniff',
        'x-load-balancing-endpoint-weight': String(localEndpoints),
        connection: 'close',
      });
      response.end(JSON.stringify({ service, localEndpoints, serviceProxyHealthy: true }));
    });
  }

  async bind(): Promise<void> {
    const { address, port } = this.check;
    const listening = once(this.server, 'listening');
    this.server.listen({ host: address, port });
    await listening;
  }

  update(check: HealthCheck): void {
    this.check = check;
  }

  close(): void {
    if (this.server.listening) this.server.close();
    this.server.closeAllConnections();
  }
}
