// The controllers as a process of their own; API processes beside it are started with `--no-controllers`.
import { runComponent } from './component-process.ts';
import { controllerOptionsOf, loopOptionsOf } from './loop-configuration.ts';

await runComponent(
  {
    name: 'portolan controller-manager',
    start: (controlPlane, configuration, log) =>
      controlPlane.startControllers({
        ...loopOptionsOf(configuration, log),
        ...controllerOptionsOf(configuration),
      }),
  },
  process.argv.slice(2),
);
