// What the process runtime does for an ordinary user, as a process of that user: says as JSON what it found and cleans up.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../../../test/support/until.ts';
import { containerConfig, podConfig } from '../runtime/runtime-suite-configs.ts';
import { ProcessRuntime } from './process-runtime.ts';

const [directory = ''] = process.argv.slice(2);
const volume = join(directory, 'volume');
mkdirSync(volume);
writeFileSync(join(volume, 'hello'), 'from the volume\n');
const runtime = await ProcessRuntime.open({
  directory: join(directory, 'runtime'),
  nodeIp: '127.0.0.1',
  podCidr: '127.128.8.0/24',
});
const logs = join(directory, 'logs');
const sandbox = await runtime.runPodSandbox(podConfig(logs));
const script = 'cat /portolan-test/hello; id -u; trap "exit 7" TERM; while :; do sleep 0.1; done';
const mounts = [{ containerPath: '/portolan-test', hostPath: volume, readOnly: true }];
const id = await runtime.createContainer(sandbox, containerConfig(['sh', '-c', script], { mounts }));
await runtime.startContainer(id);
const log = join(logs, 'main/0.log');
await until('it has spoken', () => existsSync(log) && readFileSync(log, 'utf8').split('\n').length > 2);
const exec = await runtime.execSync(id, ['sh', '-c', 'cat /portolan-test/hello; id -u'], 10);
await runtime.stopContainer(id, 10);
const refused = await runtime.createContainer(sandbox, containerConfig(['true'], { name: 'root', runAsUser: 0 }));
const refusal = await runtime.startContainer(refused).then(
  () => 'started',
  (error: Error) => error.message,
);
const status = await runtime.containerStatus(id);
const found = {
  capabilities: runtime.capabilities(),
  log: readFileSync(log, 'utf8'),
  exec: exec.stdout.toString(),
  status,
  refusal,
};
await runtime.removePodSandbox(sandbox);
await runtime.close();
process.stdout.write(`${JSON.stringify(found)}\n`);
