// What may not change in a node once it is set.

import { deepEqual } from '../../resource/equality.ts';
import { duplicate, type FieldError, FieldPath, forbidden } from '../../resource/field-error.ts';
import type { Node, NodeAddress } from '../../resource/generated/kubernetes.ts';
import { type Findings, isRepeated } from '../pod/validation/field-rules.ts';

const path = new FieldPath('spec');

export function validateSpecUpdate({ spec = {} }: Node, { spec: old = {} }: Node): FieldError[] {
  const errors: FieldError[] = [];
  if (old.podCIDRs?.length && !deepEqual(spec.podCIDRs, old.podCIDRs)) {
    errors.push(forbidden(path.child('podCIDRs'), 'node updates may not change podCIDR except from "" to valid'));
  }
  if (old.providerID && spec.providerID !== old.providerID) {
    errors.push(forbidden(path.child('providerID'), 'node updates may not change providerID except from "" to valid'));
  }
  if ((spec.externalID ?? '') !== (old.externalID ?? '')) {
    errors.push(forbidden(path.child('externalID'), 'may not be updated'));
  }
  return errors;
}

export function* validateAddresses(at: FieldPath, addresses: readonly NodeAddress[] = []): Findings {
  const seen = new Set<string>();
  for (const [position, address] of addresses.entries()) {
    if (isRepeated(seen, `${address.type}/${address.address}`)) yield duplicate(at.index(position), address);
  }
}
