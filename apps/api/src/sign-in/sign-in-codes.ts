// One-time codes: whoever is at a terminal hands his identity over to a browser. A code is redeemed in one change set that
// deletes it and creates the token, so of two who try only one gets a token.
import { randomBytes } from 'node:crypto';
import type { SignInCode } from '@portolan/core/graphql/context.ts';
import type { Registry } from '@portolan/core/registry/registry.ts';
import type { Identity, Request } from '@portolan/core/registry/request.ts';
import { isReason } from '@portolan/core/resource/api-error.ts';
import { timeText } from '@portolan/core/resource/clock.ts';
import type { AnyObject } from '@portolan/core/resource/object.ts';
import {
  bearerSecret,
  hashToken,
  newBearerToken,
  readBearerSecret,
  readExpiration,
  tokenNamespace,
} from '../access/bearer-token.ts';
import { readSecretData, secretData } from '../access/secret-data.ts';
import { serverRequest } from '../access/server-request.ts';
import { authenticatedGroup } from '../access/token-index.ts';

const codeType = 'portolan.dev/sign-in-code';
const codeLifeMs = 10 * 60 * 1000;
const tokenLifeMs = 24 * 60 * 60 * 1000;
const codeBytes = 24;
/** How many that have expired one new code sweeps away. */
const sweptAtOnce = 100;

const codePrefix = 'sign-in-code-';
const tokenPrefix = 'sign-in-token-';

/** As with join tokens, only who may create Secrets in kube-system may: he could make himself any token. */
export async function createSignInCode(registry: Registry, request: Request): Promise<SignInCode> {
  const code = randomBytes(codeBytes).toString('base64url');
  const expiresAt = timeText(registry.clock.now() + codeLifeMs);
  const { user, groups } = request.identity;
  const identity = { user, groups: groups.filter((each) => each !== authenticatedGroup) };
  await registry.execute(request, [{ verb: 'create', manifest: codeSecret(code, identity, expiresAt) }]);
  await sweepExpired(registry);
  return { code, expiresAt };
}

/** A bearer token for whoever made the code; `undefined` for a code that is unknown, used or expired. */
export async function redeemSignInCode(registry: Registry, code: string): Promise<string | undefined> {
  const name = codePrefix + hashToken(code);
  const found = await findFresh(registry, name);
  const identity = found && readCode(found, registry.clock.now());
  if (!identity) return undefined;
  const token = newBearerToken();
  const expiration = timeText(registry.clock.now() + tokenLifeMs);
  const manifest = bearerSecret({ name: tokenPrefix + hashToken(token), token, identity, expiration });
  const { uid } = found.metadata;
  try {
    const { revision } = await registry.execute(
      serverRequest,
      [
        { verb: 'delete', ref: secretRef(name), preconditions: { ...(uid !== undefined && { uid }) } },
        { verb: 'create', manifest },
      ],
      { reason: `sign-in of ${identity.user}` },
    );
    await registry.cache.waitFor(revision);
    return token;
  } catch (error) {
    if (isReason(error, 'NotFound', 'Conflict')) return undefined;
    throw error;
  }
}

/** Ends a token that was made for a code; any other one is its owner's to keep. */
export async function revokeSignInToken(registry: Registry, token: string): Promise<void> {
  const name = tokenPrefix + hashToken(token);
  if (await findFresh(registry, name)) await deleteSecret(registry, name, 'sign-out');
}

function codeSecret(code: string, { user, groups }: Identity, expiration: string): AnyObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: codePrefix + hashToken(code), namespace: tokenNamespace },
    type: codeType,
    data: secretData({ user, groups: groups.join(','), expiration }),
  };
}

function readCode(secret: AnyObject, nowMs: number): Identity | undefined {
  if (secret.type !== codeType) return undefined;
  const data = readSecretData(secret);
  const user = data.get('user');
  if (!user || (readExpiration(data.get('expiration')) ?? 0) <= nowMs) return undefined;
  return { user, groups: (data.get('groups') ?? '').split(',').filter((group) => group !== '') };
}

async function findFresh(registry: Registry, name: string): Promise<AnyObject | undefined> {
  const found = registry.cache.get(secretRef(name));
  if (found) return found.object;
  await registry.cache.fresh();
  return registry.cache.get(secretRef(name))?.object;
}

async function sweepExpired(registry: Registry): Promise<void> {
  const nowMs = registry.clock.now();
  const expired = registry.cache
    .list('Secret', tokenNamespace)
    .filter(({ object }) => hasExpired(object, nowMs))
    .slice(0, sweptAtOnce);
  for (const { key } of expired) await deleteSecret(registry, key.name, 'expired');
}

function hasExpired(secret: AnyObject, nowMs: number): boolean {
  const { name } = secret.metadata;
  if (name.startsWith(codePrefix)) return secret.type === codeType && readCode(secret, nowMs) === undefined;
  const token = name.startsWith(tokenPrefix) ? readBearerSecret(secret) : undefined;
  return token?.expiresAtMs !== undefined && token.expiresAtMs <= nowMs;
}

async function deleteSecret(registry: Registry, name: string, reason: string): Promise<void> {
  try {
    const { revision } = await registry.execute(serverRequest, [{ verb: 'delete', ref: secretRef(name) }], { reason });
    await registry.cache.waitFor(revision);
  } catch (error) {
    if (!isReason(error, 'NotFound')) throw error;
  }
}

function secretRef(name: string) {
  return { kind: 'Secret' as const, namespace: tokenNamespace, name };
}
