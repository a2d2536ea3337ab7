// Validation of LabelSelector objects, as Kubernetes' meta/v1/validation does it.
import { type FieldError, type FieldPath, forbidden, invalid, required } from '../field-error.ts';
import type { LabelSelector, LabelSelectorRequirement } from '../generated/kubernetes.ts';
import { isValidLabelValue } from './names.ts';
import { validateLabelName, validateLabels } from './object-meta.ts';

export function validateLabelSelector(selector: LabelSelector | undefined, path: FieldPath): FieldError[] {
  return [
    ...validateLabels(selector?.matchLabels, path.child('matchLabels')),
    ...(selector?.matchExpressions ?? []).flatMap((requirement, index) =>
      validateRequirement(requirement, path.child('matchExpressions').index(index)),
    ),
  ];
}

function validateRequirement(requirement: LabelSelectorRequirement, path: FieldPath): FieldError[] {
  // Decoding does not enforce required fields, so any of these may be absent.
  const { key = '', operator = '', values = [] }: Partial<LabelSelectorRequirement> = requirement;
  return [
    ...validateOperator(operator, values, path),
    ...validateLabelName(key, path.child('key')),
    ...values.flatMap((value, index) => validateValue(value, path.child('values').index(index))),
  ];
}

function validateOperator(operator: string, values: readonly string[], path: FieldPath): FieldError[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length > 0) return [];
      return [required(path.child('values'), "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist':
      if (values.length === 0) return [];
      return [forbidden(path.child('values'), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
    default:
      return [invalid(path.child('operator'), operator, 'not a valid selector operator')];
  }
}

function validateValue(value: string, path: FieldPath): FieldError[] {
  return isValidLabelValue(value).map((message) => invalid(path, value, message));
}
