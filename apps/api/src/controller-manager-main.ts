// The controllers as a process of their own; API processes beside it are started with `--no-controllers`.
import { runComponent } from './component-process.ts';
import { leaseNameOf, loopOptionsOf } from './loop-configuration.ts';

await runComponent(
  {
    name: 'portolan-controller-manager',
    start: (controlPlane, configuration, log) =>
      controlPlane.startControllers({
        ...loopOptionsOf(configuration, log),
        ...leaseNameOf(configuration),
        controllers: configuration.controllers,
      }),
  },
  process.argv.slice(2),
);
