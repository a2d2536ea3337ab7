// What the scripts of a local Portolan are told on the command line.
import { join, resolve } from 'node:path';
import util from 'node:util';
import { root } from '../bootstrap.mjs';
import { StepError } from '../checklist.mjs';

const most = { port: 65_535, nodes: 20, 'hollow-nodes': 10_000 };

/**
 * Prints the usage and ends where it is asked for. `--data` comes back as an absolute path.
 * @param {string} script `up`
 * @param {string} usage
 * @param {import('node:util').ParseArgsConfig['options']} options beside `--data` and `--help`
 */
export function readOptions(script, usage, options = {}) {
  const common = { data: { type: 'string' }, help: { type: 'boolean', short: 'h' } };
  const { values, others } = parse(script, { ...common, ...options });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  for (const [name, limit] of Object.entries(most)) {
    if (values[name] !== undefined) values[name] = wholeNumber(script, name, values[name], limit);
  }
  // npm starts scripts in the repository; a relative path means the directory that npm was called in.
  const data = values.data ? resolve(process.env.INIT_CWD ?? '.', values.data) : join(root, '.data');
  return { ...values, data, others };
}

/** What comes after a `--` is for another program. */
function parse(script, options) {
  const args = process.argv.slice(2);
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  try {
    return { values: util.parseArgs({ args: args.slice(0, end), options }).values, others: args.slice(end + 1) };
  } catch (error) {
    throw new StepError(error.message, `npm run ${script} -- --help`);
  }
}

function wholeNumber(script, name, text, limit) {
  if (/^\d{1,6}$/.test(text) && Number(text) <= limit) return Number(text);
  throw new StepError(`--${name} ${text} is not a number from 0 to ${limit}.`, `npm run ${script} -- --help`);
}
