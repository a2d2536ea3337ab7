// What replica sets and deployments demand of their selector and template alike.
import { ApiError } from '../../resource/api-error.ts';
import {
  type FieldError,
  type FieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../resource/field-error.ts';
import type { LabelSelector, PodTemplateSpec } from '../../resource/generated/kubernetes.ts';
import { fromLabelSelector, type LabelSelectorMatcher } from '../../resource/label-selector.ts';
import { validateLabelSelector } from '../../resource/validation/label-selector.ts';
import { validatePodTemplateSpec } from '../pod/validation/template.ts';

/** The fields as they may be before they are checked. */
export interface Replicated {
  readonly selector?: LabelSelector;
  readonly template?: PodTemplateSpec;
}

/** `path` is the spec's. The pods that the template makes must be selected, and must be restarted for ever. */
export function validateSelectorAndTemplate({ selector, template }: Replicated, path: FieldPath): FieldError[] {
  const selectorPath = path.child('selector');
  const errors = selector ? validateSelector(selector, selectorPath) : [required(selectorPath, '')];
  const matcher = matcherOf(selector);
  if (!matcher) return [...errors, invalid(selectorPath, selector, 'invalid label selector')];
  return [...errors, ...validateTemplate(template, matcher, path.child('template'))];
}

function validateSelector(selector: LabelSelector, path: FieldPath): FieldError[] {
  const errors = validateLabelSelector(selector, path);
  const { matchLabels = {}, matchExpressions = [] } = selector;
  if (Object.keys(matchLabels).length + matchExpressions.length === 0) {
    errors.push(invalid(path, selector, 'empty selector is invalid for deployment'));
  }
  return errors;
}

/** Absent for a selector that means nothing. An absent selector selects nothing. */
function matcherOf(selector: LabelSelector | undefined): LabelSelectorMatcher | undefined {
  try {
    return fromLabelSelector(selector);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

function validateTemplate(
  template: PodTemplateSpec | undefined,
  selector: LabelSelectorMatcher,
  path: FieldPath,
): FieldError[] {
  if (!template) return [required(path, '')];
  const errors: FieldError[] = [];
  const labels = template.metadata?.labels;
  if (!selector.matches(labels)) {
    errors.push(invalid(path.child('metadata', 'labels'), labels, '`selector` does not match template `labels`'));
  }
  errors.push(...validatePodTemplateSpec(template, path));
  const specPath = path.child('spec');
  const { restartPolicy = '', activeDeadlineSeconds } = template.spec ?? {};
  if (restartPolicy !== 'Always') errors.push(notSupported(specPath.child('restartPolicy'), restartPolicy, ['Always']));
  if (activeDeadlineSeconds !== undefined) {
    const why = 'activeDeadlineSeconds in ReplicaSet is not Supported';
    errors.push(forbidden(specPath.child('activeDeadlineSeconds'), why));
  }
  return errors;
}
