// Credentials: how nodes join.
import type { Builder } from './builder.ts';
import type { JoinToken, NodeCredential } from './context.ts';

export function addAccessMutations(builder: Builder): void {
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
