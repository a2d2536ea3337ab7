// What replica sets and deployments demand of their selector and template alike, and replication controllers of the template.
import {
  type FieldError,
  type FieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../resource/field-error.ts';
import type { LabelSelector, PodTemplateSpec } from '../../resource/generated/kubernetes.ts';
import { fromLabelSelector } from '../../resource/label-selector.ts';
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
  const malformed = validateLabelSelector(selector, selectorPath);
  if (malformed.length > 0) return [...malformed, invalid(selectorPath, selector, 'invalid label selector')];
  const errors: FieldError[] = [];
  if (!selector) errors.push(required(selectorPath, ''));
  else if (isEmpty(selector)) errors.push(invalid(selectorPath, selector, 'empty selector is invalid for deployment'));
  // An absent selector selects nothing.
  const matches = fromLabelSelector(selector).matches(template?.metadata?.labels);
  return [...errors, ...validateTemplate({ template, matches, owner: 'ReplicaSet' }, path.child('template'))];
}

function isEmpty({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return Object.keys(matchLabels).length + matchExpressions.length === 0;
}

export interface OwnedTemplate {
  readonly template: PodTemplateSpec | undefined;
  /** Whether its pods are selected. */
  readonly matches: boolean;
  /** The kind as messages name it; those of deployments speak of their replica sets. */
  readonly owner: 'ReplicaSet' | 'ReplicationController';
}

export function validateTemplate({ template, matches, owner }: OwnedTemplate, path: FieldPath): FieldError[] {
  if (!template) return [required(path, '')];
  const errors: FieldError[] = [];
  if (!matches) {
    const labels = template.metadata?.labels;
    errors.push(invalid(path.child('metadata', 'labels'), labels, '`selector` does not match template `labels`'));
  }
  errors.push(...validatePodTemplateSpec(template, path));
  const specPath = path.child('spec');
  const { restartPolicy = '', activeDeadlineSeconds } = template.spec ?? {};
  if (restartPolicy !== 'Always') errors.push(notSupported(specPath.child('restartPolicy'), restartPolicy, ['Always']));
  if (activeDeadlineSeconds !== undefined) {
    const why = `activeDeadlineSeconds in ${owner} is not Supported`;
    errors.push(forbidden(specPath.child('activeDeadlineSeconds'), why));
  }
  return errors;
}
