// Makes credentials: the administrator's, join tokens, what a node gets for a join token, codes to sign in with.
import type { Access, JoinToken, NodeCredential, SignInCode } from '@portolan/core/graphql/context.ts';
import type { Registry } from '@portolan/core/registry/registry.ts';
import {
  bootstrappersGroup,
  mastersGroup,
  nodesGroup,
  nodeUserPrefix,
  type Request,
} from '@portolan/core/registry/request.ts';
import { ApiError, badRequestError, forbiddenError, invalidError } from '@portolan/core/resource/api-error.ts';
import { timeText } from '@portolan/core/resource/clock.ts';
import { FieldPath, invalid } from '@portolan/core/resource/field-error.ts';
import { isDns1123Subdomain } from '@portolan/core/resource/validation/names.ts';
import { createSignInCode } from '../sign-in/sign-in-codes.ts';
import { bearerSecret, newBearerToken } from './bearer-token.ts';
import { bootstrapSecret, newBootstrapToken } from './bootstrap-token.ts';
import { serverRequest } from './server-request.ts';

const defaultJoinTtlSeconds = 24 * 60 * 60;
const maxJoinTtlSeconds = 365 * 24 * 60 * 60;

/** Makes a token that may do everything, for an administrator of that name; each call makes another one. */
export async function issueAdminToken(registry: Registry): Promise<string> {
  const token = newBearerToken();
  const name = `admin-token-${newBootstrapToken().id}`;
  const secret = bearerSecret({ name, token, identity: { user: 'admin', groups: [mastersGroup] } });
  const { revision } = await registry.execute(serverRequest, [{ verb: 'create', manifest: secret }], {
    reason: 'first start',
  });
  await registry.cache.waitFor(revision);
  return token;
}

export class Credentials implements Access {
  private readonly registry: Registry;

  constructor(registry: Registry) {
    this.registry = registry;
  }

  /** Whoever may create Secrets in kube-system may let nodes in. */
  async createJoinToken(
    request: Request,
    { ttlSeconds = defaultJoinTtlSeconds, description }: { ttlSeconds?: number; description?: string },
  ): Promise<JoinToken> {
    if (!Number.isInteger(ttlSeconds) || ttlSeconds < 1 || ttlSeconds > maxJoinTtlSeconds) {
      throw badRequestError(`ttlSeconds: Invalid value: ${ttlSeconds}: must be between 1 and ${maxJoinTtlSeconds}`);
    }
    const token = newBootstrapToken();
    const expiration = timeText(this.registry.clock.now() + ttlSeconds * 1000);
    const manifest = bootstrapSecret({ ...token, expiration, ...(description !== undefined && { description }) });
    await this.registry.execute(request, [{ verb: 'create', manifest }]);
    return { token: `${token.id}.${token.secret}`, expiration };
  }

  /** A node that joins again gets a new token, and its former one ends. */
  async joinNode(request: Request, name: string): Promise<NodeCredential> {
    this.authorizeJoin(request, name);
    const user = nodeUserPrefix + name;
    const token = newBearerToken();
    const identity = { user, groups: [nodesGroup] };
    const manifest = bearerSecret({ name: `node-token-${name}`, token, identity });
    const { revision } = await this.registry.execute(serverRequest, [{ verb: 'apply', manifest, force: true }], {
      reason: `join by ${request.identity.user}`,
    });
    // From the answer on, the former token is refused here.
    await this.registry.cache.waitFor(revision);
    return { token, user };
  }

  createSignInCode(request: Request): Promise<SignInCode> {
    return createSignInCode(this.registry, request);
  }

  private authorizeJoin({ identity }: Request, name: string): void {
    const isMaster = identity.groups.includes(mastersGroup);
    if (!isMaster && !identity.groups.includes(bootstrappersGroup)) {
      const why = `User "${identity.user}" cannot join resource "nodes" in API group "" at the cluster scope`;
      throw forbiddenError({ kind: 'Node', resource: 'nodes', name }, why);
    }
    const [message] = isDns1123Subdomain(name);
    if (message !== undefined) {
      throw invalidError('Node', name, [invalid(new FieldPath('metadata.name'), name, message)]);
    }
    // As kubeadm: a join token alone must not take a living node's place.
    if (!isMaster && this.isReady(name)) {
      const why = `a Node with name "${name}" and status "Ready" already exists in the cluster. You must delete the existing Node or change the name of this new joining Node`;
      throw new ApiError('Conflict', why, { kind: 'Node', name });
    }
  }

  private isReady(name: string): boolean {
    const node = this.registry.cache.get({ kind: 'Node', namespace: '', name });
    const status = node?.object.status as { conditions?: ReadonlyArray<{ type: string; status: string }> } | undefined;
    return status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
  }
}
