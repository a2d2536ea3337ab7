// Join tokens are Kubernetes' bootstrap tokens: `<id>.<secret>`, kept in the Secret `bootstrap-token-<id>`.
import { randomInt } from 'node:crypto';
import { bootstrappersGroup, type Identity } from '@portolan/core/registry/request.ts';
import type { AnyObject } from '@portolan/core/resource/object.ts';
import { readExpiration, tokenNamespace } from './bearer-token.ts';
import { readSecretData, secretData } from './secret-data.ts';

const bootstrapTokenType = 'bootstrap.kubernetes.io/token';

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
const form = /^([a-z0-9]{6})\.([a-z0-9]{16})$/;
const extraGroupForm = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;

export interface BootstrapToken {
  readonly id: string;
  readonly secret: string;
}

export function newBootstrapToken(): BootstrapToken {
  const draw = (length: number) => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
  return { id: draw(6), secret: draw(16) };
}

export function parseBootstrapToken(text: string): BootstrapToken | undefined {
  const [, id, secret] = form.exec(text) ?? [];
  return id !== undefined && secret !== undefined ? { id, secret } : undefined;
}

function bootstrapSecretName(id: string): string {
  return `bootstrap-token-${id}`;
}

export interface BootstrapSecretOptions extends BootstrapToken {
  /** RFC 3339. */
  readonly expiration: string;
  readonly description?: string;
}

export function bootstrapSecret({ id, secret, expiration, description }: BootstrapSecretOptions): AnyObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: bootstrapSecretName(id), namespace: tokenNamespace },
    type: bootstrapTokenType,
    data: secretData({
      'token-id': id,
      'token-secret': secret,
      expiration,
      'usage-bootstrap-authentication': 'true',
      ...(description !== undefined && { description }),
    }),
  };
}

export interface JoinCredential extends BootstrapToken {
  readonly identity: Identity;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number | undefined;
}

/** `undefined` for a Secret that is no bootstrap token, or not one to authenticate with. */
export function readBootstrapSecret(object: AnyObject): JoinCredential | undefined {
  if (object.type !== bootstrapTokenType) return undefined;
  const data = readSecretData(object);
  const token = parseBootstrapToken(`${data.get('token-id')}.${data.get('token-secret')}`);
  if (!token || object.metadata.name !== bootstrapSecretName(token.id)) return undefined;
  if (data.get('usage-bootstrap-authentication') !== 'true') return undefined;
  const extra = (data.get('auth-extra-groups') ?? '').split(',').filter((group) => extraGroupForm.test(group));
  const identity = { user: `system:bootstrap:${token.id}`, groups: [bootstrappersGroup, ...extra] };
  return { ...token, identity, expiresAtMs: readExpiration(data.get('expiration')) };
}
