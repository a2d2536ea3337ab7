// Makes a tar archive of a local file or folder, for a `tar` elsewhere to unpack. Links are packed as links.
import { createReadStream, type Stats } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Headers, Pack } from 'tar-stream';

/** `name`: what the file or folder is called in the archive. Sockets and devices are left out, and told to `skipped`. */
export interface Packed {
  readonly path: string;
  readonly name: string;
  skipped(path: string): void;
}

/** Bytes of the archive as they are made; leaving the loop ends the work. Throws what the file system says. */
export async function* packed({ path, name, skipped }: Packed): AsyncGenerator<Uint8Array, void, undefined> {
  const { pack } = await import('tar-stream');
  const archive = pack();
  // Once nobody reads any more, nobody waits for it either.
  void addPath(archive, { path, name, skipped }).then(
    () => archive.finalize(),
    (error: Error) => archive.destroy(error),
  );
  try {
    for await (const chunk of archive) yield chunk as Uint8Array;
  } finally {
    archive.destroy();
  }
}

async function addPath(archive: Pack, { path, name, skipped }: Packed): Promise<void> {
  const facts = await lstat(path);
  const header = headerOf(name, facts);
  if (facts.isDirectory()) {
    await addEntry(archive, { ...header, type: 'directory' });
    for (const child of (await readdir(path)).sort()) {
      await addPath(archive, { path: join(path, child), name: `${name}/${child}`, skipped });
    }
  } else if (facts.isSymbolicLink()) {
    await addEntry(archive, { ...header, type: 'symlink', linkname: await readlink(path) });
  } else if (facts.isFile()) await addFile(archive, path, { ...header, type: 'file', size: facts.size });
  else skipped(path);
}

function headerOf(name: string, { mode, mtime, uid, gid }: Stats): Headers {
  return { name, mode: mode & 0o7777, mtime, uid, gid };
}

function addEntry(archive: Pack, header: Headers): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry(header, (error) => (error ? reject(error) : resolve()));
  });
}

/** As long as it was when its header was written: what is appended meanwhile is not part of it. */
async function addFile(archive: Pack, path: string, header: Headers & { size: number }): Promise<void> {
  const content = header.size === 0 ? Readable.from([]) : createReadStream(path, { end: header.size - 1 });
  await pipeline(content, archive.entry(header));
}
