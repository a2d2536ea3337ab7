// A watcher as anybody writes one with the client library: it resumes where its journal ends, and is killed at any moment.
//
//   node watcher-process.js SERVER TOKEN JOURNAL SINCE
import { type ConfigMap, connect } from '@portolan/client/connect.ts';
import { Journal } from './journal.ts';
import { kind, namespace } from './objects.ts';

/** To the parent. */
export interface WatcherMessage {
  readonly delivered?: number;
  readonly reached?: number;
  readonly lostConnection?: boolean;
}

const [server = '', token = '', file = '', start = ''] = process.argv.slice(2);
const journal = Journal.open(file);
const since = String(journal.last?.reached ?? start);
const tell = (message: WatcherMessage) => process.send?.(message);
process.once('disconnect', () => process.exit());

const client = await connect({ server, token });
const onLive = (isLive: boolean) => !isLive && tell({ lostConnection: true });
for await (const item of client.watch<ConfigMap>({ kinds: [kind], namespace, since, onLive })) {
  const reached = Number(item.resourceVersion);
  const events = item.type === 'DELTA' ? item.events : [];
  const changes = events.map(({ type, object: { metadata } }) => {
    return { revision: Number(metadata.resourceVersion), type, key: `${kind}/${metadata.name}` };
  });
  journal.append({ type: item.type, reached, changes });
  tell({ delivered: changes.length, reached });
}
