// An agent reduced to its runtime, as a process that tests can kill: starts a container for each command it is given and
// says which. `node … DIRECTORY LOGS COMMANDS-AS-JSON`
import { containerConfig, podConfig } from '../runtime/runtime-suite-configs.ts';
import { ProcessRuntime } from './process-runtime.ts';

const [directory = '', logs = '', commands = '[]'] = process.argv.slice(2);
const runtime = await ProcessRuntime.open({ directory, nodeIp: '127.0.0.1', podCidr: '127.128.9.0/24' });
const sandbox = await runtime.runPodSandbox(podConfig(logs));
for (const [index, command] of (JSON.parse(commands) as string[][]).entries()) {
  const id = await runtime.createContainer(sandbox, containerConfig(command, { name: `c${index}` }));
  await runtime.startContainer(id);
}
process.stdout.write(`${JSON.stringify(await runtime.listContainers())}\n`);
setInterval(() => undefined, 1000);
