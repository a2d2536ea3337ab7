// Joins two streams: what one side sends the other gets, and each learns how the other ended. Neither is read faster than
// the other takes it.
import type { TunnelStream } from '@portolan/client/tunnel/tunnel-stream.ts';

/** `work`: the side that tells how it ended. Resolves when both are over; never rejects. */
export async function relay(asker: TunnelStream, work: TunnelStream): Promise<void> {
  const asking = pump(asker, work).then(
    async () => work.close(await asker.closed),
    () => work.close({ isCut: true }),
  );
  try {
    await pump(work, asker);
    asker.close(await work.closed);
  } catch (error) {
    asker.close({ isCut: true, error: { reason: 'InternalError', message: (error as Error).message } });
  }
  await asking;
}

async function pump(from: TunnelStream, to: TunnelStream): Promise<void> {
  for await (const { channel, data } of from) {
    if (data) await to.send(channel, data);
    else to.end(channel);
  }
}
