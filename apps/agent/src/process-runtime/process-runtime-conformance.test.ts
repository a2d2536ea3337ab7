import { runtimeSuite } from '../runtime/runtime-suite.ts';
import { ProcessRig } from './process-suite-rig.ts';

runtimeSuite('processes', () => ProcessRig.open());
runtimeSuite('processes without control groups and mounts', () =>
  ProcessRig.open({ without: { cgroups: true, mounts: true } }),
);
