import { Tunnel } from '@portolan/client/tunnel/tunnel.ts';
import type { TunnelStream } from '@portolan/client/tunnel/tunnel-stream.ts';
import { describe, expect, it } from 'vitest';
import { relay } from './relay.ts';

/** Both ends of a stream, and how its connection is lost. */
function connection() {
  let accept: (stream: TunnelStream) => void = () => undefined;
  const accepted = new Promise<TunnelStream>((resolve) => {
    accept = resolve;
  });
  const opener: Tunnel = new Tunnel('opener', (frame) => acceptor.receive(frame));
  const acceptor = new Tunnel('acceptor', (frame) => opener.receive(frame), accept);
  const lose = () => {
    opener.lost();
    acceptor.lost();
  };
  return { opened: opener.open({}), accepted, lose };
}

async function relayed() {
  const [front, back] = [connection(), connection()];
  const node = await back.accepted;
  const over = relay(await front.accepted, back.opened);
  return { client: front.opened, node, loseFront: front.lose, loseBack: back.lose, over };
}

describe('a stream that is passed on', () => {
  it('tells the node whether its client closed it or lost its connection', async () => {
    const closed = await relayed();
    closed.client.close();
    expect(await closed.node.closed).toEqual({});
    const cut = await relayed();
    cut.client.close({ isCut: true });
    expect(await cut.node.closed).toEqual({ isCut: true });
    const lost = await relayed();
    lost.loseFront();
    expect(await lost.node.closed).toEqual({ isCut: true });
  });

  it('tells the client how the work ended, and that it may not have when the node was lost', async () => {
    const done = await relayed();
    done.node.close({ exitCode: 3 });
    expect(await done.client.closed).toEqual({ exitCode: 3 });
    const lost = await relayed();
    lost.loseBack();
    expect(await lost.client.closed).toMatchObject({ isCut: true, error: { reason: 'InternalError' } });
    await Promise.all([done.over, lost.over]);
  });
});
