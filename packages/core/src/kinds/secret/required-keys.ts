// What the types of Secrets demand. Any other type is its user's own affair.
import { FieldPath, invalid, required } from '../../resource/field-error.ts';
import type { Secret } from '../../resource/generated/kubernetes.ts';
import type { Findings } from '../pod/validation/field-rules.ts';

const path = new FieldPath('data');
const accountAnnotation = 'kubernetes.io/service-account.name';

type Rule = (object: Secret, data: Readonly<Record<string, string>>) => Findings;

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['kubernetes.io/service-account-token', requireAccount],
  ['kubernetes.io/dockercfg', (_, data) => requireJson(data, '.dockercfg')],
  ['kubernetes.io/dockerconfigjson', (_, data) => requireJson(data, '.dockerconfigjson')],
  ['kubernetes.io/basic-auth', (_, data) => requireOneOf(data, ['username', 'password'])],
  ['kubernetes.io/ssh-auth', (_, data) => requireText(data, 'ssh-privatekey')],
  ['kubernetes.io/tls', (_, data) => requireKeys(data, ['tls.crt', 'tls.key'])],
]);

export function* validateRequiredKeys(object: Secret): Findings {
  const rule = rules.get(object.type ?? '');
  if (rule) yield* rule(object, object.data ?? {});
}

/** The token itself, and the account's uid, are filled in later by a controller. */
function* requireAccount({ metadata }: Secret): Findings {
  if (metadata.annotations?.[accountAnnotation]) return;
  yield required(new FieldPath('metadata.annotations').key(accountAnnotation), '');
}

function* requireKeys(data: Readonly<Record<string, string>>, keys: readonly string[]): Findings {
  for (const key of keys) if (!Object.hasOwn(data, key)) yield required(path.key(key), '');
}

function* requireOneOf(data: Readonly<Record<string, string>>, keys: readonly string[]): Findings {
  if (!keys.some((key) => Object.hasOwn(data, key))) yield* requireKeys(data, keys);
}

function* requireText(data: Readonly<Record<string, string>>, key: string): Findings {
  if (!data[key]) yield required(path.key(key), '');
}

function* requireJson(data: Readonly<Record<string, string>>, key: string): Findings {
  const base64 = data[key];
  if (base64 === undefined) yield required(path.key(key), '');
  else if (!isJsonObject(Buffer.from(base64, 'base64').toString())) {
    yield invalid(path.key(key), '<secret contents redacted>', 'must be a JSON object');
  }
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && !Array.isArray(value);
  } catch {
    // Whatever JSON.parse objects to would quote the secret: the answer is all there is to say.
    return false;
  }
}
