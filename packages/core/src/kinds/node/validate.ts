// What a node may say of itself: amounts, features, address ranges of its pods.
import { duplicate, type FieldPath, invalid, FieldPath as Path } from '../../resource/field-error.ts';
import type { NodeStatus, NodeSwapStatus } from '../../resource/generated/kubernetes.ts';
import { parseQuantity, quantityMilliValue } from '../../resource/quantity.ts';
import { isValidCidr, parseIp } from '../../resource/validation/ip-addresses.ts';
import { isIntegerResource } from '../pod/resource-names.ts';
import { checkNonNegativeQuantity, checkPositive, type Findings, invalidEach } from '../pod/validation/field-rules.ts';

export function* validateResources(path: FieldPath, { capacity, allocatable }: NodeStatus = {}): Findings {
  yield* validateAmounts(path.child('capacity'), capacity);
  yield* validateAmounts(path.child('allocatable'), allocatable);
}

function* validateAmounts(path: FieldPath, amounts: Readonly<Record<string, string>> = {}): Findings {
  for (const [name, amount] of Object.entries(amounts)) {
    const at = path.child(name);
    yield* checkNonNegativeQuantity(at, amount);
    if (isIntegerResource(name) && quantityMilliValue(parseQuantity(amount)) % 1000 !== 0) {
      yield invalid(at, amount, 'must be an integer');
    }
  }
}

/** Kubernetes reports swap under the metadata. */
export function* validateSwap(swap: NodeSwapStatus | undefined): Findings {
  if (swap?.capacity === undefined) return;
  yield* checkPositive(new Path('metadata.nodeSwapStatus.capacity'), swap.capacity);
}

const featureName = /^[A-Z][a-zA-Z0-9]*(\/[a-zA-Z][a-zA-Z0-9]*)*$/;
const featureNameMaxLength = 253;

/** Sorted and without repetitions, so that one set has one form. */
export function* validateDeclaredFeatures(path: FieldPath, features: readonly string[] = []): Findings {
  for (const [position, feature] of features.entries()) {
    const detail = whyNoFeatureName(feature);
    if (detail !== undefined) yield invalid(path.index(position), feature, detail);
    const previous = features[position - 1];
    if (previous === feature) yield duplicate(path.index(position), feature);
    else if (previous !== undefined && previous > feature) {
      yield invalid(path.index(position), feature, 'list must be sorted alphabetically');
    }
  }
}

function whyNoFeatureName(feature: string): string | undefined {
  const head = `invalid feature name ${JSON.stringify(feature)}`;
  if (Buffer.byteLength(feature) > featureNameMaxLength) {
    return `${head}: must be no more than ${featureNameMaxLength} characters`;
  }
  if (featureName.test(feature)) return undefined;
  return `${head}: must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes`;
}

/** One block, or one of each IP family. */
export function* validatePodCidrs(path: FieldPath, blocks: readonly string[] = []): Findings {
  for (const [position, block] of blocks.entries()) yield* invalidEach(path.index(position), block, isValidCidr(block));
  if (blocks.length < 2) return;
  const families = new Set(blocks.map((block) => parseIp(block.split('/')[0] ?? '')?.family));
  if (blocks.length > 2 || families.size < 2) {
    yield invalid(path, blocks, 'may specify no more than one CIDR for each IP family');
  }
}
