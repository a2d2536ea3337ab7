// Where other API processes reach this one.
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

export interface PeerAdvertisement {
  readonly ip: string | undefined;
  readonly port: number | undefined;
}

export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

/** As it was told; otherwise where it listens, or the machine's first address when it listens on all of them. */
export function advertisedUrl({ host, port, isTls }: Listening, told?: PeerAdvertisement): string {
  const isAny = host === '0.0.0.0' || host === '::';
  const reached = told?.ip ?? (isAny ? firstAddress() : host);
  return `${isTls ? 'https' : 'http'}://${isIPv6(reached) ? `[${reached}]` : reached}:${told?.port ?? port}`;
}

function firstAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const found = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
  return found?.address ?? '127.0.0.1';
}
