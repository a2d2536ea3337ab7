// The control plane's parts and the agent, each a program of its own: `portolan api --help`. A flag may come from the
// environment instead: PORTOLAN_API_LOG_LEVEL=debug is `portolan api --log-level=debug`, and the command line wins.
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const bundles = {
  api: 'api/dist/main.js',
  'controller-manager': 'api/dist/controller-manager.js',
  scheduler: 'api/dist/scheduler.js',
  agent: 'agent/dist/main.js',
  dashboard: 'dashboard/dist/main.js',
};

const [, , name, ...args] = process.argv;
const path = fileURLToPath(new URL(`../../${bundles[name]}`, import.meta.url));
if (!existsSync(path)) {
  console.error(`error: portolan ${name} is not built yet; in its repository run: npm run build`);
  process.exit(1);
}
process.argv.splice(1, process.argv.length, path, ...flagsOfEnvironment(), ...args);
await import(pathToFileURL(path).href);

function flagsOfEnvironment() {
  const prefix = `PORTOLAN_${name.toUpperCase().replaceAll('-', '_')}_`;
  return Object.entries(process.env)
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => {
      const flag = `--${key.slice(prefix.length).toLowerCase().replaceAll('_', '-')}`;
      // Flags that switch something off take no value.
      return flag.startsWith('--no-') ? (value === 'true' ? flag : '') : `${flag}=${value}`;
    })
    .filter((flag) => flag !== '');
}
