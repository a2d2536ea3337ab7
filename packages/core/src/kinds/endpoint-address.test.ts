import { expect, it } from 'vitest';
import { FieldPath, fieldErrorText } from '../resource/field-error.ts';
import { checkEndpointIp } from './endpoint-address.ts';

const loopback = 'may not be in the loopback range (127.0.0.0/16, ::1/128)';
const linkLocal = 'may not be in the link-local range (169.254.0.0/16, fe80::/10)';
const multicast = 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)';

it.each<[string, string | undefined]>([
  ['10.0.0.1', undefined],
  ['224.0.1.1', undefined],
  ['2001:db8::1', undefined],
  ['0.0.0.0', 'may not be unspecified (0.0.0.0)'],
  ['::', 'may not be unspecified (::)'],
  ['127.0.0.1', loopback],
  ['127.0.255.255', loopback],
  ['127.1.0.0', undefined],
  ['::1', loopback],
  ['169.254.169.254', linkLocal],
  ['febf::1', linkLocal],
  ['fec0::1', undefined],
  ['224.0.0.5', multicast],
  ['ff02::1', multicast],
  ['web', undefined],
])('an endpoint may or may not be at %s', (value, detail) => {
  const errors = [...checkEndpointIp(new FieldPath('ip'), value)].map(fieldErrorText);
  expect(errors).toEqual(detail === undefined ? [] : [`ip: Invalid value: "${value}": ${detail}`]);
});
