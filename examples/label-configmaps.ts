// Labels every ConfigMap with the number of its entries, and keeps the label true: npx tsx examples/label-configmaps.ts
import { connect } from '@portolan/client';

const portolan = await connect({ fieldManager: 'label-configmaps' });
const controller = portolan.configMaps.controller('label-configmaps', {
  concurrency: 4,
  async reconcile({ key, object }) {
    const entries = String(Object.keys(object?.data ?? {}).length);
    if (!object || object.metadata.labels?.entries === entries) return;
    await portolan.configMaps.patch(
      object.metadata,
      { metadata: { labels: { entries } } },
      { reason: 'count entries' },
    );
    console.log(`${key}: ${entries} entries`);
  },
});

process.once('SIGINT', () => controller.stop());
await controller.run();
