// Scripts, styles and fonts of the pages: their names change with what is in them, the build compressed them, and they are
// sent from memory. So a process goes on serving the pages it began with while a newer build takes their place.
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';

interface Asset {
  readonly type: string;
  readonly body: Buffer;
  readonly isCompressed: boolean;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const prefix = '/_next/static/';
const yearSeconds = 365 * 24 * 60 * 60;

export class Assets {
  private readonly byPath = new Map<string, Asset>();

  /** `folder`: Next's `static`. */
  constructor(folder: string) {
    const names = new Set(readdirSync(folder, { recursive: true, encoding: 'utf8' }));
    for (const name of names) {
      const type = types[extname(name)];
      if (type === undefined) continue;
      const isCompressed = names.has(`${name}.gz`);
      const body = readFileSync(join(folder, isCompressed ? `${name}.gz` : name));
      this.byPath.set(prefix + name, { type, body, isCompressed });
    }
  }

  /** False: somebody else has to answer. */
  send({ method, url = '', headers }: IncomingMessage, response: ServerResponse): boolean {
    const asset = this.byPath.get(url.split('?', 1)[0] ?? '');
    if (!asset || (method !== 'GET' && method !== 'HEAD')) return false;
    const { type, body, isCompressed } = asset;
    if (isCompressed && !/\bgzip\b/.test(String(headers['accept-encoding']))) return false;
    response.writeHead(200, {
      'content-type': type,
      'content-length': body.length,
      'cache-control': `public, max-age=${yearSeconds}, immutable`,
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
      ...(isCompressed && { 'content-encoding': 'gzip' }),
    });
    response.end(method === 'HEAD' ? undefined : body);
    return true;
  }
}
