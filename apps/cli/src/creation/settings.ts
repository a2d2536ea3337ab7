// Manifests of ConfigMaps and Secrets.
import { readFile } from 'node:fs/promises';
import { CommandError, UsageError } from '../failures.ts';
import type { ManifestDocument } from '../manifest-files.ts';
import { asText, type DataFlags, readData } from './key-values.ts';

export async function configMapManifest(name: string, flags: DataFlags): Promise<ManifestDocument> {
  const data: Record<string, string> = {};
  const binaryData: Record<string, string> = {};
  for (const [key, bytes] of await readData(flags)) {
    const text = asText(bytes);
    if (text === undefined) binaryData[key] = bytes.toString('base64');
    else data[key] = text;
  }
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    ...(Object.keys(data).length > 0 && { data }),
    ...(Object.keys(binaryData).length > 0 && { binaryData }),
  };
}

export interface SecretFlags extends DataFlags {
  readonly type?: string;
}

export async function secretManifest(name: string, flags: SecretFlags): Promise<ManifestDocument> {
  return secret(name, flags.type ?? 'Opaque', await readData(flags));
}

export interface RegistryFlags extends DataFlags {
  readonly dockerServer: string;
  readonly dockerUsername?: string;
  readonly dockerPassword?: string;
  readonly dockerEmail?: string;
}

export async function registrySecretManifest(name: string, flags: RegistryFlags): Promise<ManifestDocument> {
  const { dockerServer, dockerUsername: username, dockerPassword: password, dockerEmail: email } = flags;
  const type = 'kubernetes.io/dockerconfigjson';
  if (flags.fromFile) {
    const [bytes] = [...(await readData(flags)).values()];
    return secret(name, type, new Map([['.dockerconfigjson', bytes ?? Buffer.alloc(0)]]));
  }
  if (!username || !password) {
    throw new UsageError(
      'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
    );
  }
  const auth = Buffer.from(`${username}:${password}`).toString('base64');
  const config = { auths: { [dockerServer]: { username, password, ...(email && { email }), auth } } };
  return secret(name, type, new Map([['.dockerconfigjson', Buffer.from(JSON.stringify(config))]]));
}

export interface TlsFlags {
  readonly cert?: string;
  readonly key?: string;
}

export async function tlsSecretManifest(name: string, { cert, key }: TlsFlags): Promise<ManifestDocument> {
  if (!cert || !key) throw new UsageError('key and cert must be specified');
  const [certificate, privateKey] = [await readPem(cert), await readPem(key)];
  await requirePair(certificate, privateKey);
  return secret(
    name,
    'kubernetes.io/tls',
    new Map([
      ['tls.crt', certificate],
      ['tls.key', privateKey],
    ]),
  );
}

function readPem(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: Error) => {
    throw new CommandError(cause.message);
  });
}

async function requirePair(certificate: Buffer, privateKey: Buffer): Promise<void> {
  const { createPrivateKey, X509Certificate } = await import('node:crypto');
  try {
    if (new X509Certificate(certificate).checkPrivateKey(createPrivateKey(privateKey))) return;
  } catch (error) {
    throw new CommandError(`tls: failed to read the certificate and its key: ${(error as Error).message}`);
  }
  throw new CommandError('tls: private key does not match public key');
}

function secret(name: string, type: string, values: ReadonlyMap<string, Buffer>): ManifestDocument {
  const data = Object.fromEntries([...values].map(([key, bytes]) => [key, bytes.toString('base64')]));
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name }, type, ...(values.size > 0 && { data }) };
}
