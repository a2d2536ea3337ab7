import { expect, it } from 'vitest';
import type { Sketch } from '../../../../../../test/support/kind-check.ts';
import { podErrors } from '../../../../../../test/support/pod-check.ts';

const at = 'spec.volumes[0]';
const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/** What is wrong with one volume `v` of this source. */
function volumeErrors(source: Sketch, spec: Sketch = {}): string[] {
  return podErrors({ ...spec, volumes: [{ name: 'v', ...source }] });
}

const token = (path: string, seconds?: number) => ({
  serviceAccountToken: { path, ...(seconds !== undefined && { expirationSeconds: seconds }) },
});

it.each<[string, Sketch[], string[]]>([
  ['a token', [token('token')], []],
  [
    'a token that is short-lived and has no path',
    [token('', 60)],
    [
      `${at}.projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes`,
      `${at}.projected.path: Required value`,
    ],
  ],
  [
    'two files of one path',
    [
      { configMap: { name: 'm', items: [{ key: 'a', path: 'x' }] } },
      { secret: { name: 's', items: [{ key: 'b', path: 'x' }] } },
    ],
    [`${at}.projected: Invalid value: "s": conflicting duplicate paths`],
  ],
  [
    'two kinds in one source',
    [{ configMap: { name: 'm' }, secret: { name: 's' } }],
    [`${at}.projected.sources[0]: Forbidden: may not specify more than 1 volume type per source`],
  ],
  [
    'a trust bundle of nobody',
    [{ clusterTrustBundle: { path: 'ca' } }],
    [`${at}.projected.sources[0].clusterTrustBundle: Required value: either name or signerName must be specified`],
  ],
  ['a trust bundle of a signer', [{ clusterTrustBundle: { signerName: 'example.com/ca', path: 'ca' } }], []],
  [
    'trust bundles named twice, wrongly and not at all',
    [
      { clusterTrustBundle: { name: 'n', signerName: 'example.com/ca', path: 'a' } },
      { clusterTrustBundle: { name: 'example.com:ca:A b', labelSelector: {}, path: 'b' } },
      { clusterTrustBundle: { name: '', path: 'c' } },
      { clusterTrustBundle: { signerName: '', path: 'd' } },
    ],
    [
      `${at}.projected.sources[0].clusterTrustBundle: Invalid value: {"name":"n","signerName":"example.com/ca","path":"a"}: only one of name and signerName may be used`,
      `${at}.projected.sources[1].clusterTrustBundle.name: Invalid value: "example.com:ca:A b": not a valid clustertrustbundlename: ${subdomain}`,
      `${at}.projected.sources[1].clusterTrustBundle.labelSelector: Invalid value: {}: labelSelector must be unset if name is specified`,
      `${at}.projected.sources[2].clusterTrustBundle.name: Required value: must be a valid object name`,
      `${at}.projected.sources[2].clusterTrustBundle.name: Invalid value: "": not a valid clustertrustbundlename: ${subdomain}`,
      `${at}.projected.sources[3].clusterTrustBundle.signerName: Required value: must be a valid signer name`,
      `${at}.projected.sources[3].clusterTrustBundle.signerName: Required value`,
    ],
  ],
  [
    'times beyond all limits',
    [
      token('t', 2 ** 32 + 1),
      {
        podCertificate: {
          signerName: 'kubernetes.io/kubelet',
          keyType: 'ED25519',
          keyPath: 'k',
          maxExpirationSeconds: 86401,
        },
      },
    ],
    [
      `${at}.projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds`,
      `${at}.projected.sources[1].podCertificate.maxExpirationSeconds: Invalid value: 86401: if provided, maxExpirationSeconds must be <= 86400`,
    ],
  ],
  [
    'a certificate of no kind',
    [{ podCertificate: { signerName: 'ca', keyType: 'RSA', maxExpirationSeconds: 60 } }],
    [
      `${at}.projected.sources[0].podCertificate.signerName: Invalid value: "ca": must be a fully qualified domain and path of the form 'example.com/signer-name'`,
      `${at}.projected.sources[0].podCertificate.keyType: Unsupported value: "RSA": supported values: "RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519"`,
      `${at}.projected.sources[0].podCertificate.maxExpirationSeconds: Invalid value: 60: if provided, maxExpirationSeconds must be >= 3600`,
      `${at}.projected.sources[0].podCertificate: Required value: specify at least one of credentialBundlePath, keyPath, and certificateChainPath`,
    ],
  ],
])('checks a projected volume of %s', (_, sources, errors) => {
  expect(volumeErrors({ projected: { sources } }, { serviceAccountName: 'default' })).toEqual(errors);
});

it('gives tokens only to pods that run as somebody', () => {
  expect(volumeErrors({ projected: { sources: [token('token')] } })).toEqual([
    `${at}.projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set`,
  ]);
});
