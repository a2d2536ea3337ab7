// Names of certificate signers (`example.com/signer`) and of the trust bundles made for them.
import { type FieldPath, invalid, required, tooLong } from '../../../resource/field-error.ts';
import { isDns1123Label, isDns1123Subdomain } from '../../../resource/validation/names.ts';
import type { Findings } from './field-rules.ts';

const maxDomainLength = 253;
/** Domain, slash, namespace, dot, name. */
const maxLength = maxDomainLength + 1 + 63 + 1 + 253;

export function* checkSignerName(path: FieldPath, signerName: string): Findings {
  if (signerName === '') return yield required(path, '');
  const [domain = '', signer = '', ...rest] = signerName.split('/');
  if (!signerName.includes('/') || rest.length > 0) {
    const expected = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    return yield invalid(path, signerName, expected);
  }
  if (domain.length > maxDomainLength) yield tooLong(path, maxDomainLength);
  yield* checkLabels(path, domain, isDns1123Label);
  if (!domain.includes('.')) {
    yield invalid(path, domain, 'should be a domain with at least two segments separated by dots');
  }
  yield* checkLabels(path, signer, isDns1123Subdomain);
  if (signerName.length > maxLength) yield tooLong(path, maxLength);
}

/** The first bad label speaks for all. */
function* checkLabels(path: FieldPath, text: string, rule: (label: string) => string[]): Findings {
  for (const label of text.split('.')) {
    const messages = rule(label);
    for (const message of messages) yield invalid(path, text, `validating label ${JSON.stringify(label)}: ${message}`);
    if (messages.length > 0) return;
  }
}

/** Whether the name is one of those reserved for Kubernetes' own signers. */
export function isKubernetesSigner(signerName: string): boolean {
  const [host = ''] = signerName.split('/');
  return host === 'kubernetes.io' || host.endsWith('.kubernetes.io');
}

/** A bundle belongs to the signer its name begins with, colons standing for slashes: `example.com:signer:bundle`. */
export function trustBundleNameErrors(name: string): string[] {
  return isDns1123Subdomain(name.slice(name.lastIndexOf(':') + 1));
}
