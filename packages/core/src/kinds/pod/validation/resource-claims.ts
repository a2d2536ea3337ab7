// The dynamic resource claims a pod refers to.
import { duplicate, FieldPath, forbidden, invalid, required } from '../../../resource/field-error.ts';
import type { ObjectMeta, PodResourceClaim } from '../../../resource/generated/kubernetes.ts';
import { isDns1123Subdomain } from '../../../resource/validation/names.ts';
import { isMirrorPod } from '../mirror-pod.ts';
import { checkDns1123Label, type Findings, invalidEach, isRepeated } from './field-rules.ts';

/** `metadata` of a real pod; a template has none. */
export function* validateResourceClaims(
  path: FieldPath,
  claims: readonly PodResourceClaim[] = [],
  metadata?: ObjectMeta,
): Findings {
  const names = new Set<string>();
  for (const [position, claim] of claims.entries()) {
    if (metadata && isMirrorPod(metadata))
      yield forbidden(new FieldPath(), 'static pods do not support resource claims');
    else yield* validateClaim(path.index(position), claim, names);
  }
}

function* validateClaim(path: FieldPath, claim: PodResourceClaim, names: Set<string>): Findings {
  const { name, resourceClaimName, resourceClaimTemplateName } = claim;
  if (!name) yield required(path.child('name'), '');
  else if (isRepeated(names, name)) yield duplicate(path.child('name'), name);
  else yield* checkDns1123Label(path.child('name'), name);
  if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined) {
    const choice = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
    yield invalid(path, claim, choice);
  }
  if (resourceClaimName === undefined && resourceClaimTemplateName === undefined) {
    yield invalid(path, claim, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`');
  }
  for (const [field, value] of Object.entries({ resourceClaimName, resourceClaimTemplateName })) {
    if (value !== undefined) yield* invalidEach(path.child(field), value, isDns1123Subdomain(value));
  }
}
