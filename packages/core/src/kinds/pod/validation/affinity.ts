// Which nodes and which company a pod wants or shuns.
import { type FieldPath, forbidden, invalid, required } from '../../../resource/field-error.ts';
import type {
  Affinity,
  LabelSelector,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinity,
  PodAffinityTerm,
} from '../../../resource/generated/kubernetes.ts';
import { validateLabelSelector } from '../../../resource/validation/label-selector.ts';
import { isDns1123Label, isDns1123Subdomain, isValidLabelValue } from '../../../resource/validation/names.ts';
import { checkQualifiedName, type Findings, invalidEach } from './field-rules.ts';

const wanted = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
const unknownOperator = 'not a valid selector operator';

export function* validateAffinity(path: FieldPath, { nodeAffinity, podAffinity, podAntiAffinity }: Affinity): Findings {
  if (nodeAffinity) {
    const at = path.child('nodeAffinity');
    const { [wanted]: selector, [preferred]: terms = [] } = nodeAffinity;
    if (selector) yield* validateNodeSelector(at.child(wanted), selector);
    for (const [position, { weight = 0, preference = {} }] of terms.entries()) {
      const termPath = at.child(preferred).index(position);
      yield* checkWeight(termPath.child('weight'), weight);
      // Labels that no node can have only make a preference useless.
      yield* validateNodeSelectorTerm(termPath.child('preference'), preference, { anyValues: true });
    }
  }
  if (podAffinity) yield* validatePodAffinity(path.child('podAffinity'), podAffinity);
  if (podAntiAffinity) yield* validatePodAffinity(path.child('podAntiAffinity'), podAntiAffinity);
}

function* checkWeight(path: FieldPath, weight: number): Findings {
  if (weight <= 0 || weight > 100) yield invalid(path, weight, 'must be in the range 1-100');
}

function* validateNodeSelector(path: FieldPath, { nodeSelectorTerms: terms = [] }: NodeSelector): Findings {
  const at = path.child('nodeSelectorTerms');
  if (terms.length === 0) yield required(at, 'must have at least one node selector term');
  for (const [position, term] of terms.entries()) {
    yield* validateNodeSelectorTerm(at.index(position), term, { anyValues: false });
  }
}

function* validateNodeSelectorTerm(path: FieldPath, term: NodeSelectorTerm, options: { anyValues: boolean }): Findings {
  for (const [position, requirement] of (term.matchExpressions ?? []).entries()) {
    yield* validateLabelRequirement(path.child('matchExpressions').index(position), requirement, options);
  }
  for (const [position, requirement] of (term.matchFields ?? []).entries()) {
    yield* validateFieldRequirement(path.child('matchFields').index(position), requirement);
  }
}

function* validateLabelRequirement(
  path: FieldPath,
  { key = '', operator = '', values = [] }: NodeSelectorRequirement,
  { anyValues }: { anyValues: boolean },
): Findings {
  yield* checkValueCount(path, operator, values.length);
  yield* checkQualifiedName(path.child('key'), key);
  if (anyValues) return;
  for (const [position, value] of values.entries()) {
    yield* invalidEach(path.child('values').index(position), value, isValidLabelValue(value));
  }
}

function* checkValueCount(path: FieldPath, operator: string, count: number): Findings {
  const at = path.child('values');
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (count === 0) yield required(at, "must be specified when `operator` is 'In' or 'NotIn'");
      return;
    case 'Exists':
    case 'DoesNotExist':
      if (count > 0) yield forbidden(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
      return;
    case 'Gt':
    case 'Lt':
      if (count !== 1) yield required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'");
      return;
    default:
      yield invalid(path.child('operator'), operator, unknownOperator);
  }
}

/** A node's fields can be asked for one thing: its name. */
function* validateFieldRequirement(
  path: FieldPath,
  { key = '', operator = '', values = [] }: NodeSelectorRequirement,
): Findings {
  if (operator !== 'In' && operator !== 'NotIn') yield invalid(path.child('operator'), operator, unknownOperator);
  else if (values.length !== 1) {
    const one = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    yield required(path.child('values'), one);
  }
  if (key !== 'metadata.name') {
    yield invalid(path.child('key'), key, 'not a valid field selector key');
    return;
  }
  for (const [position, value] of values.entries()) {
    yield* invalidEach(path.child('values').index(position), value, isDns1123Subdomain(value));
  }
}

function* validatePodAffinity(path: FieldPath, affinity: PodAffinity): Findings {
  for (const [position, term] of (affinity[wanted] ?? []).entries()) {
    yield* validatePodAffinityTerm(path.child(wanted).index(position), term);
  }
  for (const [position, { weight = 0, podAffinityTerm }] of (affinity[preferred] ?? []).entries()) {
    const at = path.child(preferred).index(position);
    yield* checkWeight(at.child('weight'), weight);
    yield* validatePodAffinityTerm(at.child('podAffinityTerm'), podAffinityTerm ?? {});
  }
}

function* validatePodAffinityTerm(path: FieldPath, term: Partial<PodAffinityTerm>): Findings {
  const { labelSelector, namespaceSelector, namespaces = [], topologyKey = '' } = term;
  yield* validateLabelSelector(labelSelector, path.child('labelSelector'));
  yield* validateLabelSelector(namespaceSelector, path.child('namespaceSelector'));
  for (const name of namespaces) yield* invalidEach(path.child('namespace'), name, isDns1123Label(name));
  yield* validateLabelKeys(path, term);
  if (topologyKey === '') yield required(path.child('topologyKey'), 'can not be empty');
  yield* checkQualifiedName(path.child('topologyKey'), topologyKey);
}

interface LabelKeys {
  readonly labelSelector?: LabelSelector;
  readonly matchLabelKeys?: readonly string[];
  readonly mismatchLabelKeys?: readonly string[];
}

/** Keys whose values are taken from the pod's own labels and joined to the selector. */
export function* validateLabelKeys(path: FieldPath, term: LabelKeys): Findings {
  const { labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] } = term;
  yield* checkLabelKeys(path.child('matchLabelKeys'), matchLabelKeys, labelSelector);
  yield* checkLabelKeys(path.child('mismatchLabelKeys'), mismatchLabelKeys, labelSelector);
  if (labelSelector) yield* checkSelectorKeys(path, matchLabelKeys, labelSelector);
  for (const [position, key] of matchLabelKeys.entries()) {
    if (!mismatchLabelKeys.includes(key)) continue;
    yield invalid(
      path.child('matchLabelKeys').index(position),
      key,
      'exists in both matchLabelKeys and mismatchLabelKeys',
    );
  }
}

function* checkLabelKeys(path: FieldPath, keys: readonly string[], selector: LabelSelector | undefined): Findings {
  if (keys.length === 0) return;
  if (!selector) return yield forbidden(path, 'must not be specified when labelSelector is not set');
  for (const [position, key] of keys.entries()) yield* checkQualifiedName(path.index(position), key);
}

/** The selector holds one expression made of each key already; a second one was there before. */
function* checkSelectorKeys(path: FieldPath, keys: readonly string[], selector: LabelSelector): Findings {
  const seen = new Set(Object.keys(selector.matchLabels ?? {}));
  for (const { key } of selector.matchExpressions ?? []) {
    const position = keys.lastIndexOf(key);
    if (position >= 0 && seen.has(key)) {
      yield invalid(path.index(position), key, 'exists in both matchLabelKeys and labelSelector');
    }
    seen.add(key);
  }
}
