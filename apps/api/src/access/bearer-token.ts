// Bearer tokens: 256 random bits for the client, only their hash in a Secret. A hash needs no salt or stretching where the
// secret is random.
import { createHash, randomBytes } from 'node:crypto';
import type { Identity } from '@portolan/core/registry/request.ts';
import type { AnyObject } from '@portolan/core/resource/object.ts';
import { readSecretData, secretData } from './secret-data.ts';

const bearerTokenType = 'portolan.dev/bearer-token';
export const tokenNamespace = 'kube-system';

/** Tells scanners for leaked secrets what they have found. */
const prefix = 'portolan_';

export function newBearerToken(): string {
  return prefix + randomBytes(32).toString('base64url');
}

/** Hexadecimal SHA-256. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export interface BearerToken {
  readonly hash: string;
  readonly identity: Identity;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number | undefined;
}

export interface BearerSecretOptions {
  readonly name: string;
  readonly token: string;
  readonly identity: Identity;
  /** RFC 3339; never when absent. */
  readonly expiration?: string;
}

export function bearerSecret({ name, token, identity, expiration }: BearerSecretOptions): AnyObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: tokenNamespace },
    type: bearerTokenType,
    data: secretData({
      'token-hash': hashToken(token),
      user: identity.user,
      groups: identity.groups.join(','),
      ...(expiration !== undefined && { expiration }),
    }),
  };
}

/** `undefined` for a Secret that is no bearer token or lacks a part of one. */
export function readBearerSecret(secret: AnyObject): BearerToken | undefined {
  if (secret.type !== bearerTokenType) return undefined;
  const data = readSecretData(secret);
  const hash = data.get('token-hash');
  const user = data.get('user');
  if (!hash || !/^[0-9a-f]{64}$/.test(hash) || !user) return undefined;
  const groups = (data.get('groups') ?? '').split(',').filter((group) => group !== '');
  return { hash, identity: { user, groups }, expiresAtMs: readExpiration(data.get('expiration')) };
}

/** A time that cannot be read has passed: a token must not live longer than meant because of a typing mistake. */
export function readExpiration(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const timeMs = Date.parse(text);
  return Number.isNaN(timeMs) ? 0 : timeMs;
}
