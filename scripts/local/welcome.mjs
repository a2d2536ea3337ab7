// The block of addresses and commands that `up` ends with, and that whoever comes later gets as well.
import { relative } from 'node:path';
import { signInUrl } from './graphql.mjs';

/**
 * What a running `up` says of itself.
 * @typedef {{ state: 'starting' | 'ready', pid: number, data: string, logs: string, url?: string, config?: string,
 *   context?: string, database?: string, dashboard?: boolean, demo?: string, nodes?: string[], hollowNodes?: number }} Instance
 */

/** @param {Instance} instance @param {string} first how the block begins */
export async function welcome(instance, first) {
  const { url, config, context, database, dashboard, demo, data, logs } = instance;
  const rows = [
    ...(dashboard ? [['Dashboard', `${await signInUrl(instance)}  (good once, for ten minutes)`]] : []),
    ['API', `${url}/graphql`],
    ...(demo ? [['Demo app', demo]] : []),
    ['Health', `${url}/readyz?verbose`],
    ['Config', `${config}  (context: ${context})`],
    ['Data', database ? `${here(data)} and ${database}` : here(data)],
    ['Logs', here(logs)],
  ];
  const table = rows.map(([name, value]) => `  ${name.padEnd(12)}${value}`);
  const next = tryNext(instance).map(([command, what]) => `    ${command.padEnd(60)}  ${what}`);
  return ['', first, '', ...table, '', '  Try next', ...next, ''].join('\n');
}

function tryNext({ demo }) {
  const watching = ['npx portolan get pods -A -w', 'watch everything, live'];
  if (!demo) return [watching, ['npx portolan apply -f examples/web.yaml', 'three web servers behind one port']];
  return [
    watching,
    ['npx portolan -n shop delete pod -l app=web', 'see it heal'],
    ['npx portolan -n shop scale deployment/web --replicas 12', 'see it grow'],
    ['npx portolan -n shop set env deployment/web VERSION=broken', 'see the rollout stop'],
    ['npx portolan -n shop rollout undo deployment/web', 'and go back'],
  ];
}

/** @param {Instance} instance */
export async function asJson(instance, more = {}) {
  const { url, dashboard, ...rest } = instance;
  return JSON.stringify({
    ...rest,
    ...more,
    url,
    api: `${url}/graphql`,
    ...(dashboard && { dashboard: url, signIn: await signInUrl(instance) }),
  });
}

/** As short as it is understood where the command was called. */
function here(path) {
  const short = relative(process.env.INIT_CWD ?? process.cwd(), path);
  return short.startsWith('..') || short === '' ? path : short;
}
