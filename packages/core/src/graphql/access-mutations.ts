// Credentials: how nodes join and browsers sign in.
import type { Builder } from './builder.ts';
import type { JoinToken, NodeCredential, SignInCode } from './context.ts';

export function addAccessMutations(builder: Builder): void {
  addJoining(builder);
  addSignIn(builder);
}

function addJoining(builder: Builder): void {
  const joinToken = builder.objectRef<JoinToken>('JoinToken').implement({
    description: 'What a node shows when it joins.',
    fields: (t) => ({
      token: t.exposeString('token', { nullable: false, description: 'A bootstrap token; it is not shown again.' }),
      expiration: t.field({
        type: 'Time',
        nullable: false,
        description: 'Until when nodes may join with it.',
        resolve: ({ expiration }) => expiration,
      }),
    }),
  });
  const credential = builder.objectRef<NodeCredential>('NodeCredential').implement({
    description: "A node's own identity.",
    fields: (t) => ({
      token: t.exposeString('token', { nullable: false, description: 'A bearer token; it is not shown again.' }),
      user: t.exposeString('user', { nullable: false, description: '`system:node:<name>`' }),
    }),
  });
  builder.mutationField('createJoinToken', (t) =>
    t.field({
      type: joinToken,
      nullable: true,
      description: 'Makes a token with which nodes may join.',
      args: {
        ttlSeconds: t.arg.int({ description: 'How long it is good for; a day when left out.' }),
        description: t.arg.string({ description: 'What it is for.' }),
      },
      resolve: (_root, { ttlSeconds, description }, { access, request }) =>
        access.createJoinToken(request, {
          ...(typeof ttlSeconds === 'number' && { ttlSeconds }),
          ...(description && { description }),
        }),
    }),
  );
  builder.mutationField('joinNode', (t) =>
    t.field({
      type: credential,
      nullable: true,
      description: 'Trades a join token for the identity of a node.',
      args: { name: t.arg.string({ required: true, description: 'The name of the node.' }) },
      resolve: (_root, { name }, { access, request }) => access.joinNode(request, name),
    }),
  );
}

function addSignIn(builder: Builder): void {
  const signInCode = builder.objectRef<SignInCode>('SignInCode').implement({
    description: 'What a browser signs in with, once.',
    fields: (t) => ({
      code: t.exposeString('code', { nullable: false, description: 'It is not shown again.' }),
      expiresAt: t.field({
        type: 'Time',
        nullable: false,
        description: 'Until when it can be redeemed.',
        resolve: ({ expiresAt }) => expiresAt,
      }),
    }),
  });
  builder.mutationField('createSignInCode', (t) =>
    t.field({
      type: signInCode,
      nullable: true,
      description: 'Makes a one-time code with which a browser signs in as the caller: `/#code=…`, or `POST /session`.',
      resolve: (_root, _arguments, { access, request }) => access.createSignInCode(request),
    }),
  );
}
