// How the API processes of one database know of each other: each keeps a Lease that says where it is reached, as
// kube-apiserver does for its identity. A lease that is not renewed any more is deleted by whoever sees it.
//
// A process proves to another that it is one of them by a secret of its own, whose hash its lease shows: only who may write
// leases of kube-system can join them.
import { randomUUID } from 'node:crypto';
import { renewLeases } from '@portolan/core/registry/lease-renewal.ts';
import type { Registry } from '@portolan/core/registry/registry.ts';
import { isReason } from '@portolan/core/resource/api-error.ts';
import { type Clock, delay, microTimeText, type Timer } from '@portolan/core/resource/clock.ts';
import type { Lease } from '@portolan/core/resource/generated/kubernetes.ts';
import type { Logger } from 'pino';
import { hashToken, newBearerToken } from '../access/bearer-token.ts';
import { serverRequest } from '../access/server-request.ts';

export interface PeerLeaseOptions {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface PeerAddress {
  /** `https://10.0.0.1:4000` */
  readonly url: string;
  /** PEM: what the process shows when it is called; undefined for plain HTTP. */
  readonly certificate: string | undefined;
}

export interface Peer extends PeerAddress {
  readonly name: string;
}

const leaseKind = 'Lease.coordination.k8s.io';
const namespace = 'kube-system';
const identityLabel = { 'apiserver.kubernetes.io/identity': 'kube-apiserver' };
const annotations = {
  url: 'portolan.dev/peer-url',
  certificate: 'portolan.dev/peer-certificate',
  tokenHash: 'portolan.dev/peer-token-hash',
};
const renewMs = 10_000;
/** Four renewals missed. */
const leaseSeconds = 40;
/** What a process that ends spends on saying so. */
const farewellMs = 1_000;

export class PeerLease {
  readonly name = `apiserver-${randomUUID()}`;
  /** To be shown to other processes. */
  readonly token = newBearerToken();
  private readonly options: PeerLeaseOptions;
  private address: PeerAddress | undefined;
  /** When each lease was last seen to be renewed, on this process's own clock: those of machines differ. */
  private readonly renewals = new Map<string, { readonly renewTime: string | undefined; readonly seenMs: number }>();
  private timer: Timer | undefined;
  private work: Promise<void> = Promise.resolve();
  private isStopped = false;

  constructor(options: PeerLeaseOptions) {
    this.options = options;
  }

  start(address: PeerAddress): void {
    this.address = address;
    this.renew();
  }

  /** Lets the others know at once, if the database can be reached. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.timer?.cancel();
    const { clock, log } = this.options;
    const farewell = this.work
      .then(() => this.remove(this.name))
      .catch((error: unknown) => log.debug({ err: error }, 'the lease of this process stays for others to delete'));
    await Promise.race([farewell, delay(clock, farewellMs)]);
  }

  /** The other processes that seem to be there. */
  peers(): Peer[] {
    return this.leases().flatMap((lease) => {
      const url = lease.metadata.annotations?.[annotations.url];
      if (lease.metadata.name === this.name || url === undefined || this.isExpired(lease)) return [];
      return [{ name: lease.metadata.name, url, certificate: lease.metadata.annotations?.[annotations.certificate] }];
    });
  }

  /** Whether the token is that of one of the others. */
  async isPeer(token: string): Promise<boolean> {
    const hash = hashToken(token);
    const isKnown = () => this.leases().some(({ metadata }) => metadata.annotations?.[annotations.tokenHash] === hash);
    if (isKnown()) return true;
    await this.options.registry.cache.fresh();
    return isKnown();
  }

  private leases(): Lease[] {
    const { cache } = this.options.registry;
    const all = cache.list(leaseKind, namespace).map(({ object }) => object as Lease); // The kind that was asked for.
    return all.filter(({ metadata }) => metadata.labels?.['apiserver.kubernetes.io/identity'] === 'kube-apiserver');
  }

  private renew(): void {
    const { clock, log } = this.options;
    this.work = this.renewOnce()
      .catch((error: unknown) => log.warn({ err: error }, 'could not renew the lease of this process'))
      .then(() => {
        if (!this.isStopped) this.timer = clock.setTimer(renewMs, () => this.renew());
      });
  }

  private async renewOnce(): Promise<void> {
    const { registry, clock } = this.options;
    const own = registry.cache.get({ kind: leaseKind, namespace, name: this.name });
    if (!own) await this.create();
    else {
      const renewTime = microTimeText(clock.now());
      await renewLeases(registry, serverRequest, [{ namespace, name: this.name, uid: own.uid, renewTime }]);
    }
    await this.removeExpired();
  }

  private async create(): Promise<void> {
    const { registry, clock } = this.options;
    if (!this.address) return;
    const { url, certificate } = this.address;
    const now = microTimeText(clock.now());
    const manifest = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        name: this.name,
        namespace,
        labels: identityLabel,
        annotations: {
          [annotations.url]: url,
          [annotations.tokenHash]: hashToken(this.token),
          ...(certificate !== undefined && { [annotations.certificate]: certificate }),
        },
      },
      spec: { holderIdentity: this.name, leaseDurationSeconds: leaseSeconds, acquireTime: now, renewTime: now },
    };
    const { revision } = await registry.execute(serverRequest, [{ verb: 'create', manifest }]);
    await registry.cache.waitFor(revision);
  }

  private async removeExpired(): Promise<void> {
    const now = this.options.clock.monotonic();
    const leases = this.leases();
    for (const { metadata, spec } of leases) {
      const renewTime = spec?.renewTime;
      if (this.renewals.get(metadata.name)?.renewTime === renewTime) continue;
      this.renewals.set(metadata.name, { renewTime, seenMs: now });
    }
    const names = new Set(leases.map(({ metadata }) => metadata.name));
    for (const name of this.renewals.keys()) if (!names.has(name)) this.renewals.delete(name);
    for (const lease of leases) if (this.isExpired(lease)) await this.remove(lease.metadata.name);
  }

  private isExpired({ metadata, spec }: Lease): boolean {
    const seen = this.renewals.get(metadata.name);
    if (!seen || seen.renewTime !== spec?.renewTime) return false;
    return this.options.clock.monotonic() - seen.seenMs > leaseSeconds * 1000;
  }

  private async remove(name: string): Promise<void> {
    const ref = { kind: leaseKind, namespace, name };
    try {
      await this.options.registry.execute(serverRequest, [{ verb: 'delete', ref }]);
    } catch (error) {
      if (!isReason(error, 'NotFound')) throw error;
    }
  }
}
