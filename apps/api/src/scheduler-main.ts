// The scheduler as a process of its own; API processes beside it are started with `--no-scheduler`.
import { runComponent } from './component-process.ts';
import { leaseNameOf, loopOptionsOf } from './loop-configuration.ts';

await runComponent(
  {
    name: 'portolan scheduler',
    start: (controlPlane, configuration, log) =>
      controlPlane.startScheduler({ ...loopOptionsOf(configuration, log), ...leaseNameOf(configuration) }),
  },
  process.argv.slice(2),
);
