// `npm run status`: what `npm run up` runs, as it said itself.
import { fail, StepError, say } from './checklist.mjs';
import { askRunning } from './local/control-socket.mjs';
import { readOptions } from './local/options.mjs';
import { asJson, welcome } from './local/welcome.mjs';

const usage = `npm run status [-- OPTION...]

  --data DIR    where the data lies (default .data)
  --json        as one line of JSON`;

async function status() {
  const { data, json } = readOptions('status', usage, { json: { type: 'boolean', default: false } });
  const instance = await askRunning(data, 'status');
  if (!instance) throw new StepError(`No Portolan runs on ${data}.`, 'npm run up');
  if (instance.state !== 'ready') throw new StepError(`The Portolan on ${data} is starting.`, 'npm run status');
  if (json) process.stdout.write(`${await asJson(instance)}\n`);
  else say(await welcome(instance, `Portolan runs as process ${instance.pid}.`));
}

status().catch(fail);
