// Data of ConfigMaps and Secrets from `--from-literal`, `--from-file` and `--from-env-file`.
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CommandError, UsageError } from '../failures.ts';

export interface DataFlags {
  readonly fromLiteral?: string[];
  readonly fromFile?: string[];
  readonly fromEnvFile?: string[];
}

/** Bytes by key. Throws UsageError and CommandError in kubectl's words. */
export async function readData({
  fromLiteral = [],
  fromFile = [],
  fromEnvFile = [],
}: DataFlags): Promise<Map<string, Buffer>> {
  if (fromEnvFile.length > 0 && fromLiteral.length + fromFile.length > 0) {
    throw new UsageError('from-env-file cannot be combined with from-file or from-literal');
  }
  const data = new Map<string, Buffer>();
  const add = (key: string, value: Buffer) => {
    requireKey(key);
    if (data.has(key)) throw new CommandError(`cannot add key "${key}", another key by that name already exists`);
    data.set(key, value);
  };
  for (const source of fromFile) for (const [key, value] of await readSource(source)) add(key, value);
  for (const literal of fromLiteral) {
    const [, key = '', value = ''] = /^([^=]+)=(.*)$/s.exec(literal) ?? [];
    if (key === '') throw new UsageError(`invalid literal source ${literal}, expected key=value`);
    add(key, Buffer.from(value.replace(/^(['"])(.*)\1$/s, '$2')));
  }
  for (const path of fromEnvFile) for (const [key, value] of await readEnvFile(path)) add(key, value);
  return data;
}

function requireKey(key: string): void {
  if (/^[-._a-zA-Z0-9]{1,253}$/.test(key) && key !== '.' && key !== '..') return;
  throw new CommandError(
    `"${key}" is not valid key name: a valid config key must consist of alphanumeric characters, '-', '_' or '.' ` +
      `(e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
  );
}

/** `path`, `key=path`, or a folder, whose files are keys. */
async function readSource(source: string): Promise<Array<[string, Buffer]>> {
  const parts = source.split('=');
  const [first = '', second] = parts;
  if (parts.length > 2) throw new UsageError("key names or file paths cannot contain '='");
  if (second === '') throw new UsageError(`file path for key name ${first} missing`);
  if (second !== undefined && first === '') throw new UsageError(`key name for file path ${second} missing`);
  const path = second ?? first;
  const found = await stat(path).catch((cause: Error) => {
    throw new CommandError(`error reading ${path}: ${cause.message}`);
  });
  if (!found.isDirectory()) return [[second === undefined ? basename(path) : first, await readFile(path)]];
  if (second !== undefined) throw new UsageError('cannot give a key name for a directory path');
  const files: Array<[string, Buffer]> = [];
  for (const entry of (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isFile() && /^[-._a-zA-Z0-9]+$/.test(entry.name))
      files.push([entry.name, await readFile(join(path, entry.name))]);
  }
  return files;
}

/** Lines of `KEY=value`; a bare `KEY` takes its value from the environment. */
async function readEnvFile(path: string): Promise<Array<[string, Buffer]>> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new CommandError(`error reading ${path}: ${cause.message}`);
  });
  return text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.trimStart())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line): Array<[string, Buffer]> => {
      const equals = line.indexOf('=');
      const key = equals < 0 ? line : line.slice(0, equals);
      if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key)) {
        throw new CommandError(
          `"${key}" is not a valid key name in ${path}: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit`,
        );
      }
      const value = equals < 0 ? process.env[key] : line.slice(equals + 1);
      return value === undefined ? [] : [[key, Buffer.from(value)]];
    });
}

/** Undefined for bytes that are no text. */
export function asText(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
