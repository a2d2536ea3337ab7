// Generated from Kubernetes API types, release 1.36.3: names, types and markers only, by `npm run generate`. Do not edit.

/** `admission.k8s.io/v1.AdmissionRequest` */
export interface AdmissionRequest {
  dryRun?: boolean;
  kind?: GroupVersionKind;
  name?: string;
  namespace?: string;
  object?: unknown;
  oldObject?: unknown;
  operation?: "CONNECT" | "CREATE" | "DELETE" | "UPDATE" | (string & {});
  options?: unknown;
  requestKind?: GroupVersionKind;
  requestResource?: GroupVersionResource;
  requestSubResource?: string;
  resource?: GroupVersionResource;
  subResource?: string;
  uid?: string;
  userInfo?: UserInfo;
}

/** `admission.k8s.io/v1.AdmissionResponse` */
export interface AdmissionResponse {
  allowed?: boolean;
  auditAnnotations?: Record<string, string>;
  /** Base64. */
  patch?: string;
  patchType?: "JSONPatch" | (string & {});
  status?: Status;
  uid?: string;
  warnings?: Array<string>;
}

/** `admission.k8s.io/v1.AdmissionReview` */
export interface AdmissionReview {
  apiVersion: 'admission.k8s.io/v1';
  kind: 'AdmissionReview';
  request?: AdmissionRequest;
  response?: AdmissionResponse;
}

/** `admissionregistration.k8s.io/v1.ApplyConfiguration` */
export interface ApplyConfiguration {
  expression?: string;
}

/** `admissionregistration.k8s.io/v1.AuditAnnotation` */
export interface AuditAnnotation {
  key: string;
  valueExpression: string;
}

/** `admissionregistration.k8s.io/v1.ExpressionWarning` */
export interface ExpressionWarning {
  fieldRef: string;
  warning: string;
}

/** `admissionregistration.k8s.io/v1.JSONPatch` */
export interface JSONPatch {
  expression?: string;
}

/** `admissionregistration.k8s.io/v1.MatchCondition` */
export interface MatchCondition {
  expression: string;
  name: string;
}

/** `admissionregistration.k8s.io/v1.MatchResources` */
export interface MatchResources {
  excludeResourceRules?: Array<NamedRuleWithOperations>;
  matchPolicy?: "Equivalent" | "Exact" | (string & {});
  namespaceSelector?: LabelSelector;
  objectSelector?: LabelSelector;
  resourceRules?: Array<NamedRuleWithOperations>;
}

/** `admissionregistration.k8s.io/v1.MutatingAdmissionPolicy` */
export interface MutatingAdmissionPolicy {
  apiVersion: 'admissionregistration.k8s.io/v1';
  kind: 'MutatingAdmissionPolicy';
  metadata: ObjectMeta;
  spec?: MutatingAdmissionPolicySpec;
}

/** `admissionregistration.k8s.io/v1.MutatingAdmissionPolicyBinding` */
export interface MutatingAdmissionPolicyBinding {
  apiVersion: 'admissionregistration.k8s.io/v1';
  kind: 'MutatingAdmissionPolicyBinding';
  metadata: ObjectMeta;
  spec?: MutatingAdmissionPolicyBindingSpec;
}

/** `admissionregistration.k8s.io/v1.MutatingAdmissionPolicyBindingSpec` */
export interface MutatingAdmissionPolicyBindingSpec {
  matchResources?: MatchResources;
  paramRef?: ParamRef;
  policyName?: string;
}

/** `admissionregistration.k8s.io/v1.MutatingAdmissionPolicySpec` */
export interface MutatingAdmissionPolicySpec {
  failurePolicy?: "Fail" | "Ignore" | (string & {});
  matchConditions?: Array<MatchCondition>;
  matchConstraints?: MatchResources;
  mutations?: Array<Mutation>;
  paramKind?: ParamKind;
  reinvocationPolicy?: "IfNeeded" | "Never" | (string & {});
  variables?: Array<Variable>;
}

/** `admissionregistration.k8s.io/v1.MutatingWebhook` */
export interface MutatingWebhook {
  admissionReviewVersions: Array<string>;
  clientConfig: WebhookClientConfig;
  failurePolicy?: "Fail" | "Ignore" | (string & {});
  matchConditions?: Array<MatchCondition>;
  matchPolicy?: "Equivalent" | "Exact" | (string & {});
  name: string;
  namespaceSelector?: LabelSelector;
  objectSelector?: LabelSelector;
  reinvocationPolicy?: "IfNeeded" | "Never" | (string & {});
  rules?: Array<RuleWithOperations>;
  sideEffects: "None" | "NoneOnDryRun" | "Some" | "Unknown" | (string & {});
  timeoutSeconds?: number;
}

/** `admissionregistration.k8s.io/v1.MutatingWebhookConfiguration` */
export interface MutatingWebhookConfiguration {
  apiVersion: 'admissionregistration.k8s.io/v1';
  kind: 'MutatingWebhookConfiguration';
  metadata: ObjectMeta;
  webhooks?: Array<MutatingWebhook>;
}

/** `admissionregistration.k8s.io/v1.Mutation` */
export interface Mutation {
  applyConfiguration?: ApplyConfiguration;
  jsonPatch?: JSONPatch;
  patchType: "ApplyConfiguration" | "JSONPatch" | (string & {});
}

/** `admissionregistration.k8s.io/v1.NamedRuleWithOperations` */
export interface NamedRuleWithOperations {
  apiGroups?: Array<string>;
  apiVersions?: Array<string>;
  operations?: Array<"*" | "CONNECT" | "CREATE" | "DELETE" | "UPDATE" | (string & {})>;
  resourceNames?: Array<string>;
  resources?: Array<string>;
  scope?: "*" | "Cluster" | "Namespaced" | (string & {});
}

/** `admissionregistration.k8s.io/v1.ParamKind` */
export interface ParamKind {
  apiVersion?: string;
  kind?: string;
}

/** `admissionregistration.k8s.io/v1.ParamRef` */
export interface ParamRef {
  name?: string;
  namespace?: string;
  parameterNotFoundAction?: "Allow" | "Deny" | (string & {});
  selector?: LabelSelector;
}

/** `admissionregistration.k8s.io/v1.RuleWithOperations` */
export interface RuleWithOperations {
  apiGroups?: Array<string>;
  apiVersions?: Array<string>;
  operations?: Array<"*" | "CONNECT" | "CREATE" | "DELETE" | "UPDATE" | (string & {})>;
  resources?: Array<string>;
  scope?: "*" | "Cluster" | "Namespaced" | (string & {});
}

/** `admissionregistration.k8s.io/v1.ServiceReference` */
export interface ServiceReference {
  name: string;
  namespace: string;
  path?: string;
  port?: number;
}

/** `admissionregistration.k8s.io/v1.TypeChecking` */
export interface TypeChecking {
  expressionWarnings?: Array<ExpressionWarning>;
}

/** `admissionregistration.k8s.io/v1.ValidatingAdmissionPolicy` */
export interface ValidatingAdmissionPolicy {
  apiVersion: 'admissionregistration.k8s.io/v1';
  kind: 'ValidatingAdmissionPolicy';
  metadata: ObjectMeta;
  spec?: ValidatingAdmissionPolicySpec;
  status?: ValidatingAdmissionPolicyStatus;
}

/** `admissionregistration.k8s.io/v1.ValidatingAdmissionPolicyBinding` */
export interface ValidatingAdmissionPolicyBinding {
  apiVersion: 'admissionregistration.k8s.io/v1';
  kind: 'ValidatingAdmissionPolicyBinding';
  metadata: ObjectMeta;
  spec: ValidatingAdmissionPolicyBindingSpec;
}

/** `admissionregistration.k8s.io/v1.ValidatingAdmissionPolicyBindingSpec` */
export interface ValidatingAdmissionPolicyBindingSpec {
  matchResources?: MatchResources;
  paramRef?: ParamRef;
  policyName: string;
  validationActions: Array<"Audit" | "Deny" | "Warn" | (string & {})>;
}

/** `admissionregistration.k8s.io/v1.ValidatingAdmissionPolicySpec` */
export interface ValidatingAdmissionPolicySpec {
  auditAnnotations?: Array<AuditAnnotation>;
  failurePolicy?: "Fail" | "Ignore" | (string & {});
  matchConditions?: Array<MatchCondition>;
  matchConstraints?: MatchResources;
  paramKind?: ParamKind;
  validations?: Array<Validation>;
  variables?: Array<Variable>;
}

/** `admissionregistration.k8s.io/v1.ValidatingAdmissionPolicyStatus` */
export interface ValidatingAdmissionPolicyStatus {
  conditions?: Array<Condition>;
  observedGeneration?: number;
  typeChecking?: TypeChecking;
}

/** `admissionregistration.k8s.io/v1.ValidatingWebhook` */
export interface ValidatingWebhook {
  admissionReviewVersions: Array<string>;
  clientConfig: WebhookClientConfig;
  failurePolicy?: "Fail" | "Ignore" | (string & {});
  matchConditions?: Array<MatchCondition>;
  matchPolicy?: "Equivalent" | "Exact" | (string & {});
  name: string;
  namespaceSelector?: LabelSelector;
  objectSelector?: LabelSelector;
  rules?: Array<RuleWithOperations>;
  sideEffects: "None" | "NoneOnDryRun" | "Some" | "Unknown" | (string & {});
  timeoutSeconds?: number;
}

/** `admissionregistration.k8s.io/v1.ValidatingWebhookConfiguration` */
export interface ValidatingWebhookConfiguration {
  apiVersion: 'admissionregistration.k8s.io/v1';
  kind: 'ValidatingWebhookConfiguration';
  metadata: ObjectMeta;
  webhooks?: Array<ValidatingWebhook>;
}

/** `admissionregistration.k8s.io/v1.Validation` */
export interface Validation {
  expression: string;
  message?: string;
  messageExpression?: string;
  reason?: "" | "AlreadyExists" | "BadRequest" | "Conflict" | "Expired" | "Forbidden" | "Gone" | "InternalError" | "Invalid" | "MethodNotAllowed" | "NotAcceptable" | "NotFound" | "RequestEntityTooLarge" | "ServerTimeout" | "ServiceUnavailable" | "StorageReadError" | "Timeout" | "TooManyRequests" | "Unauthorized" | "UnsupportedMediaType" | (string & {});
}

/** `admissionregistration.k8s.io/v1.Variable` */
export interface Variable {
  expression: string;
  name: string;
}

/** `admissionregistration.k8s.io/v1.WebhookClientConfig` */
export interface WebhookClientConfig {
  /** Base64. */
  caBundle?: string;
  service?: ServiceReference;
  url?: string;
}

/** `apiextensions.k8s.io/v1.ConversionRequest` */
export interface ConversionRequest {
  desiredAPIVersion: string;
  objects: Array<unknown>;
  uid: string;
}

/** `apiextensions.k8s.io/v1.ConversionResponse` */
export interface ConversionResponse {
  convertedObjects: Array<unknown>;
  result: Status;
  uid: string;
}

/** `apiextensions.k8s.io/v1.ConversionReview` */
export interface ConversionReview {
  apiVersion: 'apiextensions.k8s.io/v1';
  kind: 'ConversionReview';
  request?: ConversionRequest;
  response?: ConversionResponse;
}

/** `apiextensions.k8s.io/v1.CustomResourceColumnDefinition` */
export interface CustomResourceColumnDefinition {
  description?: string;
  format?: string;
  jsonPath: string;
  name: string;
  priority?: number;
  type: string;
}

/** `apiextensions.k8s.io/v1.CustomResourceConversion` */
export interface CustomResourceConversion {
  strategy: "None" | "Webhook" | (string & {});
  webhook?: WebhookConversion;
}

/** `apiextensions.k8s.io/v1.CustomResourceDefinition` */
export interface CustomResourceDefinition {
  apiVersion: 'apiextensions.k8s.io/v1';
  kind: 'CustomResourceDefinition';
  metadata: ObjectMeta;
  spec: CustomResourceDefinitionSpec;
  status?: CustomResourceDefinitionStatus;
}

/** `apiextensions.k8s.io/v1.CustomResourceDefinitionCondition` */
export interface CustomResourceDefinitionCondition {
  /** RFC 3339, whole seconds. */
  lastTransitionTime?: string;
  message?: string;
  observedGeneration?: number;
  reason?: string;
  status: "False" | "True" | "Unknown" | (string & {});
  type: "Established" | "KubernetesAPIApprovalPolicyConformant" | "NamesAccepted" | "NonStructuralSchema" | "StorageMigrating" | "Terminating" | (string & {});
}

/** `apiextensions.k8s.io/v1.CustomResourceDefinitionNames` */
export interface CustomResourceDefinitionNames {
  categories?: Array<string>;
  kind: string;
  listKind?: string;
  plural: string;
  shortNames?: Array<string>;
  singular?: string;
}

/** `apiextensions.k8s.io/v1.CustomResourceDefinitionSpec` */
export interface CustomResourceDefinitionSpec {
  conversion?: CustomResourceConversion;
  group: string;
  names: CustomResourceDefinitionNames;
  preserveUnknownFields?: boolean;
  scope: "Cluster" | "Namespaced" | (string & {});
  versions: Array<CustomResourceDefinitionVersion>;
}

/** `apiextensions.k8s.io/v1.CustomResourceDefinitionStatus` */
export interface CustomResourceDefinitionStatus {
  acceptedNames?: CustomResourceDefinitionNames;
  conditions?: Array<CustomResourceDefinitionCondition>;
  observedGeneration?: number;
  storedVersions?: Array<string>;
}

/** `apiextensions.k8s.io/v1.CustomResourceDefinitionVersion` */
export interface CustomResourceDefinitionVersion {
  additionalPrinterColumns?: Array<CustomResourceColumnDefinition>;
  deprecated?: boolean;
  deprecationWarning?: string;
  name: string;
  schema?: CustomResourceValidation;
  selectableFields?: Array<SelectableField>;
  served: boolean;
  storage: boolean;
  subresources?: CustomResourceSubresources;
}

/** `apiextensions.k8s.io/v1.CustomResourceSubresourceScale` */
export interface CustomResourceSubresourceScale {
  labelSelectorPath?: string;
  specReplicasPath: string;
  statusReplicasPath: string;
}

/** `apiextensions.k8s.io/v1.CustomResourceSubresourceStatus` */
export interface CustomResourceSubresourceStatus {
}

/** `apiextensions.k8s.io/v1.CustomResourceSubresources` */
export interface CustomResourceSubresources {
  scale?: CustomResourceSubresourceScale;
  status?: CustomResourceSubresourceStatus;
}

/** `apiextensions.k8s.io/v1.CustomResourceValidation` */
export interface CustomResourceValidation {
  openAPIV3Schema?: JSONSchemaProps;
}

/** `apiextensions.k8s.io/v1.ExternalDocumentation` */
export interface ExternalDocumentation {
  description?: string;
  url?: string;
}

/** `apiextensions.k8s.io/v1.JSONSchemaProps` */
export interface JSONSchemaProps {
  $ref?: string;
  $schema?: string;
  additionalItems?: unknown;
  additionalProperties?: unknown;
  allOf?: Array<JSONSchemaProps>;
  anyOf?: Array<JSONSchemaProps>;
  default?: unknown;
  definitions?: Record<string, JSONSchemaProps>;
  dependencies?: Record<string, unknown>;
  description?: string;
  enum?: Array<unknown>;
  example?: unknown;
  exclusiveMaximum?: boolean;
  exclusiveMinimum?: boolean;
  externalDocs?: ExternalDocumentation;
  format?: string;
  id?: string;
  items?: unknown;
  maxItems?: number;
  maxLength?: number;
  maxProperties?: number;
  maximum?: number;
  minItems?: number;
  minLength?: number;
  minProperties?: number;
  minimum?: number;
  multipleOf?: number;
  not?: JSONSchemaProps;
  nullable?: boolean;
  oneOf?: Array<JSONSchemaProps>;
  pattern?: string;
  patternProperties?: Record<string, JSONSchemaProps>;
  properties?: Record<string, JSONSchemaProps>;
  required?: Array<string>;
  title?: string;
  type?: string;
  uniqueItems?: boolean;
  'x-kubernetes-embedded-resource'?: boolean;
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-list-map-keys'?: Array<string>;
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-map-type'?: string;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-validations'?: Array<ValidationRule>;
}

/** `apiextensions.k8s.io/v1.SelectableField` */
export interface SelectableField {
  jsonPath: string;
}

/** `apiextensions.k8s.io/v1.ServiceReference` */
export interface ApiextensionsV1ServiceReference {
  name: string;
  namespace: string;
  path?: string;
  port?: number;
}

/** `apiextensions.k8s.io/v1.ValidationRule` */
export interface ValidationRule {
  fieldPath?: string;
  message?: string;
  messageExpression?: string;
  optionalOldSelf?: boolean;
  reason?: "FieldValueDuplicate" | "FieldValueForbidden" | "FieldValueInvalid" | "FieldValueRequired" | (string & {});
  rule: string;
}

/** `apiextensions.k8s.io/v1.WebhookClientConfig` */
export interface ApiextensionsV1WebhookClientConfig {
  /** Base64. */
  caBundle?: string;
  service?: ApiextensionsV1ServiceReference;
  url?: string;
}

/** `apiextensions.k8s.io/v1.WebhookConversion` */
export interface WebhookConversion {
  clientConfig?: ApiextensionsV1WebhookClientConfig;
  conversionReviewVersions: Array<string>;
}

/** `apps/v1.ControllerRevision` */
export interface ControllerRevision {
  apiVersion: 'apps/v1';
  kind: 'ControllerRevision';
  data?: unknown;
  metadata: ObjectMeta;
  revision: number;
}

/** `apps/v1.DaemonSet` */
export interface DaemonSet {
  apiVersion: 'apps/v1';
  kind: 'DaemonSet';
  metadata: ObjectMeta;
  spec?: DaemonSetSpec;
  status?: DaemonSetStatus;
}

/** `apps/v1.DaemonSetCondition` */
export interface DaemonSetCondition {
  /** RFC 3339, whole seconds. */
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status: "False" | "True" | "Unknown" | (string & {});
  type: string;
}

/** `apps/v1.DaemonSetSpec` */
export interface DaemonSetSpec {
  minReadySeconds?: number;
  revisionHistoryLimit?: number;
  selector: LabelSelector;
  template: PodTemplateSpec;
  updateStrategy?: DaemonSetUpdateStrategy;
}

/** `apps/v1.DaemonSetStatus` */
export interface DaemonSetStatus {
  collisionCount?: number;
  conditions?: Array<DaemonSetCondition>;
  currentNumberScheduled: number;
  desiredNumberScheduled: number;
  numberAvailable?: number;
  numberMisscheduled: number;
  numberReady: number;
  numberUnavailable?: number;
  observedGeneration?: number;
  updatedNumberScheduled?: number;
}

/** `apps/v1.DaemonSetUpdateStrategy` */
export interface DaemonSetUpdateStrategy {
  rollingUpdate?: RollingUpdateDaemonSet;
  type?: "OnDelete" | "RollingUpdate" | (string & {});
}

/** `apps/v1.Deployment` */
export interface Deployment {
  apiVersion: 'apps/v1';
  kind: 'Deployment';
  metadata: ObjectMeta;
  spec?: DeploymentSpec;
  status?: DeploymentStatus;
}

/** `apps/v1.DeploymentCondition` */
export interface DeploymentCondition {
  /** RFC 3339, whole seconds. */
  lastTransitionTime?: string;
  /** RFC 3339, whole seconds. */
  lastUpdateTime?: string;
  message?: string;
  reason?: string;
  status: "False" | "True" | "Unknown" | (string & {});
  type: "Available" | "Progressing" | "ReplicaFailure" | (string & {});
}

/** `apps/v1.DeploymentSpec` */
export interface DeploymentSpec {
  minReadySeconds?: number;
  paused?: boolean;
  progressDeadlineSeconds?: number;
  replicas?: number;
  revisionHistoryLimit?: number;
  selector: LabelSelector;
  strategy?: DeploymentStrategy;
  template: PodTemplateSpec;
}

/** `apps/v1.DeploymentStatus` */
export interface DeploymentStatus {
  availableReplicas?: number;
  collisionCount?: number;
  conditions?: Array<DeploymentCondition>;
  observedGeneration?: number;
  readyReplicas?: number;
  replicas?: number;
  terminatingReplicas?: number;
  unavailableReplicas?: number;
  updatedReplicas?: number;
}

/** `apps/v1.DeploymentStrategy` */
export interface DeploymentStrategy {
  rollingUpdate?: RollingUpdateDeployment;
  type?: "Recreate" | "RollingUpdate" | (string & {});
}

/** `apps/v1.ReplicaSet` */
export interface ReplicaSet {
  apiVersion: 'apps/v1';
  kind: 'ReplicaSet';
  metadata: ObjectMeta;
  spec?: ReplicaSetSpec;
  status?: ReplicaSetStatus;
}

/** `apps/v1.ReplicaSetCondition` */
export interface ReplicaSetCondition {
  /** RFC 3339, whole seconds. */
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status: "False" | "True" | "Unknown" | (string & {});
  type: "ReplicaFailure" | (string & {});
}

/** `apps/v1.ReplicaSetSpec` */
export interface ReplicaSetSpec {
  minReadySeconds?: number;
  replicas?: number;
  selector: LabelSelector;
  template?: PodTemplateSpec;
}

/** `apps/v1.ReplicaSetStatus` */
export interface ReplicaSetStatus {
  availableReplicas?: number;
  conditions?: Array<ReplicaSetCondition>;
  fullyLabeledReplicas?: number;
  observedGeneration?: number;
  readyReplicas?: number;
  replicas: number;
  terminatingReplicas?: number;
}

/** `apps/v1.RollingUpdateDaemonSet` */
export interface RollingUpdateDaemonSet {
  maxSurge?: number | string;
  maxUnavailable?: number | string;
}

/** `apps/v1.RollingUpdateDeployment` */
export interface RollingUpdateDeployment {
  maxSurge?: number | string;
  maxUnavailable?: number | string;
}

/** `apps/v1.RollingUpdateStatefulSetStrategy` */
export interface RollingUpdateStatefulSetStrategy {
  maxUnavailable?: number | string;
  partition?: number;
}

/** `apps/v1.StatefulSet` */
export interface StatefulSet {
  apiVersion: 'apps/v1';
  kind: 'StatefulSet';
  metadata: ObjectMeta;
  spec?: StatefulSetSpec;
  status?: StatefulSetStatus;
}

/** `apps/v1.StatefulSetCondition` */
export interface StatefulSetCondition {
  /** RFC 3339, whole seconds. */
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status: "False" | "True" | "Unknown" | (string & {});
  type: string;
}

/** `apps/v1.StatefulSetOrdinals` */
export interface StatefulSetOrdinals {
  start?: number;
}

/** `apps/v1.StatefulSetPersistentVolumeClaimRetentionPolicy` */
export interface StatefulSetPersistentVolumeClaimRetentionPolicy {
  whenDeleted?: "Delete" | "Retain" | (string & {});
  whenScaled?: "Delete" | "Retain" | (string & {});
}

/** `apps/v1.StatefulSetSpec` */
export interface StatefulSetSpec {
  minReadySeconds?: number;
  ordinals?: StatefulSetOrdinals;
  persistentVolumeClaimRetentionPolicy?: StatefulSetPersistentVolumeClaimRetentionPolicy;
  podManagementPolicy?: "OrderedReady" | "Parallel" | (string & {});
  replicas?: number;
  revisionHistoryLimit?: number;
  selector: LabelSelector;
  serviceName?: string;
  template: PodTemplateSpec;
  updateStrategy?: StatefulSetUpdateStrategy;
  volumeClaimTemplates?: Array<PersistentVolumeClaim>;
}

/** `apps/v1.StatefulSetStatus` */
export interface StatefulSetStatus {
  availableReplicas?: number;
  collisionCount?: number;
  conditions?: Array<StatefulSetCondition>;
  currentReplicas?: number;
  currentRevision?: string;
  observedGeneration?: number;
  readyReplicas?: number;
  replicas: number;
  updateRevision?: string;
  updatedReplicas?: number;
}

/** `apps/v1.StatefulSetUpdateStrategy` */
export interface StatefulSetUpdateStrategy {
  rollingUpdate?: RollingUpdateStatefulSetStrategy;
  type?: "OnDelete" | "RollingUpdate" | (string & {});
}

/** `authentication.k8s.io/v1.BoundObjectReference` */
export interface BoundObjectReference {
  apiVersion?: string;
  kind?: string;
  name?: string;
  uid?: string;
}

/** `authentication.k8s.io/v1.SelfSubjectReview` */
export interface SelfSubjectReview {
  apiVersion: 'authentication.k8s.io/v1';
  kind: 'SelfSubjectReview';
  metadata: ObjectMeta;
  status?: SelfSubjectReviewStatus;
}

/** `authentication.k8s.io/v1.SelfSubjectReviewStatus` */
export interface SelfSubjectReviewStatus {
  userInfo?: UserInfo;
}

/** `authentication.k8s.io/v1.TokenRequest` */
export interface TokenRequest {
  apiVersion: 'authentication.k8s.io/v1';
  kind: 'TokenRequest';
  metadata: ObjectMeta;
  spec?: TokenRequestSpec;
  status?: TokenRequestStatus;
}

/** `authentication.k8s.io/v1.TokenRequestSpec` */
export interface TokenRequestSpec {
  audiences?: Array<string>;
  boundObjectRef?: BoundObjectReference;
  expirationSeconds?: number;
}

/** `authentication.k8s.io/v1.TokenRequestStatus` */
export interface TokenRequestStatus {
  /** RFC 3339, whole seconds. */
  expirationTimestamp?: string;
  token?: string;
}

/** `authentication.k8s.io/v1.TokenReview` */
export interface TokenReview {
  apiVersion: 'authentication.k8s.io/v1';
  kind: 'TokenReview';
  metadata: ObjectMeta;
  spec: TokenReviewSpec;
  status?: TokenReviewStatus;
}

/** `authentication.k8s.io/v1.TokenReviewSpec` */
export interface TokenReviewSpec {
  audiences?: Array<string>;
  token: string;
}

/** `authentication.k8s.io/v1.TokenReviewStatus` */
export interface TokenReviewStatus {
  audiences?: Array<string>;
  authenticated?: boolean;
  error?: string;
  user?: UserInfo;
}

/** `authentication.k8s.io/v1.UserInfo` */
export interface UserInfo {
  extra?: Record<string, Array<string>>;
  groups?: Array<string>;
  uid?: string;
  username?: string;
}

/** `authorization.k8s.io/v1.FieldSelectorAttributes` */
export interface FieldSelectorAttributes {
  rawSelector?: string;
  requirements?: Array<FieldSelectorRequirement>;
}

/** `authorization.k8s.io/v1.LabelSelectorAttributes` */
export interface LabelSelectorAttributes {
  rawSelector?: string;
  requirements?: Array<LabelSelectorRequirement>;
}

/** `authorization.k8s.io/v1.LocalSubjectAccessReview` */
export interface LocalSubjectAccessReview {
  apiVersion: 'authorization.k8s.io/v1';
  kind: 'LocalSubjectAccessReview';
  metadata: ObjectMeta;
  spec: SubjectAccessReviewSpec;
  status?: SubjectAccessReviewStatus;
}

/** `authorization.k8s.io/v1.NonResourceAttributes` */
export interface NonResourceAttributes {
  path?: string;
  verb?: string;
}

/** `authorization.k8s.io/v1.NonResourceRule` */
export interface NonResourceRule {
  nonResourceURLs?: Array<string>;
  verbs: Array<string>;
}

/** `authorization.k8s.io/v1.ResourceAttributes` */
export interface ResourceAttributes {
  fieldSelector?: FieldSelectorAttributes;
  group?: string;
  labelSelector?: LabelSelectorAttributes;
  name?: string;
  namespace?: string;
  resource?: string;
  subresource?: string;
  verb?: string;
  version?: string;
}

/** `authorization.k8s.io/v1.ResourceRule` */
export interface ResourceRule {
  apiGroups?: Array<string>;
  resourceNames?: Array<string>;
  resources?: Array<string>;
  verbs: Array<string>;
}

/** `authorization.k8s.io/v1.SelfSubjectAccessReview` */
export interface SelfSubjectAccessReview {
  apiVersion: 'authorization.k8s.io/v1';
  kind: 'SelfSubjectAccessReview';
  metadata: ObjectMeta;
  spec: SelfSubjectAccessReviewSpec;
  status?: SubjectAccessReviewStatus;
}

/** `authorization.k8s.io/v1.SelfSubjectAccessReviewSpec` */
export interface SelfSubjectAccessReviewSpec {
  nonResourceAttributes?: NonResourceAttributes;
  resourceAttributes?: ResourceAttributes;
}

/** `authorization.k8s.io/v1.SelfSubjectRulesReview` */
export interface SelfSubjectRulesReview {
  apiVersion: 'authorization.k8s.io/v1';
  kind: 'SelfSubjectRulesReview';
  metadata: ObjectMeta;
  spec: SelfSubjectRulesReviewSpec;
  status?: SubjectRulesReviewStatus;
}

/** `authorization.k8s.io/v1.SelfSubjectRulesReviewSpec` */
export interface SelfSubjectRulesReviewSpec {
  namespace?: string;
}

/** `authorization.k8s.io/v1.SubjectAccessReview` */
export interface SubjectAccessReview {
  apiVersion: 'authorization.k8s.io/v1';
  kind: 'SubjectAccessReview';
  metadata: ObjectMeta;
  spec: SubjectAccessReviewSpec;
  status?: SubjectAccessReviewStatus;
}

/** `authorization.k8s.io/v1.SubjectAccessReviewSpec` */
export interface SubjectAccessReviewSpec {
  extra?: Record<string, Array<string>>;
  groups?: Array<string>;
  nonResourceAttributes?: NonResourceAttributes;
  resourceAttributes?: ResourceAttributes;
  uid?: string;
  user?: string;
}

/** `authorization.k8s.io/v1.SubjectAccessReviewStatus` */
export interface SubjectAccessReviewStatus {
  allowed: boolean;
  denied?: boolean;
  evaluationError?: string;
  reason?: string;
}

/** `authorization.k8s.io/v1.SubjectRulesReviewStatus` */
export interface SubjectRulesReviewStatus {
  evaluationError?: string;
  incomplete: boolean;
  nonResourceRules: Array<NonResourceRule>;
  resourceRules: Array<ResourceRule>;
}

/** `autoscaling/v1.CrossVersionObjectReference` */
export interface AutoscalingV1CrossVersionObjectReference {
  apiVersion?: string;
  kind: string;
  name: string;
}

/** `autoscaling/v1.HorizontalPodAutoscaler` */
export interface AutoscalingV1HorizontalPodAutoscaler {
  apiVersion: 'autoscaling/v1';
  kind: 'HorizontalPodAutoscaler';
  metadata: ObjectMeta;
  spec: AutoscalingV1HorizontalPodAutoscalerSpec;
  status?: AutoscalingV1HorizontalPodAutoscalerStatus;
}

/** `autoscaling/v1.HorizontalPodAutoscalerSpec` */
export interface AutoscalingV1HorizontalPodAutoscalerSpec {
  maxReplicas: number;
  minReplicas?: number;
  scaleTargetRef: AutoscalingV1CrossVersionObjectReference;
  targetCPUUtilizationPercentage?: number;
}

/** `autoscaling/v1.HorizontalPodAutoscalerStatus` */
export interface AutoscalingV1HorizontalPodAutoscalerStatus {
  currentCPUUtilizationPercentage?: number;
  currentReplicas: number;
  desiredReplicas: number;
  /** RFC 3339, whole seconds. */
  lastScaleTime?: string;
  observedGeneration?: number;
}

/** `autoscaling/v1.Scale` */
export interface Scale {
  apiVersion: 'autoscaling/v1';
  kind: 'Scale';
  metadata: ObjectMeta;
  spec?: ScaleSpec;
  status?: ScaleStatus;
}

/** `autoscaling/v1.ScaleSpec` */
export interface ScaleSpec {
  replicas?: number;
}

/** `autoscaling/v1.ScaleStatus` */
export interface ScaleStatus {
  replicas: number;
  selector?: string;
}

/** `autoscaling/v2.ContainerResourceMetricSource` */
export interface ContainerResourceMetricSource {
  container: string;
  name: "configmaps" | "cpu" | "ephemeral-storage" | "limits.cpu" | "limits.ephemeral-storage" | "limits.memory" | "memory" | "persistentvolumeclaims" | "pods" | "replicationcontrollers" | "requests.cpu" | "requests.ephemeral-storage" | "requests.memory" | "requests.storage" | "resourcequotas" | "secrets" | "services" | "services.loadbalancers" | "services.nodeports" | "storage" | (string & {});
  target: MetricTarget;
}

/** `autoscaling/v2.ContainerResourceMetricStatus` */
export interface ContainerResourceMetricStatus {
  container: string;
  current: MetricValueStatus;
  name: "configmaps" | "cpu" | "ephemeral-storage" | "limits.cpu" | "limits.ephemeral-storage" | "limits.memory" | "memory" | "persistentvolumeclaims" | "pods" | "replicationcontrollers" | "requests.cpu" | "requests.ephemeral-storage" | "requests.memory" | "requests.storage" | "resourcequotas" | "secrets" | "services" | "services.loadbalancers" | "services.nodeports" | "storage" | (string & {});
}

/** `autoscaling/v2.CrossVersionObjectReference` */
export interface CrossVersionObjectReference {
  apiVersion?: string;
  kind: string;
  name: string;
}

/** `autoscaling/v2.ExternalMetricSource` */
export interface ExternalMetricSource {
  metric: MetricIdentifier;
  target: MetricTarget;
}

/** `autoscaling/v2.ExternalMetricStatus` */
export interface ExternalMetricStatus {
  current: MetricValueStatus;
  metric: MetricIdentifier;
}

/** `autoscaling/v2.HPAScalingPolicy` */
export interface HPAScalingPolicy {
  periodSeconds: number;
  type: "Percent" | "Pods" | (string & {});
  value: number;
}

/** `autoscaling/v2.HPAScalingRules` */
export interface HPAScalingRules {
  policies?: Array<HPAScalingPolicy>;
  selectPolicy?: "Disabled" | "Max" | "Min" | (string & {});
  stabilizationWindowSeconds?: number;
  /** A quantity, such as `500m` or `2Gi`. */
  tolerance?: string;
}

/** `autoscaling/v2.HorizontalPodAutoscaler` */
export interface HorizontalPodAutoscaler {
  apiVersion: 'autoscaling/v2';
  kind: 'HorizontalPodAutoscaler';
  metadata: ObjectMeta;
  spec: HorizontalPodAutoscalerSpec;
  status?: HorizontalPodAutoscalerStatus;
}

/** `autoscaling/v2.HorizontalPodAutoscalerBehavior` */
export interface HorizontalPodAutoscalerBehavior {
  scaleDown?: HPAScalingRules;
  scaleUp?: HPAScalingRules;
}

/** `autoscaling/v2.HorizontalPodAutoscalerCondition` */
export interface HorizontalPodAutoscalerCondition {
  /** RFC 3339, whole seconds. */
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status: "False" | "True" | "Unknown" | (string & {});
  type: "AbleToScale" | "ScaledToZero" | "ScalingActive" | "ScalingLimited" | (string & {});
}

/** `autoscaling/v2.HorizontalPodAutoscalerSpec` */
export interface HorizontalPodAutoscalerSpec {
  behavior?: HorizontalPodAutoscalerBehavior;
  maxReplicas: number;
  metrics?: Array<MetricSpec>;
  minReplicas?: number;
  scaleTargetRef: CrossVersionObjectReference;
}

/** `autoscaling/v2.HorizontalPodAutoscalerStatus` */
export interface HorizontalPodAutoscalerStatus {
  conditions?: Array<HorizontalPodAutoscalerCondition>;
  currentMetrics?: Array<MetricStatus>;
  currentReplicas?: number;
  desiredReplicas: number;
  /** RFC 3339, whole seconds. */
  lastScaleTime?: string;
  observedGeneration?: number;
}

/** `autoscaling/v2.MetricIdentifier` */
export interface MetricIdentifier {
  name: string;
  selector?: LabelSelector;
}

/** `autoscaling/v2.MetricSpec` */
export interface MetricSpec {
  containerResource?: ContainerResourceMetricSource;
  external?: ExternalMetricSource;
  object?: ObjectMetricSource;
  pods?: PodsMetricSource;
  resource?: ResourceMetricSource;
  type: "ContainerResource" | "External" | "Object" | "Pods" | "Resource" | (string & {});
}

/** `autoscaling/v2.MetricStatus` */
export interface MetricStatus {
  containerResource?: ContainerResourceMetricStatus;
  external?: ExternalMetricStatus;
  object?: ObjectMetricStatus;
  pods?: PodsMetricStatus;
  resource?: ResourceMetricStatus;
  type: "ContainerResource" | "External" | "Object" | "Pods" | "Resource" | (string & {});
}

/** `autoscaling/v2.MetricTarget` */
export interface MetricTarget {
  averageUtilization?: number;
  /** A quantity, such as `500m` or `2Gi`. */
  averageValue?: string;
  type: "AverageValue" | "Utilization" | "Value" | (string & {});
  /** A quantity, such as `500m` or `2Gi`. */
  value?: string;
}

/** `autoscaling/v2.MetricValueStatus` */
export interface MetricValueStatus {
  averageUtilization?: number;
  /** A quantity, such as `500m` or `2Gi`. */
  averageValue?: string;
  /** A quantity, such as `500m` or `2Gi`. */
  value?: string;
}

/** `autoscaling/v2.ObjectMetricSource` */
export interface ObjectMetricSource {
  describedObject: CrossVersionObjectReference;
  metric: MetricIdentifier;
  target: MetricTarget;
}

/** `autoscaling/v2.ObjectMetricStatus` */
export interface ObjectMetricStatus {
  current: MetricValueStatus;
  describedObject: CrossVersionObjectReference;
  metric: MetricIdentifier;
}

/** `autoscaling/v2.PodsMetricSource` */
export interface PodsMetricSource {
  metric: MetricIdentifier;
  target: MetricTarget;
}

/** `autoscaling/v2.PodsMetricStatus` */
export interface PodsMetricStatus {
  current: MetricValueStatus;
  metric: MetricIdentifier;
}

/** `autoscaling/v2.ResourceMetricSource` */
export interface ResourceMetricSource {
  name: "configmaps" | "cpu" | "ephemeral-storage" | "limits.cpu" | "limits.ephemeral-storage" | "limits.memory" | "memory" | "persistentvolumeclaims" | "pods" | "replicationcontrollers" | "requests.cpu" | "requests.ephemeral-storage" | "requests.memory" | "requests.storage" | "resourcequotas" | "secrets" | "services" | "services.loadbalancers" | "services.nodeports" | "storage" | (string & {});
  target: MetricTarget;
}

/** `autoscaling/v2.ResourceMetricStatus` */
export interface ResourceMetricStatus {
  current: MetricValueStatus;
  name: "configmaps" | "cpu" | "ephemeral-storage" | "limits.cpu" | "limits.ephemeral-storage" | "limits.memory" | "memory" | "persistentvolumeclaims" | "pods" | "replicationcontrollers" | "requests.cpu" | "requests.ephemeral-storage" | "requests.memory" | "requests.storage" | "resourcequotas" | "secrets" | "services" | "services.loadbalancers" | "services.nodeports" | "storage" | (string & {});
}

/** `batch/v1.CronJob` */
export interface CronJob {
  apiVersion: 'batch/v1';
  kind: 'CronJob';
  metadata: ObjectMeta;
  spec: CronJobSpec;
  status?: CronJobStatus;
}

/** `batch/v1.CronJobSpec` */
export interface CronJobSpec {
  concurrencyPolicy?: "Allow" | "Forbid" | "Replace" | (string & {});
  failedJobsHistoryLimit?: number;
  jobTemplate: JobTemplateSpec;
  schedule: string;
  startingDeadlineSeconds?: number;
  successfulJobsHistoryLimit?: number;
  suspend?: boolean;
  timeZone?: string;
}

/** `batch/v1.CronJobStatus` */
export interface CronJobStatus {
  active?: Array<ObjectReference>;
  /** RFC 3339, whole seconds. */
  lastScheduleTime?: string;
  /** RFC 3339, whole seconds. */
  lastSuccessfulTime?: string;
}

/** `batch/v1.Job` */
export interface Job {
  apiVersion: 'batch/v1';
  kind: 'Job';
  metadata: ObjectMeta;
  spec?: JobSpec;
  status?: JobStatus;
}

/** `batch/v1.JobCondition` */
export interface JobCondition {
  /** RFC 3339, whole seconds. */
  lastProbeTime?: string;
  /** RFC 3339, whole seconds. */
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status: "False" | "True" | "Unknown" | (string & {});
  type: "Complete" | "Failed" | "FailureTarget" | "SuccessCriteriaMet" | "Suspended" | (string & {});
}

/** `batch/v1.JobSpec` */
export interface JobSpec {
  activeDeadlineSeconds?: number;
  backoffLimit?: number;
  backoffLimitPerIndex?: number;
  completionMode?: "Indexed" | "NonIndexed" | (string & {});
  completions?: number;
  managedBy?: string;
  manualSelector?: boolean;
  maxFailedIndexes?: number;
  parallelism?: number;
  podFailurePolicy?: PodFailurePolicy;
  podReplacementPolicy?: "Failed" | "TerminatingOrFailed" | (string & {});
  selector?: LabelSelector;
  successPolicy?: SuccessPolicy;
  suspend?: boolean;
  template: PodTemplateSpec;
  ttlSecondsAfterFinished?: number;
}

/** `batch/v1.JobStatus` */
export interface JobStatus {
  active?: number;
  completedIndexes?: string;
  /** RFC 3339, whole seconds. */
  completionTime?: string;
  conditions?: Array<JobCondition>;
  failed?: number;
  failedIndexes?: string;
  ready?: number;
  /** RFC 3339, whole seconds. */
  startTime?: string;
  succeeded?: number;
  terminating?: number;
  uncountedTerminatedPods?: UncountedTerminatedPods;
}

/** `batch/v1.JobTemplateSpec` */
export interface JobTemplateSpec {
  metadata: ObjectMeta;
  spec?: JobSpec;
}

/** `batch/v1.PodFailurePolicy` */
export interface PodFailurePolicy {
  rules: Array<PodFailurePolicyRule>;
}

/** `batch/v1.PodFailurePolicyOnExitCodesRequirement` */
export interface PodFailurePolicyOnExitCodesRequirement {
  containerName?: string;
  operator: "In" | "NotIn" | (string & {});
  values: Array<number>;
}

/** `batch/v1.PodFailurePolicyOnPodConditionsPattern` */
export interface PodFailurePolicyOnPodConditionsPattern {
  status?: "False" | "True" | "Unknown" | (string & {});
  type: "AllContainersRestarting" | "ContainersReady" | "DisruptionTarget" | "Initialized" | "PodReadyToStartContainers" | "PodResizeInProgress" | "PodResizePending" | "PodScheduled" | "Ready" | (string & {});
}

/** `batch/v1.PodFailurePolicyRule` */
export interface PodFailurePolicyRule {
  action: "Count" | "FailIndex" | "FailJob" | "Ignore" | (string & {});
  onExitCodes?: PodFailurePolicyOnExitCodesRequirement;
  onPodConditions?: Array<PodFailurePolicyOnPodConditionsPattern>;
}

/** `batch/v1.SuccessPolicy` */
export interface SuccessPolicy {
  rules: Array<SuccessPolicyRule>;
}

/** `batch/v1.SuccessPolicyRule` */
export interface SuccessPolicyRule {
  succeededCount?: number;
  succeededIndexes?: string;
}

/** `batch/v1.UncountedTerminatedPods` */
export interface UncountedTerminatedPods {
  failed?: Array<string>;
  succeeded?: Array<string>;
}

/** `certificates.k8s.io/v1.CertificateSigningRequest` */
export interface CertificateSigningRequest {
  apiVersion: 'certificates.k8s.io/v1';
  kind: 'CertificateSigningRequest';
  metadata: ObjectMeta;
  spec: CertificateSigningRequestSpec;
  status?: CertificateSigningRequestStatus;
}

/** `certificates.k8s.io/v1.CertificateSigningRequestCondition` */
export interface CertificateSigningRequestCondition {
  /** RFC 3339, whole seconds. */
  lastTransitionTime?: string;
  /** RFC 3339, whole seconds. */
  lastUpdateTime?: string;
  message?: string;
  reason?: string;
  status: "False" | "True" | "Unknown" | (string & {});
  type: "Approved" | "Denied" | "Failed" | (string & {});
}

/** `certificates.k8s.io/v1.CertificateSigningRequestSpec` */
export interface CertificateSigningRequestSpec {
  expirationSeconds?: number;
  extra?: Record<string, Array<string>>;
  groups?: Array<string>;
  /** Base64. */
  request: string;
  signerName: string;
  uid?: string;
  usages?: Array<"any" | "cert sign" | "client auth" | "code signing" | "content commitment" | "crl sign" | "data encipherment" | "decipher only" | "digital signature" | "email protection" | "encipher only" | "ipsec end system" | "ipsec tunnel" | "ipsec user" | "key agreement" | "key encipherment" | "microsoft sgc" | "netscape sgc" | "ocsp signing" | "s/mime" | "server auth" | "signing" | "timestamping" | (string & {})>;
  username?: string;
}

/** `certificates.k8s.io/v1.CertificateSigningRequestStatus` */
export interface CertificateSigningRequestStatus {
  /** Base64. */
  certificate?: string;
  conditions?: Array<CertificateSigningRequestCondition>;
}

/** `coordination.k8s.io/v1.Lease` */
export interface Lease {
  apiVersion: 'coordination.k8s.io/v1';
  kind: 'Lease';
  metadata: ObjectMeta;
  spec?: LeaseSpec;
}

/** `coordination.k8s.io/v1.LeaseSpec` */
export interface LeaseSpec {
  /** RFC 3339 with microseconds. */
  acquireTime?: string;
  holderIdentity?: string;
  leaseDurationSeconds?: number;
  leaseTransitions?: number;
  preferredHolder?: string;
  /** RFC 3339 with microseconds. */
  renewTime?: string;
  strategy?: "OldestEmulationVersion" | (string & {});
}

/** `discovery.k8s.io/v1.Endpoint` */
export interface Endpoint {
  addresses: Array<string>;
  conditions?: EndpointConditions;
  deprecatedTopology?: Record<string, string>;
  hints?: EndpointHints;
  hostname?: string;
  nodeName?: string;
  targetRef?: ObjectReference;
  zone?: string;
}

/** `discovery.k8s.io/v1.EndpointConditions` */
export interface EndpointConditions {
  ready?: boolean;
  serving?: boolean;
  terminating?: boolean;
}

/** `discovery.k8s.io/v1.EndpointHints` */
export interface EndpointHints {
  forNodes?: Array<ForNode>;
  forZones?: Array<ForZone>;
}

/** `discovery.k8s.io/v1.EndpointPort` */
export interface EndpointPort {
  appProtocol?: string;
  name?: string;
  port?: number;
  protocol?: "SCTP" | "TCP" | "UDP" | (string & {});
}

/** `discovery.k8s.io/v1.EndpointSlice` */
export interface EndpointSlice {
  apiVersion: 'discovery.k8s.io/v1';
  kind: 'EndpointSlice';
  addressType: string;
  endpoints?: Array<Endpoint>;
  metadata: ObjectMeta;
  ports?: Array<EndpointPort>;
}

/** `discovery.k8s.io/v1.ForNode` */
export interface ForNode {
  name: string;
}

/** `discovery.k8s.io/v1.ForZone` */
export interface ForZone {
  name: string;
}

/** `events.k8s.io/v1.Event` */
export interface Event {
  apiVersion: 'events.k8s.io/v1';
  kind: 'Event';
  action?: string;
  deprecatedCount?: number;
  /** RFC 3339, whole seconds. */
  deprecatedFirstTimestamp?: string;
  /** RFC 3339, whole seconds. */
  deprecatedLastTimestamp?: string;
  deprecatedSource?: EventSource;
  /** RFC 3339 with microseconds. */
  eventTime: string;
  metadata: ObjectMeta;
  note?: string;
  reason?: string;
  regarding?: ObjectReference;
  related?: ObjectReference;
  reportingController?: string;
  reportingInstance?: string;
  series?: EventSeries;
  type?: string;
}

/** `events.k8s.io/v1.EventSeries` */
export interface EventSeries {
  count: number;
  /** RFC 3339 with microseconds. */
  lastObservedTime: string;
}

/** `flowcontrol.apiserver.k8s.io/v1.ExemptPriorityLevelConfiguration` */
export interface ExemptPriorityLevelConfiguration {
  lendablePercent?: number;
  nominalConcurrencyShares?: number;
}

/** `flowcontrol.apiserver.k8s.io/v1.FlowDistinguisherMethod` */
export interface FlowDistinguisherMethod {
  type: "ByNamespace" | "ByUser" | (string & {});
}

/** `flowcontrol.apiserver.k8s.io/v1.FlowSchema` */
export interface FlowSchema {
  apiVersion: 'flowcontrol.apiserver.k8s.io/v1';
  kind: 'FlowSchema';
  metadata: ObjectMeta;
  spec?: FlowSchemaSpec;
  status?: FlowSchemaStatus;
}

/** `flowcontrol.apiserver.k8s.io/v1.FlowSchemaCondition` */
export interface FlowSchemaCondition {
  /** RFC 3339, whole seconds. */
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status?: "False" | "True" | "Unknown" | (string & {});
  type?: string;
}

/** `flowcontrol.apiserver.k8s.io/v1.FlowSchemaSpec` */
export interface FlowSchemaSpec {
  distinguisherMethod?: FlowDistinguisherMethod;
  matchingPrecedence?: number;
  priorityLevelConfiguration: PriorityLevelConfigurationReference;
  rules?: Array<PolicyRulesWithSubjects>;
}

/** `flowcontrol.apiserver.k8s.io/v1.FlowSchemaStatus` */
export interface FlowSchemaStatus {
  conditions?: Array<FlowSchemaCondition>;
}

/** `flowcontrol.apiserver.k8s.io/v1.GroupSubject` */
export interface GroupSubject {
  name: string;
}

/** `flowcontrol.apiserver.k8s.io/v1.LimitResponse` */
export interface LimitResponse {
  queuing?: QueuingConfiguration;
  type: "Queue" | "Reject" | (string & {});
}

/** `flowcontrol.apiserver.k8s.io/v1.LimitedPriorityLevelConfiguration` */
export interface LimitedPriorityLevelConfiguration {
  borrowingLimitPercent?: number;
  lendablePercent?: number;
  limitResponse?: LimitResponse;
  nominalConcurrencyShares?: number;
}

/** `flowcontrol.apiserver.k8s.io/v1.NonResourcePolicyRule` */
export interface NonResourcePolicyRule {
  nonResourceURLs: Array<string>;
  verbs: Array<string>;
}

/** `flowcontrol.apiserver.k8s.io/v1.PolicyRulesWithSubjects` */
export interface PolicyRulesWithSubjects {
  nonResourceRules?: Array<NonResourcePolicyRule>;
  resourceRules?: Array<ResourcePolicyRule>;
  subjects: Array<FlowcontrolV1Subject>;
}

/** `flowcontrol.apiserver.k8s.io/v1.PriorityLevelConfiguration` */
export interface PriorityLevelConfiguration {
  apiVersion: 'flowcontrol.apiserver.k8s.io/v1';
  kind: 'PriorityLevelConfiguration';
  metadata: ObjectMeta;
  spec?: PriorityLevelConfigurationSpec;
  status?: PriorityLevelConfigurationStatus;
}

/** `flowcontrol.apiserver.k8s.io/v1.PriorityLevelConfigurationCondition` */
export interface PriorityLevelConfigurationCondition {
  /** RFC 3339, whole seconds. */
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status?: "False" | "True" | "Unknown" | (string & {});
  type?: string;
}

/** `flowcontrol.apiserver.k8s.io/v1.PriorityLevelConfigurationReference` */
export interface PriorityLevelConfigurationReference {
  name: string;
}

/** `flowcontrol.apiserver.k8s.io/v1.PriorityLevelConfigurationSpec` */
export interface PriorityLevelConfigurationSpec {
  exempt?: ExemptPriorityLevelConfiguration;
  limited?: LimitedPriorityLevelConfiguration;
  type: "Exempt" | "Limited" | (string & {});
}

/** `flowcontrol.apiserver.k8s.io/v1.PriorityLevelConfigurationStatus` */
export interface PriorityLevelConfigurationStatus {
  conditions?: Array<PriorityLevelConfigurationCondition>;
}

/** `flowcontrol.apiserver.k8s.io/v1.QueuingConfiguration` */
export interface QueuingConfiguration {
  handSize?: number;
  queueLengthLimit?: number;
  queues?: number;
}

/** `flowcontrol.apiserver.k8s.io/v1.ResourcePolicyRule` */
export interface ResourcePolicyRule {
  apiGroups: Array<string>;
  clusterScope?: boolean;
  namespaces?: Array<string>;
  resources: Array<string>;
  verbs: Array<string>;
}

/** `flowcontrol.apiserver.k8s.io/v1.ServiceAccountSubject` */
export interface ServiceAccountSubject {
  name: string;
  namespace: string;
}

/** `flowcontrol.apiserver.k8s.io/v1.Subject` */
export interface FlowcontrolV1Subject {
  group?: GroupSubject;
  kind: "Group" | "ServiceAccount" | "User" | (string & {});
  serviceAccount?: ServiceAccountSubject;
  user?: UserSubject;
}

/** `flowcontrol.apiserver.k8s.io/v1.UserSubject` */
export interface UserSubject {
  name: string;
}

/** `meta/v1.APIGroup` */
export interface APIGroup {
  apiVersion: 'meta/v1';
  kind: 'APIGroup';
  name: string;
  preferredVersion?: GroupVersionForDiscovery;
  serverAddressByClientCIDRs?: Array<ServerAddressByClientCIDR>;
  versions: Array<GroupVersionForDiscovery>;
}

/** `meta/v1.APIVersions` */
export interface APIVersions {
  apiVersion: 'meta/v1';
  kind: 'APIVersions';
  serverAddressByClientCIDRs: Array<ServerAddressByClientCIDR>;
  versions: Array<string>;
}

/** `meta/v1.Condition` */
export interface Condition {
  /** RFC 3339, whole seconds. */
  lastTransitionTime: string;
  message: string;
  observedGeneration?: number;
  reason: string;
  status: "False" | "True" | "Unknown" | (string & {});
  type: string;
}

/** `meta/v1.DeleteOptions` */
export interface DeleteOptions {
  apiVersion: 'meta/v1';
  kind: 'DeleteOptions';
  dryRun?: Array<string>;
  gracePeriodSeconds?: number;
  ignoreStoreReadErrorWithClusterBreakingPotential?: boolean;
  orphanDependents?: boolean;
  preconditions?: Preconditions;
  propagationPolicy?: "Background" | "Foreground" | "Orphan" | (string & {});
}

/** `meta/v1.FieldSelectorRequirement` */
export interface FieldSelectorRequirement {
  key: string;
  operator: "DoesNotExist" | "Exists" | "In" | "NotIn" | (string & {});
  values?: Array<string>;
}

/** `meta/v1.GroupVersionForDiscovery` */
export interface GroupVersionForDiscovery {
  groupVersion: string;
  version: string;
}

/** `meta/v1.GroupVersionKind` */
export interface GroupVersionKind {
  group: string;
  kind: string;
  version: string;
}

/** `meta/v1.GroupVersionResource` */
export interface GroupVersionResource {
  group: string;
  resource: string;
  version: string;
}

/** `meta/v1.LabelSelector` */
export interface LabelSelector {
  matchExpressions?: Array<LabelSelectorRequirement>;
  matchLabels?: Record<string, string>;
}

/** `meta/v1.LabelSelectorRequirement` */
export interface LabelSelectorRequirement {
  key: string;
  operator: "DoesNotExist" | "Exists" | "In" | "NotIn" | (string & {});
  values?: Array<string>;
}

/** `meta/v1.ListMeta` */
export interface ListMeta {
  continue?: string;
  remainingItemCount?: number;
  resourceVersion?: string;
  selfLink?: string;
  shardInfo?: ShardInfo;
}

/** `meta/v1.ManagedFieldsEntry` */
export interface ManagedFieldsEntry {
  apiVersion?: string;
  fieldsType?: string;
  fieldsV1?: unknown;
  manager?: string;
  operation?: "Apply" | "Update" | (string & {});
  subresource?: string;
  /** RFC 3339, whole seconds. */
  time?: string;
}

/** `meta/v1.ObjectMeta` */
export interface ObjectMeta {
  annotations?: Record<string, string>;
  /** RFC 3339, whole seconds. */
  creationTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  /** RFC 3339, whole seconds. */
  deletionTimestamp?: string;
  finalizers?: Array<string>;
  generateName?: string;
  generation?: number;
  labels?: Record<string, string>;
  managedFields?: Array<ManagedFieldsEntry>;
  name: string;
  namespace?: string;
  ownerReferences?: Array<OwnerReference>;
  resourceVersion?: string;
  selfLink?: string;
  uid?: string;
}

/** `meta/v1.OwnerReference` */
export interface OwnerReference {
  apiVersion: string;
  blockOwnerDeletion?: boolean;
  controller?: boolean;
  kind: string;
  name: string;
  uid: string;
}

/** `meta/v1.PartialObjectMetadata` */
export interface PartialObjectMetadata {
  apiVersion: 'meta/v1';
  kind: 'PartialObjectMetadata';
  metadata: ObjectMeta;
}

/** `meta/v1.Preconditions` */
export interface Preconditions {
  resourceVersion?: string;
  uid?: string;
}

/** `meta/v1.ServerAddressByClientCIDR` */
export interface ServerAddressByClientCIDR {
  clientCIDR: string;
  serverAddress: string;
}

/** `meta/v1.ShardInfo` */
export interface ShardInfo {
  selector: string;
}

/** `meta/v1.Status` */
export interface Status {
  apiVersion: 'meta/v1';
  kind: 'Status';
  code?: number;
  details?: StatusDetails;
  message?: string;
  metadata: ListMeta;
  reason?: "" | "AlreadyExists" | "BadRequest" | "Conflict" | "Expired" | "Forbidden" | "Gone" | "InternalError" | "Invalid" | "MethodNotAllowed" | "NotAcceptable" | "NotFound" | "RequestEntityTooLarge" | "ServerTimeout" | "ServiceUnavailable" | "StorageReadError" | "Timeout" | "TooManyRequests" | "Unauthorized" | "UnsupportedMediaType" | (string & {});
  status?: string;
}

/** `meta/v1.StatusCause` */
export interface StatusCause {
  field?: string;
  message?: string;
  reason?: "FieldManagerConflict" | "FieldValueDuplicate" | "FieldValueForbidden" | "FieldValueInvalid" | "FieldValueNotFound" | "FieldValueNotSupported" | "FieldValueRequired" | "FieldValueTooLong" | "FieldValueTooMany" | "FieldValueTypeInvalid" | "InternalError" | "ResourceVersionTooLarge" | "UnexpectedServerResponse" | (string & {});
}

/** `meta/v1.StatusDetails` */
export interface StatusDetails {
  causes?: Array<StatusCause>;
  group?: string;
  kind?: string;
  name?: string;
  retryAfterSeconds?: number;
  uid?: string;
}

/** `meta/v1.Table` */
export interface Table {
  apiVersion: 'meta/v1';
  kind: 'Table';
  columnDefinitions: Array<TableColumnDefinition>;
  metadata: ListMeta;
  rows: Array<TableRow>;
}

/** `meta/v1.TableColumnDefinition` */
export interface TableColumnDefinition {
  description: string;
  format: string;
  name: string;
  priority: number;
  type: string;
}

/** `meta/v1.TableRow` */
export interface TableRow {
  cells: Array<unknown>;
  conditions?: Array<TableRowCondition>;
  object?: unknown;
}

/** `meta/v1.TableRowCondition` */
export interface TableRowCondition {
  message?: string;
  reason?: string;
  status: "False" | "True" | "Unknown" | (string & {});
  type: "Completed" | (string & {});
}

/** `meta/v1.WatchEvent` */
export interface WatchEvent {
  apiVersion: 'meta/v1';
  kind: 'WatchEvent';
  object: unknown;
  type: string;
}

/** `networking.k8s.io/v1.HTTPIngressPath` */
export interface HTTPIngressPath {
  backend: IngressBackend;
  path?: string;
  pathType: string;
}

/** `networking.k8s.io/v1.HTTPIngressRuleValue` */
export interface HTTPIngressRuleValue {
  paths: Array<HTTPIngressPath>;
}

/** `networking.k8s.io/v1.IPAddress` */
export interface IPAddress {
  apiVersion: 'networking.k8s.io/v1';
  kind: 'IPAddress';
  metadata: ObjectMeta;
  spec: IPAddressSpec;
}

/** `networking.k8s.io/v1.IPAddressSpec` */
export interface IPAddressSpec {
  parentRef: ParentReference;
}

/** `networking.k8s.io/v1.IPBlock` */
export interface IPBlock {
  cidr: string;
  except?: Array<string>;
}

/** `networking.k8s.io/v1.Ingress` */
export interface Ingress {
  apiVersion: 'networking.k8s.io/v1';
  kind: 'Ingress';
  metadata: ObjectMeta;
  spec?: IngressSpec;
  status?: IngressStatus;
}

/** `networking.k8s.io/v1.IngressBackend` */
export interface IngressBackend {
  resource?: TypedLocalObjectReference;
  service?: IngressServiceBackend;
}

/** `networking.k8s.io/v1.IngressClass` */
export interface IngressClass {
  apiVersion: 'networking.k8s.io/v1';
  kind: 'IngressClass';
  metadata: ObjectMeta;
  spec?: IngressClassSpec;
}

/** `networking.k8s.io/v1.IngressClassParametersReference` */
export interface IngressClassParametersReference {
  apiGroup?: string;
  kind: string;
  name: string;
  namespace?: string;
  scope?: string;
}

/** `networking.k8s.io/v1.IngressClassSpec` */
export interface IngressClassSpec {
  controller?: string;
  parameters?: IngressClassParametersReference;
}

/** `networking.k8s.io/v1.IngressLoadBalancerIngress` */
export interface IngressLoadBalancerIngress {
  hostname?: string;
  ip?: string;
  ports?: Array<IngressPortStatus>;
}

/** `networking.k8s.io/v1.IngressLoadBalancerStatus` */
export interface IngressLoadBalancerStatus {
  ingress?: Array<IngressLoadBalancerIngress>;
}

/** `networking.k8s.io/v1.IngressPortStatus` */
export interface IngressPortStatus {
  error?: string;
  port: number;
  protocol: "SCTP" | "TCP" | "UDP" | (string & {});
}

/** `networking.k8s.io/v1.IngressRule` */
export interface IngressRule {
  host?: string;
  http?: HTTPIngressRuleValue;
}

/** `networking.k8s.io/v1.IngressServiceBackend` */
export interface IngressServiceBackend {
  name: string;
  port?: ServiceBackendPort;
}

/** `networking.k8s.io/v1.IngressSpec` */
export interface IngressSpec {
  defaultBackend?: IngressBackend;
  ingressClassName?: string;
  rules?: Array<IngressRule>;
  tls?: Array<IngressTLS>;
}

/** `networking.k8s.io/v1.IngressStatus` */
export interface IngressStatus {
  loadBalancer?: IngressLoadBalancerStatus;
}

/** `networking.k8s.io/v1.IngressTLS` */
export interface IngressTLS {
  hosts?: Array<string>;
  secretName?: string;
}

/** `networking.k8s.io/v1.NetworkPolicy` */
export interface NetworkPolicy {
  apiVersion: 'networking.k8s.io/v1';
  kind: 'NetworkPolicy';
  metadata: ObjectMeta;
  spec?: NetworkPolicySpec;
}

/** `networking.k8s.io/v1.NetworkPolicyEgressRule` */
export interface NetworkPolicyEgressRule {
  ports?: Array<NetworkPolicyPort>;
  to?: Array<NetworkPolicyPeer>;
}

/** `networking.k8s.io/v1.NetworkPolicyIngressRule` */
export interface NetworkPolicyIngressRule {
  from?: Array<NetworkPolicyPeer>;
  ports?: Array<NetworkPolicyPort>;
}

/** `networking.k8s.io/v1.NetworkPolicyPeer` */
export interface NetworkPolicyPeer {
  ipBlock?: IPBlock;
  namespaceSelector?: LabelSelector;
  podSelector?: LabelSelector;
}

/** `networking.k8s.io/v1.NetworkPolicyPort` */
export interface NetworkPolicyPort {
  endPort?: number;
  port?: number | string;
  protocol?: "SCTP" | "TCP" | "UDP" | (string & {});
}

/** `networking.k8s.io/v1.NetworkPolicySpec` */
export interface NetworkPolicySpec {
  egress?: Array<NetworkPolicyEgressRule>;
  ingress?: Array<NetworkPolicyIngressRule>;
  podSelector?: LabelSelector;
  policyTypes?: Array<"Egress" | "Ingress" | (string & {})>;
}

/** `networking.k8s.io/v1.ParentReference` */
export interface ParentReference {
  group?: string;
  name: string;
  namespace?: string;
  resource: string;
}

/** `networking.k8s.io/v1.ServiceBackendPort` */
export interface ServiceBackendPort {
  name?: string;
  number?: number;
}

/** `networking.k8s.io/v1.ServiceCIDR` */
export interface ServiceCIDR {
  apiVersion: 'networking.k8s.io/v1';
  kind: 'ServiceCIDR';
  metadata: ObjectMeta;
  spec?: ServiceCIDRSpec;
  status?: ServiceCIDRStatus;
}

/** `networking.k8s.io/v1.ServiceCIDRSpec` */
export interface ServiceCIDRSpec {
  cidrs?: Array<string>;
}

/** `networking.k8s.io/v1.ServiceCIDRStatus` */
export interface ServiceCIDRStatus {
  conditions?: Array<Condition>;
}

/** `node.k8s.io/v1.Overhead` */
export interface Overhead {
  podFixed?: Record<string, string>;
}

/** `node.k8s.io/v1.RuntimeClass` */
export interface RuntimeClass {
  apiVersion: 'node.k8s.io/v1';
  kind: 'RuntimeClass';
  handler: string;
  metadata: ObjectMeta;
  overhead?: Overhead;
  scheduling?: Scheduling;
}

/** `node.k8s.io/v1.Scheduling` */
export interface Scheduling {
  nodeSelector?: Record<string, string>;
  tolerations?: Array<Toleration>;
}

/** `policy/v1.Eviction` */
export interface Eviction {
  apiVersion: 'policy/v1';
  kind: 'Eviction';
  deleteOptions?: DeleteOptions;
  metadata: ObjectMeta;
}

/** `policy/v1.PodDisruptionBudget` */
export interface PodDisruptionBudget {
  apiVersion: 'policy/v1';
  kind: 'PodDisruptionBudget';
  metadata: ObjectMeta;
  spec?: PodDisruptionBudgetSpec;
  status?: PodDisruptionBudgetStatus;
}

/** `policy/v1.PodDisruptionBudgetSpec` */
export interface PodDisruptionBudgetSpec {
  maxUnavailable?: number | string;
  minAvailable?: number | string;
  selector?: LabelSelector;
  unhealthyPodEvictionPolicy?: "AlwaysAllow" | "IfHealthyBudget" | (string & {});
}

/** `policy/v1.PodDisruptionBudgetStatus` */
export interface PodDisruptionBudgetStatus {
  conditions?: Array<Condition>;
  currentHealthy?: number;
  desiredHealthy?: number;
  disruptedPods?: Record<string, string>;
  disruptionsAllowed?: number;
  expectedPods?: number;
  observedGeneration?: number;
}

/** `rbac.authorization.k8s.io/v1.AggregationRule` */
export interface AggregationRule {
  clusterRoleSelectors?: Array<LabelSelector>;
}

/** `rbac.authorization.k8s.io/v1.ClusterRole` */
export interface ClusterRole {
  apiVersion: 'rbac.authorization.k8s.io/v1';
  kind: 'ClusterRole';
  aggregationRule?: AggregationRule;
  metadata: ObjectMeta;
  rules?: Array<PolicyRule>;
}

/** `rbac.authorization.k8s.io/v1.ClusterRoleBinding` */
export interface ClusterRoleBinding {
  apiVersion: 'rbac.authorization.k8s.io/v1';
  kind: 'ClusterRoleBinding';
  metadata: ObjectMeta;
  roleRef: RoleRef;
  subjects?: Array<Subject>;
}

/** `rbac.authorization.k8s.io/v1.PolicyRule` */
export interface PolicyRule {
  apiGroups?: Array<string>;
  nonResourceURLs?: Array<string>;
  resourceNames?: Array<string>;
  resources?: Array<string>;
  verbs: Array<string>;
}

/** `rbac.authorization.k8s.io/v1.Role` */
export interface Role {
  apiVersion: 'rbac.authorization.k8s.io/v1';
  kind: 'Role';
  metadata: ObjectMeta;
  rules?: Array<PolicyRule>;
}

/** `rbac.authorization.k8s.io/v1.RoleBinding` */
export interface RoleBinding {
  apiVersion: 'rbac.authorization.k8s.io/v1';
  kind: 'RoleBinding';
  metadata: ObjectMeta;
  roleRef: RoleRef;
  subjects?: Array<Subject>;
}

/** `rbac.authorization.k8s.io/v1.RoleRef` */
export interface RoleRef {
  apiGroup?: string;
  kind: string;
  name: string;
}

/** `rbac.authorization.k8s.io/v1.Subject` */
export interface Subject {
  apiGroup?: string;
  kind: string;
  name: string;
  namespace?: string;
}

/** `resource.k8s.io/v1.AllocatedDeviceStatus` */
export interface AllocatedDeviceStatus {
  conditions?: Array<Condition>;
  data?: unknown;
  device: string;
  driver: string;
  networkData?: NetworkDeviceData;
  pool: string;
  shareID?: string;
}

/** `resource.k8s.io/v1.AllocationResult` */
export interface AllocationResult {
  /** RFC 3339, whole seconds. */
  allocationTimestamp?: string;
  devices?: DeviceAllocationResult;
  nodeSelector?: NodeSelector;
}

/** `resource.k8s.io/v1.CELDeviceSelector` */
export interface CELDeviceSelector {
  expression: string;
}

/** `resource.k8s.io/v1.CapacityRequestPolicy` */
export interface CapacityRequestPolicy {
  /** A quantity, such as `500m` or `2Gi`. */
  default?: string;
  validRange?: CapacityRequestPolicyRange;
  validValues?: Array<string>;
}

/** `resource.k8s.io/v1.CapacityRequestPolicyRange` */
export interface CapacityRequestPolicyRange {
  /** A quantity, such as `500m` or `2Gi`. */
  max?: string;
  /** A quantity, such as `500m` or `2Gi`. */
  min: string;
  /** A quantity, such as `500m` or `2Gi`. */
  step?: string;
}

/** `resource.k8s.io/v1.CapacityRequirements` */
export interface CapacityRequirements {
  requests?: Record<string, string>;
}

/** `resource.k8s.io/v1.Counter` */
export interface Counter {
  /** A quantity, such as `500m` or `2Gi`. */
  value: string;
}

/** `resource.k8s.io/v1.CounterSet` */
export interface CounterSet {
  counters: Record<string, Counter>;
  name: string;
}

/** `resource.k8s.io/v1.Device` */
export interface Device {
  allNodes?: boolean;
  allowMultipleAllocations?: boolean;
  attributes?: Record<string, DeviceAttribute>;
  bindingConditions?: Array<string>;
  bindingFailureConditions?: Array<string>;
  bindsToNode?: boolean;
  capacity?: Record<string, DeviceCapacity>;
  consumesCounters?: Array<DeviceCounterConsumption>;
  name: string;
  nodeAllocatableResourceMappings?: Record<string, NodeAllocatableResourceMapping>;
  nodeName?: string;
  nodeSelector?: NodeSelector;
  taints?: Array<DeviceTaint>;
}

/** `resource.k8s.io/v1.DeviceAllocationConfiguration` */
export interface DeviceAllocationConfiguration {
  opaque?: OpaqueDeviceConfiguration;
  requests?: Array<string>;
  source: "FromClaim" | "FromClass" | (string & {});
}

/** `resource.k8s.io/v1.DeviceAllocationResult` */
export interface DeviceAllocationResult {
  config?: Array<DeviceAllocationConfiguration>;
  results?: Array<DeviceRequestAllocationResult>;
}

/** `resource.k8s.io/v1.DeviceAttribute` */
export interface DeviceAttribute {
  bool?: boolean;
  bools?: Array<boolean>;
  int?: number;
  ints?: Array<number>;
  string?: string;
  strings?: Array<string>;
  version?: string;
  versions?: Array<string>;
}

/** `resource.k8s.io/v1.DeviceCapacity` */
export interface DeviceCapacity {
  requestPolicy?: CapacityRequestPolicy;
  /** A quantity, such as `500m` or `2Gi`. */
  value: string;
}

/** `resource.k8s.io/v1.DeviceClaim` */
export interface DeviceClaim {
  config?: Array<DeviceClaimConfiguration>;
  constraints?: Array<DeviceConstraint>;
  requests?: Array<DeviceRequest>;
}

/** `resource.k8s.io/v1.DeviceClaimConfiguration` */
export interface DeviceClaimConfiguration {
  opaque?: OpaqueDeviceConfiguration;
  requests?: Array<string>;
}

/** `resource.k8s.io/v1.DeviceClass` */
export interface DeviceClass {
  apiVersion: 'resource.k8s.io/v1';
  kind: 'DeviceClass';
  metadata: ObjectMeta;
  spec: DeviceClassSpec;
}

/** `resource.k8s.io/v1.DeviceClassConfiguration` */
export interface DeviceClassConfiguration {
  opaque?: OpaqueDeviceConfiguration;
}

/** `resource.k8s.io/v1.DeviceClassSpec` */
export interface DeviceClassSpec {
  config?: Array<DeviceClassConfiguration>;
  extendedResourceName?: string;
  selectors?: Array<DeviceSelector>;
}

/** `resource.k8s.io/v1.DeviceConstraint` */
export interface DeviceConstraint {
  distinctAttribute?: string;
  matchAttribute?: string;
  requests?: Array<string>;
}

/** `resource.k8s.io/v1.DeviceCounterConsumption` */
export interface DeviceCounterConsumption {
  counterSet: string;
  counters: Record<string, Counter>;
}

/** `resource.k8s.io/v1.DeviceRequest` */
export interface DeviceRequest {
  exactly?: ExactDeviceRequest;
  firstAvailable?: Array<DeviceSubRequest>;
  name: string;
}

/** `resource.k8s.io/v1.DeviceRequestAllocationResult` */
export interface DeviceRequestAllocationResult {
  adminAccess?: boolean;
  bindingConditions?: Array<string>;
  bindingFailureConditions?: Array<string>;
  consumedCapacity?: Record<string, string>;
  device: string;
  driver: string;
  pool: string;
  request: string;
  shareID?: string;
  tolerations?: Array<DeviceToleration>;
}

/** `resource.k8s.io/v1.DeviceSelector` */
export interface DeviceSelector {
  cel?: CELDeviceSelector;
}

/** `resource.k8s.io/v1.DeviceSubRequest` */
export interface DeviceSubRequest {
  allocationMode?: string;
  capacity?: CapacityRequirements;
  count?: number;
  deviceClassName: string;
  name: string;
  selectors?: Array<DeviceSelector>;
  tolerations?: Array<DeviceToleration>;
}

/** `resource.k8s.io/v1.DeviceTaint` */
export interface DeviceTaint {
  effect: "NoExecute" | "NoSchedule" | "None" | (string & {});
  key: string;
  /** RFC 3339, whole seconds. */
  timeAdded?: string;
  value?: string;
}

/** `resource.k8s.io/v1.DeviceToleration` */
export interface DeviceToleration {
  effect?: "NoExecute" | "NoSchedule" | "None" | (string & {});
  key?: string;
  operator?: "Equal" | "Exists" | (string & {});
  tolerationSeconds?: number;
  value?: string;
}

/** `resource.k8s.io/v1.ExactDeviceRequest` */
export interface ExactDeviceRequest {
  adminAccess?: boolean;
  allocationMode?: string;
  capacity?: CapacityRequirements;
  count?: number;
  deviceClassName: string;
  selectors?: Array<DeviceSelector>;
  tolerations?: Array<DeviceToleration>;
}

/** `resource.k8s.io/v1.NetworkDeviceData` */
export interface NetworkDeviceData {
  hardwareAddress?: string;
  interfaceName?: string;
  ips?: Array<string>;
}

/** `resource.k8s.io/v1.NodeAllocatableResourceMapping` */
export interface NodeAllocatableResourceMapping {
  /** A quantity, such as `500m` or `2Gi`. */
  allocationMultiplier?: string;
  capacityKey?: string;
}

/** `resource.k8s.io/v1.OpaqueDeviceConfiguration` */
export interface OpaqueDeviceConfiguration {
  driver: string;
  parameters: unknown;
}

/** `resource.k8s.io/v1.ResourceClaim` */
export interface ResourceClaim {
  apiVersion: 'resource.k8s.io/v1';
  kind: 'ResourceClaim';
  metadata: ObjectMeta;
  spec: ResourceClaimSpec;
  status?: ResourceClaimStatus;
}

/** `resource.k8s.io/v1.ResourceClaimConsumerReference` */
export interface ResourceClaimConsumerReference {
  apiGroup?: string;
  name: string;
  resource: string;
  uid: string;
}

/** `resource.k8s.io/v1.ResourceClaimSpec` */
export interface ResourceClaimSpec {
  devices?: DeviceClaim;
}

/** `resource.k8s.io/v1.ResourceClaimStatus` */
export interface ResourceClaimStatus {
  allocation?: AllocationResult;
  devices?: Array<AllocatedDeviceStatus>;
  reservedFor?: Array<ResourceClaimConsumerReference>;
}

/** `resource.k8s.io/v1.ResourceClaimTemplate` */
export interface ResourceClaimTemplate {
  apiVersion: 'resource.k8s.io/v1';
  kind: 'ResourceClaimTemplate';
  metadata: ObjectMeta;
  spec: ResourceClaimTemplateSpec;
}

/** `resource.k8s.io/v1.ResourceClaimTemplateSpec` */
export interface ResourceClaimTemplateSpec {
  metadata: ObjectMeta;
  spec: ResourceClaimSpec;
}

/** `resource.k8s.io/v1.ResourcePool` */
export interface ResourcePool {
  generation: number;
  name: string;
  resourceSliceCount: number;
}

/** `resource.k8s.io/v1.ResourceSlice` */
export interface ResourceSlice {
  apiVersion: 'resource.k8s.io/v1';
  kind: 'ResourceSlice';
  metadata: ObjectMeta;
  spec: ResourceSliceSpec;
}

/** `resource.k8s.io/v1.ResourceSliceSpec` */
export interface ResourceSliceSpec {
  allNodes?: boolean;
  devices?: Array<Device>;
  driver: string;
  nodeName?: string;
  nodeSelector?: NodeSelector;
  perDeviceNodeSelection?: boolean;
  pool: ResourcePool;
  sharedCounters?: Array<CounterSet>;
}

/** `scheduling.k8s.io/v1.PriorityClass` */
export interface PriorityClass {
  apiVersion: 'scheduling.k8s.io/v1';
  kind: 'PriorityClass';
  description?: string;
  globalDefault?: boolean;
  metadata: ObjectMeta;
  preemptionPolicy?: "Never" | "PreemptLowerPriority" | (string & {});
  value?: number;
}

/** `storage.k8s.io/v1.CSIDriver` */
export interface CSIDriver {
  apiVersion: 'storage.k8s.io/v1';
  kind: 'CSIDriver';
  metadata: ObjectMeta;
  spec: CSIDriverSpec;
}

/** `storage.k8s.io/v1.CSIDriverSpec` */
export interface CSIDriverSpec {
  attachRequired?: boolean;
  fsGroupPolicy?: "File" | "None" | "ReadWriteOnceWithFSType" | (string & {});
  nodeAllocatableUpdatePeriodSeconds?: number;
  podInfoOnMount?: boolean;
  preventPodSchedulingIfMissing?: boolean;
  requiresRepublish?: boolean;
  seLinuxMount?: boolean;
  serviceAccountTokenInSecrets?: boolean;
  storageCapacity?: boolean;
  tokenRequests?: Array<StorageV1TokenRequest>;
  volumeLifecycleModes?: Array<"Ephemeral" | "Persistent" | (string & {})>;
}

/** `storage.k8s.io/v1.CSINode` */
export interface CSINode {
  apiVersion: 'storage.k8s.io/v1';
  kind: 'CSINode';
  metadata: ObjectMeta;
  spec: CSINodeSpec;
}

/** `storage.k8s.io/v1.CSINodeDriver` */
export interface CSINodeDriver {
  allocatable?: VolumeNodeResources;
  name: string;
  nodeID: string;
  topologyKeys?: Array<string>;
}

/** `storage.k8s.io/v1.CSINodeSpec` */
export interface CSINodeSpec {
  drivers: Array<CSINodeDriver>;
}

/** `storage.k8s.io/v1.CSIStorageCapacity` */
export interface CSIStorageCapacity {
  apiVersion: 'storage.k8s.io/v1';
  kind: 'CSIStorageCapacity';
  /** A quantity, such as `500m` or `2Gi`. */
  capacity?: string;
  /** A quantity, such as `500m` or `2Gi`. */
  maximumVolumeSize?: string;
  metadata: ObjectMeta;
  nodeTopology?: LabelSelector;
  storageClassName: string;
}

/** `storage.k8s.io/v1.StorageClass` */
export interface StorageClass {
  apiVersion: 'storage.k8s.io/v1';
  kind: 'StorageClass';
  allowVolumeExpansion?: boolean;
  allowedTopologies?: Array<TopologySelectorTerm>;
  metadata: ObjectMeta;
  mountOptions?: Array<string>;
  parameters?: Record<string, string>;
  provisioner: string;
  reclaimPolicy?: "Delete" | "Recycle" | "Retain" | (string & {});
  volumeBindingMode?: "Immediate" | "WaitForFirstConsumer" | (string & {});
}

/** `storage.k8s.io/v1.TokenRequest` */
export interface StorageV1TokenRequest {
  audience: string;
  expirationSeconds?: number;
}

/** `storage.k8s.io/v1.VolumeAttachment` */
export interface VolumeAttachment {
  apiVersion: 'storage.k8s.io/v1';
  kind: 'VolumeAttachment';
  metadata: ObjectMeta;
  spec: VolumeAttachmentSpec;
  status?: VolumeAttachmentStatus;
}

/** `storage.k8s.io/v1.VolumeAttachmentSource` */
export interface VolumeAttachmentSource {
  inlineVolumeSpec?: PersistentVolumeSpec;
  persistentVolumeName?: string;
}

/** `storage.k8s.io/v1.VolumeAttachmentSpec` */
export interface VolumeAttachmentSpec {
  attacher: string;
  nodeName: string;
  source: VolumeAttachmentSource;
}

/** `storage.k8s.io/v1.VolumeAttachmentStatus` */
export interface VolumeAttachmentStatus {
  attachError?: VolumeError;
  attached: boolean;
  attachmentMetadata?: Record<string, string>;
  detachError?: VolumeError;
}

/** `storage.k8s.io/v1.VolumeAttributesClass` */
export interface VolumeAttributesClass {
  apiVersion: 'storage.k8s.io/v1';
  kind: 'VolumeAttributesClass';
  driverName: string;
  metadata: ObjectMeta;
  parameters?: Record<string, string>;
}

/** `storage.k8s.io/v1.VolumeError` */
export interface VolumeError {
  errorCode?: number;
  message?: string;
  /** RFC 3339, whole seconds. */
  time?: string;
}

/** `storage.k8s.io/v1.VolumeNodeResources` */
export interface VolumeNodeResources {
  count?: number;
}

/** `v1.AWSElasticBlockStoreVolumeSource` */
export interface AWSElasticBlockStoreVolumeSource {
  fsType?: string;
  partition?: number;
  readOnly?: boolean;
  volumeID: string;
}

/** `v1.Affinity` */
export interface Affinity {
  nodeAffinity?: NodeAffinity;
  podAffinity?: PodAffinity;
  podAntiAffinity?: PodAntiAffinity;
}

/** `v1.AppArmorProfile` */
export interface AppArmorProfile {
  localhostProfile?: string;
  type: "Localhost" | "RuntimeDefault" | "Unconfined" | (string & {});
}

/** `v1.AttachedVolume` */
export interface AttachedVolume {
  devicePath: string;
  name: string;
}

/** `v1.AzureDiskVolumeSource` */
export interface AzureDiskVolumeSource {
  cachingMode?: "None" | "ReadOnly" | "ReadWrite" | (string & {});
  diskName: string;
  diskURI: string;
  fsType?: string;
  kind?: "Dedicated" | "Managed" | "Shared" | (string & {});
  readOnly?: boolean;
}

/** `v1.AzureFilePersistentVolumeSource` */
export interface AzureFilePersistentVolumeSource {
  readOnly?: boolean;
  secretName: string;
  secretNamespace?: string;
  shareName: string;
}

/** `v1.AzureFileVolumeSource` */
export interface AzureFileVolumeSource {
  readOnly?: boolean;
  secretName: string;
  shareName: string;
}

/** `v1.Binding` */
export interface Binding {
  apiVersion: 'v1';
  kind: 'Binding';
  metadata: ObjectMeta;
  target: ObjectReference;
}

/** `v1.CSIPersistentVolumeSource` */
export interface CSIPersistentVolumeSource {
  controllerExpandSecretRef?: SecretReference;
  controllerPublishSecretRef?: SecretReference;
  driver: string;
  fsType?: string;
  nodeExpandSecretRef?: SecretReference;
  nodePublishSecretRef?: SecretReference;
  nodeStageSecretRef?: SecretReference;
  readOnly?: boolean;
  volumeAttributes?: Record<string, string>;
  volumeHandle: string;
}

/** `v1.CSIVolumeSource` */
export interface CSIVolumeSource {
  driver: string;
  fsType?: string;
  nodePublishSecretRef?: LocalObjectReference;
  readOnly?: boolean;
  volumeAttributes?: Record<string, string>;
}

/** `v1.Capabilities` */
export interface Capabilities {
  add?: Array<string>;
  drop?: Array<string>;
}

/** `v1.CephFSPersistentVolumeSource` */
export interface CephFSPersistentVolumeSource {
  monitors: Array<string>;
  path?: string;
  readOnly?: boolean;
  secretFile?: string;
  secretRef?: SecretReference;
  user?: string;
}

/** `v1.CephFSVolumeSource` */
export interface CephFSVolumeSource {
  monitors: Array<string>;
  path?: string;
  readOnly?: boolean;
  secretFile?: string;
  secretRef?: LocalObjectReference;
  user?: string;
}

/** `v1.CinderPersistentVolumeSource` */
export interface CinderPersistentVolumeSource {
  fsType?: string;
  readOnly?: boolean;
  secretRef?: SecretReference;
  volumeID: string;
}

/** `v1.CinderVolumeSource` */
export interface CinderVolumeSource {
  fsType?: string;
  readOnly?: boolean;
  secretRef?: LocalObjectReference;
  volumeID: string;
}

/** `v1.ClientIPConfig` */
export interface ClientIPConfig {
  timeoutSeconds?: number;
}

/** `v1.ClusterTrustBundleProjection` */
export interface ClusterTrustBundleProjection {
  labelSelector?: LabelSelector;
  name?: string;
  optional?: boolean;
  path: string;
  signerName?: string;
}

/** `v1.ComponentCondition` */
export interface ComponentCondition {
  error?: string;
  message?: string;
  status: "False" | "True" | "Unknown" | (string & {});
  type: "Healthy" | (string & {});
}

/** `v1.ComponentStatus` */
export interface ComponentStatus {
  apiVersion: 'v1';
  kind: 'ComponentStatus';
  conditions?: Array<ComponentCondition>;
  metadata: ObjectMeta;
}

/** `v1.ConfigMap` */
export interface ConfigMap {
  apiVersion: 'v1';
  kind: 'ConfigMap';
  binaryData?: Record<string, string>;
  data?: Record<string, string>;
  immutable?: boolean;
  metadata: ObjectMeta;
}

/** `v1.ConfigMapEnvSource` */
export interface ConfigMapEnvSource {
  name?: string;
  optional?: boolean;
}

/** `v1.ConfigMapKeySelector` */
export interface ConfigMapKeySelector {
  key: string;
  name?: string;
  optional?: boolean;
}

/** `v1.ConfigMapNodeConfigSource` */
export interface ConfigMapNodeConfigSource {
  kubeletConfigKey: string;
  name: string;
  namespace: string;
  resourceVersion?: string;
  uid?: string;
}

/** `v1.ConfigMapProjection` */
export interface ConfigMapProjection {
  items?: Array<KeyToPath>;
  name?: string;
  optional?: boolean;
}

/** `v1.ConfigMapVolumeSource` */
export interface ConfigMapVolumeSource {
  defaultMode?: number;
  items?: Array<KeyToPath>;
  name?: string;
  optional?: boolean;
}

/** `v1.Container` */
export interface Container {
  args?: Array<string>;
  command?: Array<string>;
  env?: Array<EnvVar>;
  envFrom?: Array<EnvFromSource>;
  image?: string;
  imagePullPolicy?: "Always" | "IfNotPresent" | "Never" | (string & {});
  lifecycle?: Lifecycle;
  livenessProbe?: Probe;
  name: string;
  ports?: Array<ContainerPort>;
  readinessProbe?: Probe;
  resizePolicy?: Array<ContainerResizePolicy>;
  resources?: ResourceRequirements;
  restartPolicy?: "Always" | "Never" | "OnFailure" | (string & {});
  restartPolicyRules?: Array<ContainerRestartRule>;
  securityContext?: SecurityContext;
  startupProbe?: Probe;
  stdin?: boolean;
  stdinOnce?: boolean;
  terminationMessagePath?: string;
  terminationMessagePolicy?: "FallbackToLogsOnError" | "File" | (string & {});
  tty?: boolean;
  volumeDevices?: Array<VolumeDevice>;
  volumeMounts?: Array<VolumeMount>;
  workingDir?: string;
}

/** `v1.ContainerExtendedResourceRequest` */
export interface ContainerExtendedResourceRequest {
  containerName: string;
  requestName: string;
  resourceName: string;
}

/** `v1.ContainerImage` */
export interface ContainerImage {
  names?: Array<string>;
  sizeBytes?: number;
}

/** `v1.ContainerPort` */
export interface ContainerPort {
  containerPort: number;
  hostIP?: string;
  hostPort?: number;
  name?: string;
  protocol?: "SCTP" | "TCP" | "UDP" | (string & {});
}

/** `v1.ContainerResizePolicy` */
export interface ContainerResizePolicy {
  resourceName: "configmaps" | "cpu" | "ephemeral-storage" | "limits.cpu" | "limits.ephemeral-storage" | "limits.memory" | "memory" | "persistentvolumeclaims" | "pods" | "replicationcontrollers" | "requests.cpu" | "requests.ephemeral-storage" | "requests.memory" | "requests.storage" | "resourcequotas" | "secrets" | "services" | "services.loadbalancers" | "services.nodeports" | "storage" | (string & {});
  restartPolicy: "NotRequired" | "RestartContainer" | (string & {});
}

/** `v1.ContainerRestartRule` */
export interface ContainerRestartRule {
  action: "Restart" | "RestartAllContainers" | (string & {});
  exitCodes?: ContainerRestartRuleOnExitCodes;
}

/** `v1.ContainerRestartRuleOnExitCodes` */
export interface ContainerRestartRuleOnExitCodes {
  operator: "In" | "NotIn" | (string & {});
  values?: Array<number>;
}

/** `v1.ContainerState` */
export interface ContainerState {
  running?: ContainerStateRunning;
  terminated?: ContainerStateTerminated;
  waiting?: ContainerStateWaiting;
}

/** `v1.ContainerStateRunning` */
export interface ContainerStateRunning {
  /** RFC 3339, whole seconds. */
  startedAt?: string;
}

/** `v1.ContainerStateTerminated` */
export interface ContainerStateTerminated {
  containerID?: string;
  exitCode: number;
  /** RFC 3339, whole seconds. */
  finishedAt?: string;
  message?: string;
  reason?: string;
  signal?: number;
  /** RFC 3339, whole seconds. */
  startedAt?: string;
}

/** `v1.ContainerStateWaiting` */
export interface ContainerStateWaiting {
  message?: string;
  reason?: string;
}

/** `v1.ContainerStatus` */
export interface ContainerStatus {
  allocatedResources?: Record<string, string>;
  allocatedResourcesStatus?: Array<ResourceStatus>;
  containerID?: string;
  image: string;
  imageID: string;
  lastState?: ContainerState;
  name: string;
  ready: boolean;
  resources?: ResourceRequirements;
  restartCount: number;
  started?: boolean;
  state?: ContainerState;
  stopSignal?: "SIGABRT" | "SIGALRM" | "SIGBUS" | "SIGCHLD" | "SIGCLD" | "SIGCONT" | "SIGFPE" | "SIGHUP" | "SIGILL" | "SIGINT" | "SIGIO" | "SIGIOT" | "SIGKILL" | "SIGPIPE" | "SIGPOLL" | "SIGPROF" | "SIGPWR" | "SIGQUIT" | "SIGRTMAX" | "SIGRTMAX-1" | "SIGRTMAX-10" | "SIGRTMAX-11" | "SIGRTMAX-12" | "SIGRTMAX-13" | "SIGRTMAX-14" | "SIGRTMAX-2" | "SIGRTMAX-3" | "SIGRTMAX-4" | "SIGRTMAX-5" | "SIGRTMAX-6" | "SIGRTMAX-7" | "SIGRTMAX-8" | "SIGRTMAX-9" | "SIGRTMIN" | "SIGRTMIN+1" | "SIGRTMIN+10" | "SIGRTMIN+11" | "SIGRTMIN+12" | "SIGRTMIN+13" | "SIGRTMIN+14" | "SIGRTMIN+15" | "SIGRTMIN+2" | "SIGRTMIN+3" | "SIGRTMIN+4" | "SIGRTMIN+5" | "SIGRTMIN+6" | "SIGRTMIN+7" | "SIGRTMIN+8" | "SIGRTMIN+9" | "SIGSEGV" | "SIGSTKFLT" | "SIGSTOP" | "SIGSYS" | "SIGTERM" | "SIGTRAP" | "SIGTSTP" | "SIGTTIN" | "SIGTTOU" | "SIGURG" | "SIGUSR1" | "SIGUSR2" | "SIGVTALRM" | "SIGWINCH" | "SIGXCPU" | "SIGXFSZ" | (string & {});
  user?: ContainerUser;
  volumeMounts?: Array<VolumeMountStatus>;
}

/** `v1.ContainerUser` */
export interface ContainerUser {
  linux?: LinuxContainerUser;
}

/** `v1.DaemonEndpoint` */
export interface DaemonEndpoint {
  Port: number;
}

/** `v1.DownwardAPIProjection` */
export interface DownwardAPIProjection {
  items?: Array<DownwardAPIVolumeFile>;
}

/** `v1.DownwardAPIVolumeFile` */
export interface DownwardAPIVolumeFile {
  fieldRef?: ObjectFieldSelector;
  mode?: number;
  path: string;
  resourceFieldRef?: ResourceFieldSelector;
}

/** `v1.DownwardAPIVolumeSource` */
export interface DownwardAPIVolumeSource {
  defaultMode?: number;
  items?: Array<DownwardAPIVolumeFile>;
}

/** `v1.EmptyDirVolumeSource` */
export interface EmptyDirVolumeSource {
  medium?: "" | "HugePages" | "HugePages-" | "Memory" | (string & {});
  /** A quantity, such as `500m` or `2Gi`. */
  sizeLimit?: string;
}

/** `v1.EndpointAddress` */
export interface EndpointAddress {
  hostname?: string;
  ip: string;
  nodeName?: string;
  targetRef?: ObjectReference;
}

/** `v1.EndpointPort` */
export interface CoreV1EndpointPort {
  appProtocol?: string;
  name?: string;
  port: number;
  protocol?: "SCTP" | "TCP" | "UDP" | (string & {});
}

/** `v1.EndpointSubset` */
export interface EndpointSubset {
  addresses?: Array<EndpointAddress>;
  notReadyAddresses?: Array<EndpointAddress>;
  ports?: Array<CoreV1EndpointPort>;
}

/** `v1.Endpoints` */
export interface Endpoints {
  apiVersion: 'v1';
  kind: 'Endpoints';
  metadata: ObjectMeta;
  subsets?: Array<EndpointSubset>;
}

/** `v1.EnvFromSource` */
export interface EnvFromSource {
  configMapRef?: ConfigMapEnvSource;
  prefix?: string;
  secretRef?: SecretEnvSource;
}

/** `v1.EnvVar` */
export interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: EnvVarSource;
}

/** `v1.EnvVarSource` */
export interface EnvVarSource {
  configMapKeyRef?: ConfigMapKeySelector;
  fieldRef?: ObjectFieldSelector;
  fileKeyRef?: FileKeySelector;
  resourceFieldRef?: ResourceFieldSelector;
  secretKeyRef?: SecretKeySelector;
}

/** `v1.EphemeralContainer` */
export interface EphemeralContainer {
  args?: Array<string>;
  command?: Array<string>;
  env?: Array<EnvVar>;
  envFrom?: Array<EnvFromSource>;
  image?: string;
  imagePullPolicy?: "Always" | "IfNotPresent" | "Never" | (string & {});
  lifecycle?: Lifecycle;
  livenessProbe?: Probe;
  name: string;
  ports?: Array<ContainerPort>;
  readinessProbe?: Probe;
  resizePolicy?: Array<ContainerResizePolicy>;
  resources?: ResourceRequirements;
  restartPolicy?: "Always" | "Never" | "OnFailure" | (string & {});
  restartPolicyRules?: Array<ContainerRestartRule>;
  securityContext?: SecurityContext;
  startupProbe?: Probe;
  stdin?: boolean;
  stdinOnce?: boolean;
  targetContainerName?: string;
  terminationMessagePath?: string;
  terminationMessagePolicy?: "FallbackToLogsOnError" | "File" | (string & {});
  tty?: boolean;
  volumeDevices?: Array<VolumeDevice>;
  volumeMounts?: Array<VolumeMount>;
  workingDir?: string;
}

/** `v1.EphemeralVolumeSource` */
export interface EphemeralVolumeSource {
  volumeClaimTemplate?: PersistentVolumeClaimTemplate;
}

/** `v1.Event` */
export interface CoreV1Event {
  apiVersion: 'v1';
  kind: 'Event';
  action?: string;
  count?: number;
  /** RFC 3339 with microseconds. */
  eventTime?: string;
  /** RFC 3339, whole seconds. */
  firstTimestamp?: string;
  involvedObject: ObjectReference;
  /** RFC 3339, whole seconds. */
  lastTimestamp?: string;
  message?: string;
  metadata: ObjectMeta;
  reason?: string;
  related?: ObjectReference;
  reportingComponent?: string;
  reportingInstance?: string;
  series?: CoreV1EventSeries;
  source?: EventSource;
  type?: string;
}

/** `v1.EventSeries` */
export interface CoreV1EventSeries {
  count?: number;
  /** RFC 3339 with microseconds. */
  lastObservedTime?: string;
}

/** `v1.EventSource` */
export interface EventSource {
  component?: string;
  host?: string;
}

/** `v1.ExecAction` */
export interface ExecAction {
  command?: Array<string>;
}

/** `v1.FCVolumeSource` */
export interface FCVolumeSource {
  fsType?: string;
  lun?: number;
  readOnly?: boolean;
  targetWWNs?: Array<string>;
  wwids?: Array<string>;
}

/** `v1.FileKeySelector` */
export interface FileKeySelector {
  key: string;
  optional?: boolean;
  path: string;
  volumeName: string;
}

/** `v1.FlexPersistentVolumeSource` */
export interface FlexPersistentVolumeSource {
  driver: string;
  fsType?: string;
  options?: Record<string, string>;
  readOnly?: boolean;
  secretRef?: SecretReference;
}

/** `v1.FlexVolumeSource` */
export interface FlexVolumeSource {
  driver: string;
  fsType?: string;
  options?: Record<string, string>;
  readOnly?: boolean;
  secretRef?: LocalObjectReference;
}

/** `v1.FlockerVolumeSource` */
export interface FlockerVolumeSource {
  datasetName?: string;
  datasetUUID?: string;
}

/** `v1.GCEPersistentDiskVolumeSource` */
export interface GCEPersistentDiskVolumeSource {
  fsType?: string;
  partition?: number;
  pdName: string;
  readOnly?: boolean;
}

/** `v1.GRPCAction` */
export interface GRPCAction {
  port: number;
  service?: string;
}

/** `v1.GitRepoVolumeSource` */
export interface GitRepoVolumeSource {
  directory?: string;
  repository: string;
  revision?: string;
}

/** `v1.GlusterfsPersistentVolumeSource` */
export interface GlusterfsPersistentVolumeSource {
  endpoints: string;
  endpointsNamespace?: string;
  path: string;
  readOnly?: boolean;
}

/** `v1.GlusterfsVolumeSource` */
export interface GlusterfsVolumeSource {
  endpoints: string;
  path: string;
  readOnly?: boolean;
}

/** `v1.HTTPGetAction` */
export interface HTTPGetAction {
  host?: string;
  httpHeaders?: Array<HTTPHeader>;
  path?: string;
  port: number | string;
  scheme?: "HTTP" | "HTTPS" | (string & {});
}

/** `v1.HTTPHeader` */
export interface HTTPHeader {
  name: string;
  value: string;
}

/** `v1.HostAlias` */
export interface HostAlias {
  hostnames?: Array<string>;
  ip: string;
}

/** `v1.HostIP` */
export interface HostIP {
  ip: string;
}

/** `v1.HostPathVolumeSource` */
export interface HostPathVolumeSource {
  path: string;
  type?: "" | "BlockDevice" | "CharDevice" | "Directory" | "DirectoryOrCreate" | "File" | "FileOrCreate" | "Socket" | (string & {});
}

/** `v1.ISCSIPersistentVolumeSource` */
export interface ISCSIPersistentVolumeSource {
  chapAuthDiscovery?: boolean;
  chapAuthSession?: boolean;
  fsType?: string;
  initiatorName?: string;
  iqn: string;
  iscsiInterface?: string;
  lun: number;
  portals?: Array<string>;
  readOnly?: boolean;
  secretRef?: SecretReference;
  targetPortal: string;
}

/** `v1.ISCSIVolumeSource` */
export interface ISCSIVolumeSource {
  chapAuthDiscovery?: boolean;
  chapAuthSession?: boolean;
  fsType?: string;
  initiatorName?: string;
  iqn: string;
  iscsiInterface?: string;
  lun: number;
  portals?: Array<string>;
  readOnly?: boolean;
  secretRef?: LocalObjectReference;
  targetPortal: string;
}

/** `v1.ImageVolumeSource` */
export interface ImageVolumeSource {
  pullPolicy?: "Always" | "IfNotPresent" | "Never" | (string & {});
  reference?: string;
}

/** `v1.ImageVolumeStatus` */
export interface ImageVolumeStatus {
  imageRef: string;
}

/** `v1.KeyToPath` */
export interface KeyToPath {
  key: string;
  mode?: number;
  path: string;
}

/** `v1.Lifecycle` */
export interface Lifecycle {
  postStart?: LifecycleHandler;
  preStop?: LifecycleHandler;
  stopSignal?: "SIGABRT" | "SIGALRM" | "SIGBUS" | "SIGCHLD" | "SIGCLD" | "SIGCONT" | "SIGFPE" | "SIGHUP" | "SIGILL" | "SIGINT" | "SIGIO" | "SIGIOT" | "SIGKILL" | "SIGPIPE" | "SIGPOLL" | "SIGPROF" | "SIGPWR" | "SIGQUIT" | "SIGRTMAX" | "SIGRTMAX-1" | "SIGRTMAX-10" | "SIGRTMAX-11" | "SIGRTMAX-12" | "SIGRTMAX-13" | "SIGRTMAX-14" | "SIGRTMAX-2" | "SIGRTMAX-3" | "SIGRTMAX-4" | "SIGRTMAX-5" | "SIGRTMAX-6" | "SIGRTMAX-7" | "SIGRTMAX-8" | "SIGRTMAX-9" | "SIGRTMIN" | "SIGRTMIN+1" | "SIGRTMIN+10" | "SIGRTMIN+11" | "SIGRTMIN+12" | "SIGRTMIN+13" | "SIGRTMIN+14" | "SIGRTMIN+15" | "SIGRTMIN+2" | "SIGRTMIN+3" | "SIGRTMIN+4" | "SIGRTMIN+5" | "SIGRTMIN+6" | "SIGRTMIN+7" | "SIGRTMIN+8" | "SIGRTMIN+9" | "SIGSEGV" | "SIGSTKFLT" | "SIGSTOP" | "SIGSYS" | "SIGTERM" | "SIGTRAP" | "SIGTSTP" | "SIGTTIN" | "SIGTTOU" | "SIGURG" | "SIGUSR1" | "SIGUSR2" | "SIGVTALRM" | "SIGWINCH" | "SIGXCPU" | "SIGXFSZ" | (string & {});
}

/** `v1.LifecycleHandler` */
export interface LifecycleHandler {
  exec?: ExecAction;
  httpGet?: HTTPGetAction;
  sleep?: SleepAction;
  tcpSocket?: TCPSocketAction;
}

/** `v1.LimitRange` */
export interface LimitRange {
  apiVersion: 'v1';
  kind: 'LimitRange';
  metadata: ObjectMeta;
  spec?: LimitRangeSpec;
}

/** `v1.LimitRangeItem` */
export interface LimitRangeItem {
  default?: Record<string, string>;
  defaultRequest?: Record<string, string>;
  max?: Record<string, string>;
  maxLimitRequestRatio?: Record<string, string>;
  min?: Record<string, string>;
  type: "Container" | "PersistentVolumeClaim" | "Pod" | (string & {});
}

/** `v1.LimitRangeSpec` */
export interface LimitRangeSpec {
  limits: Array<LimitRangeItem>;
}

/** `v1.LinuxContainerUser` */
export interface LinuxContainerUser {
  gid: number;
  supplementalGroups?: Array<number>;
  uid: number;
}

/** `v1.LoadBalancerIngress` */
export interface LoadBalancerIngress {
  hostname?: string;
  ip?: string;
  ipMode?: "Proxy" | "VIP" | (string & {});
  ports?: Array<PortStatus>;
}

/** `v1.LoadBalancerStatus` */
export interface LoadBalancerStatus {
  ingress?: Array<LoadBalancerIngress>;
}

/** `v1.LocalObjectReference` */
export interface LocalObjectReference {
  name?: string;
}

/** `v1.LocalVolumeSource` */
export interface LocalVolumeSource {
  fsType?: string;
  path: string;
}

/** `v1.ModifyVolumeStatus` */
export interface ModifyVolumeStatus {
  status: "InProgress" | "Infeasible" | "Pending" | (string & {});
  targetVolumeAttributesClassName?: string;
}

/** `v1.NFSVolumeSource` */
export interface NFSVolumeSource {
  path: string;
  readOnly?: boolean;
  server: string;
}

/** `v1.Namespace` */
export interface Namespace {
  apiVersion: 'v1';
  kind: 'Namespace';
  metadata: ObjectMeta;
  spec?: NamespaceSpec;
  status?: NamespaceStatus;
}

/** `v1.NamespaceCondition` */
export interface NamespaceCondition {
  /** RFC 3339, whole seconds. */
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status: "False" | "True" | "Unknown" | (string & {});
  type: "NamespaceContentRemaining" | "NamespaceDeletionContentFailure" | "NamespaceDeletionDiscoveryFailure" | "NamespaceDeletionGroupVersionParsingFailure" | "NamespaceFinalizersRemaining" | (string & {});
}

/** `v1.NamespaceSpec` */
export interface NamespaceSpec {
  finalizers?: Array<"kubernetes" | (string & {})>;
}

/** `v1.NamespaceStatus` */
export interface NamespaceStatus {
  conditions?: Array<NamespaceCondition>;
  phase?: "Active" | "Terminating" | (string & {});
}

/** `v1.Node` */
export interface Node {
  apiVersion: 'v1';
  kind: 'Node';
  metadata: ObjectMeta;
  spec?: NodeSpec;
  status?: NodeStatus;
}

/** `v1.NodeAddress` */
export interface NodeAddress {
  address: string;
  type: "ExternalDNS" | "ExternalIP" | "Hostname" | "InternalDNS" | "InternalIP" | (string & {});
}

/** `v1.NodeAffinity` */
export interface NodeAffinity {
  preferredDuringSchedulingIgnoredDuringExecution?: Array<PreferredSchedulingTerm>;
  requiredDuringSchedulingIgnoredDuringExecution?: NodeSelector;
}

/** `v1.NodeAllocatableResourceClaimStatus` */
export interface NodeAllocatableResourceClaimStatus {
  containers?: Array<string>;
  resourceClaimName: string;
  resources: Record<string, string>;
}

/** `v1.NodeCondition` */
export interface NodeCondition {
  /** RFC 3339, whole seconds. */
  lastHeartbeatTime?: string;
  /** RFC 3339, whole seconds. */
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status: "False" | "True" | "Unknown" | (string & {});
  type: "DiskPressure" | "MemoryPressure" | "NetworkUnavailable" | "PIDPressure" | "Ready" | (string & {});
}

/** `v1.NodeConfigSource` */
export interface NodeConfigSource {
  configMap?: ConfigMapNodeConfigSource;
}

/** `v1.NodeConfigStatus` */
export interface NodeConfigStatus {
  active?: NodeConfigSource;
  assigned?: NodeConfigSource;
  error?: string;
  lastKnownGood?: NodeConfigSource;
}

/** `v1.NodeDaemonEndpoints` */
export interface NodeDaemonEndpoints {
  kubeletEndpoint?: DaemonEndpoint;
}

/** `v1.NodeFeatures` */
export interface NodeFeatures {
  supplementalGroupsPolicy?: boolean;
}

/** `v1.NodeRuntimeHandler` */
export interface NodeRuntimeHandler {
  features?: NodeRuntimeHandlerFeatures;
  name?: string;
}

/** `v1.NodeRuntimeHandlerFeatures` */
export interface NodeRuntimeHandlerFeatures {
  recursiveReadOnlyMounts?: boolean;
  userNamespaces?: boolean;
}

/** `v1.NodeSelector` */
export interface NodeSelector {
  nodeSelectorTerms: Array<NodeSelectorTerm>;
}

/** `v1.NodeSelectorRequirement` */
export interface NodeSelectorRequirement {
  key: string;
  operator: "DoesNotExist" | "Exists" | "Gt" | "In" | "Lt" | "NotIn" | (string & {});
  values?: Array<string>;
}

/** `v1.NodeSelectorTerm` */
export interface NodeSelectorTerm {
  matchExpressions?: Array<NodeSelectorRequirement>;
  matchFields?: Array<NodeSelectorRequirement>;
}

/** `v1.NodeSpec` */
export interface NodeSpec {
  configSource?: NodeConfigSource;
  externalID?: string;
  podCIDR?: string;
  podCIDRs?: Array<string>;
  providerID?: string;
  taints?: Array<Taint>;
  unschedulable?: boolean;
}

/** `v1.NodeStatus` */
export interface NodeStatus {
  addresses?: Array<NodeAddress>;
  allocatable?: Record<string, string>;
  capacity?: Record<string, string>;
  conditions?: Array<NodeCondition>;
  config?: NodeConfigStatus;
  daemonEndpoints?: NodeDaemonEndpoints;
  declaredFeatures?: Array<string>;
  features?: NodeFeatures;
  images?: Array<ContainerImage>;
  nodeInfo?: NodeSystemInfo;
  phase?: "Pending" | "Running" | "Terminated" | (string & {});
  runtimeHandlers?: Array<NodeRuntimeHandler>;
  volumesAttached?: Array<AttachedVolume>;
  volumesInUse?: Array<string>;
}

/** `v1.NodeSwapStatus` */
export interface NodeSwapStatus {
  capacity?: number;
}

/** `v1.NodeSystemInfo` */
export interface NodeSystemInfo {
  architecture: string;
  bootID: string;
  containerRuntimeVersion: string;
  kernelVersion: string;
  kubeProxyVersion: string;
  kubeletVersion: string;
  machineID: string;
  operatingSystem: string;
  osImage: string;
  swap?: NodeSwapStatus;
  systemUUID: string;
}

/** `v1.ObjectFieldSelector` */
export interface ObjectFieldSelector {
  apiVersion?: string;
  fieldPath: string;
}

/** `v1.ObjectReference` */
export interface ObjectReference {
  apiVersion?: string;
  fieldPath?: string;
  kind?: string;
  name?: string;
  namespace?: string;
  resourceVersion?: string;
  uid?: string;
}

/** `v1.PersistentVolume` */
export interface PersistentVolume {
  apiVersion: 'v1';
  kind: 'PersistentVolume';
  metadata: ObjectMeta;
  spec?: PersistentVolumeSpec;
  status?: PersistentVolumeStatus;
}

/** `v1.PersistentVolumeClaim` */
export interface PersistentVolumeClaim {
  apiVersion: 'v1';
  kind: 'PersistentVolumeClaim';
  metadata: ObjectMeta;
  spec?: PersistentVolumeClaimSpec;
  status?: PersistentVolumeClaimStatus;
}

/** `v1.PersistentVolumeClaimCondition` */
export interface PersistentVolumeClaimCondition {
  /** RFC 3339, whole seconds. */
  lastProbeTime?: string;
  /** RFC 3339, whole seconds. */
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status: "False" | "True" | "Unknown" | (string & {});
  type: "ControllerResizeError" | "FileSystemResizePending" | "ModifyVolumeError" | "ModifyingVolume" | "NodeResizeError" | "Resizing" | "Unused" | (string & {});
}

/** `v1.PersistentVolumeClaimSpec` */
export interface PersistentVolumeClaimSpec {
  accessModes?: Array<"ReadOnlyMany" | "ReadWriteMany" | "ReadWriteOnce" | "ReadWriteOncePod" | (string & {})>;
  dataSource?: TypedLocalObjectReference;
  dataSourceRef?: TypedObjectReference;
  resources?: VolumeResourceRequirements;
  selector?: LabelSelector;
  storageClassName?: string;
  volumeAttributesClassName?: string;
  volumeMode?: "Block" | "Filesystem" | (string & {});
  volumeName?: string;
}

/** `v1.PersistentVolumeClaimStatus` */
export interface PersistentVolumeClaimStatus {
  accessModes?: Array<"ReadOnlyMany" | "ReadWriteMany" | "ReadWriteOnce" | "ReadWriteOncePod" | (string & {})>;
  allocatedResourceStatuses?: Record<string, "ControllerResizeInProgress" | "ControllerResizeInfeasible" | "NodeResizeInProgress" | "NodeResizeInfeasible" | "NodeResizePending" | (string & {})>;
  allocatedResources?: Record<string, string>;
  capacity?: Record<string, string>;
  conditions?: Array<PersistentVolumeClaimCondition>;
  currentVolumeAttributesClassName?: string;
  modifyVolumeStatus?: ModifyVolumeStatus;
  phase?: "Bound" | "Lost" | "Pending" | (string & {});
}

/** `v1.PersistentVolumeClaimTemplate` */
export interface PersistentVolumeClaimTemplate {
  metadata: ObjectMeta;
  spec: PersistentVolumeClaimSpec;
}

/** `v1.PersistentVolumeClaimVolumeSource` */
export interface PersistentVolumeClaimVolumeSource {
  claimName: string;
  readOnly?: boolean;
}

/** `v1.PersistentVolumeSpec` */
export interface PersistentVolumeSpec {
  accessModes?: Array<"ReadOnlyMany" | "ReadWriteMany" | "ReadWriteOnce" | "ReadWriteOncePod" | (string & {})>;
  awsElasticBlockStore?: AWSElasticBlockStoreVolumeSource;
  azureDisk?: AzureDiskVolumeSource;
  azureFile?: AzureFilePersistentVolumeSource;
  capacity?: Record<string, string>;
  cephfs?: CephFSPersistentVolumeSource;
  cinder?: CinderPersistentVolumeSource;
  claimRef?: ObjectReference;
  csi?: CSIPersistentVolumeSource;
  fc?: FCVolumeSource;
  flexVolume?: FlexPersistentVolumeSource;
  flocker?: FlockerVolumeSource;
  gcePersistentDisk?: GCEPersistentDiskVolumeSource;
  glusterfs?: GlusterfsPersistentVolumeSource;
  hostPath?: HostPathVolumeSource;
  iscsi?: ISCSIPersistentVolumeSource;
  local?: LocalVolumeSource;
  mountOptions?: Array<string>;
  nfs?: NFSVolumeSource;
  nodeAffinity?: VolumeNodeAffinity;
  persistentVolumeReclaimPolicy?: "Delete" | "Recycle" | "Retain" | (string & {});
  photonPersistentDisk?: PhotonPersistentDiskVolumeSource;
  portworxVolume?: PortworxVolumeSource;
  quobyte?: QuobyteVolumeSource;
  rbd?: RBDPersistentVolumeSource;
  scaleIO?: ScaleIOPersistentVolumeSource;
  storageClassName?: string;
  storageos?: StorageOSPersistentVolumeSource;
  volumeAttributesClassName?: string;
  volumeMode?: "Block" | "Filesystem" | (string & {});
  vsphereVolume?: VsphereVirtualDiskVolumeSource;
}

/** `v1.PersistentVolumeStatus` */
export interface PersistentVolumeStatus {
  /** RFC 3339, whole seconds. */
  lastPhaseTransitionTime?: string;
  message?: string;
  phase?: "Available" | "Bound" | "Failed" | "Pending" | "Released" | (string & {});
  reason?: string;
}

/** `v1.PhotonPersistentDiskVolumeSource` */
export interface PhotonPersistentDiskVolumeSource {
  fsType?: string;
  pdID: string;
}

/** `v1.Pod` */
export interface Pod {
  apiVersion: 'v1';
  kind: 'Pod';
  metadata: ObjectMeta;
  spec?: PodSpec;
  status?: PodStatus;
}

/** `v1.PodAffinity` */
export interface PodAffinity {
  preferredDuringSchedulingIgnoredDuringExecution?: Array<WeightedPodAffinityTerm>;
  requiredDuringSchedulingIgnoredDuringExecution?: Array<PodAffinityTerm>;
}

/** `v1.PodAffinityTerm` */
export interface PodAffinityTerm {
  labelSelector?: LabelSelector;
  matchLabelKeys?: Array<string>;
  mismatchLabelKeys?: Array<string>;
  namespaceSelector?: LabelSelector;
  namespaces?: Array<string>;
  topologyKey: string;
}

/** `v1.PodAntiAffinity` */
export interface PodAntiAffinity {
  preferredDuringSchedulingIgnoredDuringExecution?: Array<WeightedPodAffinityTerm>;
  requiredDuringSchedulingIgnoredDuringExecution?: Array<PodAffinityTerm>;
}

/** `v1.PodCertificateProjection` */
export interface PodCertificateProjection {
  certificateChainPath?: string;
  credentialBundlePath?: string;
  keyPath?: string;
  keyType: string;
  maxExpirationSeconds?: number;
  signerName: string;
  userAnnotations?: Record<string, string>;
}

/** `v1.PodCondition` */
export interface PodCondition {
  /** RFC 3339, whole seconds. */
  lastProbeTime?: string;
  /** RFC 3339, whole seconds. */
  lastTransitionTime?: string;
  message?: string;
  observedGeneration?: number;
  reason?: string;
  status: "False" | "True" | "Unknown" | (string & {});
  type: "AllContainersRestarting" | "ContainersReady" | "DisruptionTarget" | "Initialized" | "PodReadyToStartContainers" | "PodResizeInProgress" | "PodResizePending" | "PodScheduled" | "Ready" | (string & {});
}

/** `v1.PodDNSConfig` */
export interface PodDNSConfig {
  nameservers?: Array<string>;
  options?: Array<PodDNSConfigOption>;
  searches?: Array<string>;
}

/** `v1.PodDNSConfigOption` */
export interface PodDNSConfigOption {
  name?: string;
  value?: string;
}

/** `v1.PodExtendedResourceClaimStatus` */
export interface PodExtendedResourceClaimStatus {
  requestMappings: Array<ContainerExtendedResourceRequest>;
  resourceClaimName: string;
}

/** `v1.PodIP` */
export interface PodIP {
  ip: string;
}

/** `v1.PodOS` */
export interface PodOS {
  name: "linux" | "windows" | (string & {});
}

/** `v1.PodReadinessGate` */
export interface PodReadinessGate {
  conditionType: "AllContainersRestarting" | "ContainersReady" | "DisruptionTarget" | "Initialized" | "PodReadyToStartContainers" | "PodResizeInProgress" | "PodResizePending" | "PodScheduled" | "Ready" | (string & {});
}

/** `v1.PodResourceClaim` */
export interface PodResourceClaim {
  name: string;
  resourceClaimName?: string;
  resourceClaimTemplateName?: string;
}

/** `v1.PodResourceClaimStatus` */
export interface PodResourceClaimStatus {
  name: string;
  resourceClaimName?: string;
}

/** `v1.PodSchedulingGate` */
export interface PodSchedulingGate {
  name: string;
}

/** `v1.PodSchedulingGroup` */
export interface PodSchedulingGroup {
  podGroupName?: string;
}

/** `v1.PodSecurityContext` */
export interface PodSecurityContext {
  appArmorProfile?: AppArmorProfile;
  fsGroup?: number;
  fsGroupChangePolicy?: "Always" | "OnRootMismatch" | (string & {});
  runAsGroup?: number;
  runAsNonRoot?: boolean;
  runAsUser?: number;
  seLinuxChangePolicy?: "MountOption" | "Recursive" | (string & {});
  seLinuxOptions?: SELinuxOptions;
  seccompProfile?: SeccompProfile;
  supplementalGroups?: Array<number>;
  supplementalGroupsPolicy?: "Merge" | "Strict" | (string & {});
  sysctls?: Array<Sysctl>;
  windowsOptions?: WindowsSecurityContextOptions;
}

/** `v1.PodSpec` */
export interface PodSpec {
  activeDeadlineSeconds?: number;
  affinity?: Affinity;
  automountServiceAccountToken?: boolean;
  containers: Array<Container>;
  dnsConfig?: PodDNSConfig;
  dnsPolicy?: "ClusterFirst" | "ClusterFirstWithHostNet" | "Default" | "None" | (string & {});
  enableServiceLinks?: boolean;
  ephemeralContainers?: Array<EphemeralContainer>;
  hostAliases?: Array<HostAlias>;
  hostIPC?: boolean;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostUsers?: boolean;
  hostname?: string;
  hostnameOverride?: string;
  imagePullSecrets?: Array<LocalObjectReference>;
  initContainers?: Array<Container>;
  nodeName?: string;
  nodeSelector?: Record<string, string>;
  os?: PodOS;
  overhead?: Record<string, string>;
  preemptionPolicy?: "Never" | "PreemptLowerPriority" | (string & {});
  priority?: number;
  priorityClassName?: string;
  readinessGates?: Array<PodReadinessGate>;
  resourceClaims?: Array<PodResourceClaim>;
  resources?: ResourceRequirements;
  restartPolicy?: "Always" | "Never" | "OnFailure" | (string & {});
  runtimeClassName?: string;
  schedulerName?: string;
  schedulingGates?: Array<PodSchedulingGate>;
  schedulingGroup?: PodSchedulingGroup;
  securityContext?: PodSecurityContext;
  serviceAccount?: string;
  serviceAccountName?: string;
  setHostnameAsFQDN?: boolean;
  shareProcessNamespace?: boolean;
  subdomain?: string;
  terminationGracePeriodSeconds?: number;
  tolerations?: Array<Toleration>;
  topologySpreadConstraints?: Array<TopologySpreadConstraint>;
  volumes?: Array<Volume>;
}

/** `v1.PodStatus` */
export interface PodStatus {
  allocatedResources?: Record<string, string>;
  conditions?: Array<PodCondition>;
  containerStatuses?: Array<ContainerStatus>;
  ephemeralContainerStatuses?: Array<ContainerStatus>;
  extendedResourceClaimStatus?: PodExtendedResourceClaimStatus;
  hostIP?: string;
  hostIPs?: Array<HostIP>;
  initContainerStatuses?: Array<ContainerStatus>;
  message?: string;
  nodeAllocatableResourceClaimStatuses?: Array<NodeAllocatableResourceClaimStatus>;
  nominatedNodeName?: string;
  observedGeneration?: number;
  phase?: "Failed" | "Pending" | "Running" | "Succeeded" | "Unknown" | (string & {});
  podIP?: string;
  podIPs?: Array<PodIP>;
  qosClass?: "BestEffort" | "Burstable" | "Guaranteed" | (string & {});
  reason?: string;
  resize?: "Deferred" | "InProgress" | "Infeasible" | (string & {});
  resourceClaimStatuses?: Array<PodResourceClaimStatus>;
  resources?: ResourceRequirements;
  /** RFC 3339, whole seconds. */
  startTime?: string;
}

/** `v1.PodStatusResult` */
export interface PodStatusResult {
  apiVersion: 'v1';
  kind: 'PodStatusResult';
  metadata: ObjectMeta;
  status?: PodStatus;
}

/** `v1.PodTemplate` */
export interface PodTemplate {
  apiVersion: 'v1';
  kind: 'PodTemplate';
  metadata: ObjectMeta;
  template?: PodTemplateSpec;
}

/** `v1.PodTemplateSpec` */
export interface PodTemplateSpec {
  metadata: ObjectMeta;
  spec?: PodSpec;
}

/** `v1.PortStatus` */
export interface PortStatus {
  error?: string;
  port: number;
  protocol: "SCTP" | "TCP" | "UDP" | (string & {});
}

/** `v1.PortworxVolumeSource` */
export interface PortworxVolumeSource {
  fsType?: string;
  readOnly?: boolean;
  volumeID: string;
}

/** `v1.PreferredSchedulingTerm` */
export interface PreferredSchedulingTerm {
  preference: NodeSelectorTerm;
  weight: number;
}

/** `v1.Probe` */
export interface Probe {
  exec?: ExecAction;
  failureThreshold?: number;
  grpc?: GRPCAction;
  httpGet?: HTTPGetAction;
  initialDelaySeconds?: number;
  periodSeconds?: number;
  successThreshold?: number;
  tcpSocket?: TCPSocketAction;
  terminationGracePeriodSeconds?: number;
  timeoutSeconds?: number;
}

/** `v1.ProjectedVolumeSource` */
export interface ProjectedVolumeSource {
  defaultMode?: number;
  sources?: Array<VolumeProjection>;
}

/** `v1.QuobyteVolumeSource` */
export interface QuobyteVolumeSource {
  group?: string;
  readOnly?: boolean;
  registry: string;
  tenant?: string;
  user?: string;
  volume: string;
}

/** `v1.RBDPersistentVolumeSource` */
export interface RBDPersistentVolumeSource {
  fsType?: string;
  image: string;
  keyring?: string;
  monitors: Array<string>;
  pool?: string;
  readOnly?: boolean;
  secretRef?: SecretReference;
  user?: string;
}

/** `v1.RBDVolumeSource` */
export interface RBDVolumeSource {
  fsType?: string;
  image: string;
  keyring?: string;
  monitors: Array<string>;
  pool?: string;
  readOnly?: boolean;
  secretRef?: LocalObjectReference;
  user?: string;
}

/** `v1.RangeAllocation` */
export interface RangeAllocation {
  apiVersion: 'v1';
  kind: 'RangeAllocation';
  /** Base64. */
  data: string;
  metadata: ObjectMeta;
  range: string;
}

/** `v1.ReplicationController` */
export interface ReplicationController {
  apiVersion: 'v1';
  kind: 'ReplicationController';
  metadata: ObjectMeta;
  spec?: ReplicationControllerSpec;
  status?: ReplicationControllerStatus;
}

/** `v1.ReplicationControllerCondition` */
export interface ReplicationControllerCondition {
  /** RFC 3339, whole seconds. */
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status: "False" | "True" | "Unknown" | (string & {});
  type: "ReplicaFailure" | (string & {});
}

/** `v1.ReplicationControllerSpec` */
export interface ReplicationControllerSpec {
  minReadySeconds?: number;
  replicas?: number;
  selector?: Record<string, string>;
  template?: PodTemplateSpec;
}

/** `v1.ReplicationControllerStatus` */
export interface ReplicationControllerStatus {
  availableReplicas?: number;
  conditions?: Array<ReplicationControllerCondition>;
  fullyLabeledReplicas?: number;
  observedGeneration?: number;
  readyReplicas?: number;
  replicas: number;
}

/** `v1.ResourceClaim` */
export interface CoreV1ResourceClaim {
  name: string;
  request?: string;
}

/** `v1.ResourceFieldSelector` */
export interface ResourceFieldSelector {
  containerName?: string;
  /** A quantity, such as `500m` or `2Gi`. */
  divisor?: string;
  resource: string;
}

/** `v1.ResourceHealth` */
export interface ResourceHealth {
  health?: "Healthy" | "Unhealthy" | "Unknown" | (string & {});
  message?: string;
  resourceID: string;
}

/** `v1.ResourceQuota` */
export interface ResourceQuota {
  apiVersion: 'v1';
  kind: 'ResourceQuota';
  metadata: ObjectMeta;
  spec?: ResourceQuotaSpec;
  status?: ResourceQuotaStatus;
}

/** `v1.ResourceQuotaSpec` */
export interface ResourceQuotaSpec {
  hard?: Record<string, string>;
  scopeSelector?: ScopeSelector;
  scopes?: Array<"BestEffort" | "CrossNamespacePodAffinity" | "NotBestEffort" | "NotTerminating" | "PriorityClass" | "Terminating" | "VolumeAttributesClass" | (string & {})>;
}

/** `v1.ResourceQuotaStatus` */
export interface ResourceQuotaStatus {
  hard?: Record<string, string>;
  used?: Record<string, string>;
}

/** `v1.ResourceRequirements` */
export interface ResourceRequirements {
  claims?: Array<CoreV1ResourceClaim>;
  limits?: Record<string, string>;
  requests?: Record<string, string>;
}

/** `v1.ResourceStatus` */
export interface ResourceStatus {
  name: "configmaps" | "cpu" | "ephemeral-storage" | "limits.cpu" | "limits.ephemeral-storage" | "limits.memory" | "memory" | "persistentvolumeclaims" | "pods" | "replicationcontrollers" | "requests.cpu" | "requests.ephemeral-storage" | "requests.memory" | "requests.storage" | "resourcequotas" | "secrets" | "services" | "services.loadbalancers" | "services.nodeports" | "storage" | (string & {});
  resources?: Array<ResourceHealth>;
}

/** `v1.SELinuxOptions` */
export interface SELinuxOptions {
  level?: string;
  role?: string;
  type?: string;
  user?: string;
}

/** `v1.ScaleIOPersistentVolumeSource` */
export interface ScaleIOPersistentVolumeSource {
  fsType?: string;
  gateway: string;
  protectionDomain?: string;
  readOnly?: boolean;
  secretRef: SecretReference;
  sslEnabled?: boolean;
  storageMode?: string;
  storagePool?: string;
  system: string;
  volumeName?: string;
}

/** `v1.ScaleIOVolumeSource` */
export interface ScaleIOVolumeSource {
  fsType?: string;
  gateway: string;
  protectionDomain?: string;
  readOnly?: boolean;
  secretRef: LocalObjectReference;
  sslEnabled?: boolean;
  storageMode?: string;
  storagePool?: string;
  system: string;
  volumeName?: string;
}

/** `v1.ScopeSelector` */
export interface ScopeSelector {
  matchExpressions?: Array<ScopedResourceSelectorRequirement>;
}

/** `v1.ScopedResourceSelectorRequirement` */
export interface ScopedResourceSelectorRequirement {
  operator: "DoesNotExist" | "Exists" | "In" | "NotIn" | (string & {});
  scopeName: "BestEffort" | "CrossNamespacePodAffinity" | "NotBestEffort" | "NotTerminating" | "PriorityClass" | "Terminating" | "VolumeAttributesClass" | (string & {});
  values?: Array<string>;
}

/** `v1.SeccompProfile` */
export interface SeccompProfile {
  localhostProfile?: string;
  type: "Localhost" | "RuntimeDefault" | "Unconfined" | (string & {});
}

/** `v1.Secret` */
export interface Secret {
  apiVersion: 'v1';
  kind: 'Secret';
  data?: Record<string, string>;
  immutable?: boolean;
  metadata: ObjectMeta;
  stringData?: Record<string, string>;
  type?: "Opaque" | "bootstrap.kubernetes.io/token" | "kubernetes.io/basic-auth" | "kubernetes.io/dockercfg" | "kubernetes.io/dockerconfigjson" | "kubernetes.io/service-account-token" | "kubernetes.io/ssh-auth" | "kubernetes.io/tls" | (string & {});
}

/** `v1.SecretEnvSource` */
export interface SecretEnvSource {
  name?: string;
  optional?: boolean;
}

/** `v1.SecretKeySelector` */
export interface SecretKeySelector {
  key: string;
  name?: string;
  optional?: boolean;
}

/** `v1.SecretProjection` */
export interface SecretProjection {
  items?: Array<KeyToPath>;
  name?: string;
  optional?: boolean;
}

/** `v1.SecretReference` */
export interface SecretReference {
  name?: string;
  namespace?: string;
}

/** `v1.SecretVolumeSource` */
export interface SecretVolumeSource {
  defaultMode?: number;
  items?: Array<KeyToPath>;
  optional?: boolean;
  secretName?: string;
}

/** `v1.SecurityContext` */
export interface SecurityContext {
  allowPrivilegeEscalation?: boolean;
  appArmorProfile?: AppArmorProfile;
  capabilities?: Capabilities;
  privileged?: boolean;
  procMount?: "Default" | "Unmasked" | (string & {});
  readOnlyRootFilesystem?: boolean;
  runAsGroup?: number;
  runAsNonRoot?: boolean;
  runAsUser?: number;
  seLinuxOptions?: SELinuxOptions;
  seccompProfile?: SeccompProfile;
  windowsOptions?: WindowsSecurityContextOptions;
}

/** `v1.SerializedReference` */
export interface SerializedReference {
  apiVersion: 'v1';
  kind: 'SerializedReference';
  reference?: ObjectReference;
}

/** `v1.Service` */
export interface Service {
  apiVersion: 'v1';
  kind: 'Service';
  metadata: ObjectMeta;
  spec?: ServiceSpec;
  status?: ServiceStatus;
}

/** `v1.ServiceAccount` */
export interface ServiceAccount {
  apiVersion: 'v1';
  kind: 'ServiceAccount';
  automountServiceAccountToken?: boolean;
  imagePullSecrets?: Array<LocalObjectReference>;
  metadata: ObjectMeta;
  secrets?: Array<ObjectReference>;
}

/** `v1.ServiceAccountTokenProjection` */
export interface ServiceAccountTokenProjection {
  audience?: string;
  expirationSeconds?: number;
  path: string;
}

/** `v1.ServicePort` */
export interface ServicePort {
  appProtocol?: string;
  name?: string;
  nodePort?: number;
  port: number;
  protocol?: "SCTP" | "TCP" | "UDP" | (string & {});
  targetPort?: number | string;
}

/** `v1.ServiceSpec` */
export interface ServiceSpec {
  allocateLoadBalancerNodePorts?: boolean;
  clusterIP?: string;
  clusterIPs?: Array<string>;
  externalIPs?: Array<string>;
  externalName?: string;
  externalTrafficPolicy?: "Cluster" | "Local" | (string & {});
  healthCheckNodePort?: number;
  internalTrafficPolicy?: "Cluster" | "Local" | (string & {});
  ipFamilies?: Array<"" | "IPv4" | "IPv6" | (string & {})>;
  ipFamilyPolicy?: "PreferDualStack" | "RequireDualStack" | "SingleStack" | (string & {});
  loadBalancerClass?: string;
  loadBalancerIP?: string;
  loadBalancerSourceRanges?: Array<string>;
  ports?: Array<ServicePort>;
  publishNotReadyAddresses?: boolean;
  selector?: Record<string, string>;
  sessionAffinity?: "ClientIP" | "None" | (string & {});
  sessionAffinityConfig?: SessionAffinityConfig;
  trafficDistribution?: string;
  type?: "ClusterIP" | "ExternalName" | "LoadBalancer" | "NodePort" | (string & {});
}

/** `v1.ServiceStatus` */
export interface ServiceStatus {
  conditions?: Array<Condition>;
  loadBalancer?: LoadBalancerStatus;
}

/** `v1.SessionAffinityConfig` */
export interface SessionAffinityConfig {
  clientIP?: ClientIPConfig;
}

/** `v1.SleepAction` */
export interface SleepAction {
  seconds: number;
}

/** `v1.StorageOSPersistentVolumeSource` */
export interface StorageOSPersistentVolumeSource {
  fsType?: string;
  readOnly?: boolean;
  secretRef?: ObjectReference;
  volumeName?: string;
  volumeNamespace?: string;
}

/** `v1.StorageOSVolumeSource` */
export interface StorageOSVolumeSource {
  fsType?: string;
  readOnly?: boolean;
  secretRef?: LocalObjectReference;
  volumeName?: string;
  volumeNamespace?: string;
}

/** `v1.Sysctl` */
export interface Sysctl {
  name: string;
  value: string;
}

/** `v1.TCPSocketAction` */
export interface TCPSocketAction {
  host?: string;
  port: number | string;
}

/** `v1.Taint` */
export interface Taint {
  effect: "NoExecute" | "NoSchedule" | "PreferNoSchedule" | (string & {});
  key: string;
  /** RFC 3339, whole seconds. */
  timeAdded?: string;
  value?: string;
}

/** `v1.Toleration` */
export interface Toleration {
  effect?: "NoExecute" | "NoSchedule" | "PreferNoSchedule" | (string & {});
  key?: string;
  operator?: "Equal" | "Exists" | "Gt" | "Lt" | (string & {});
  tolerationSeconds?: number;
  value?: string;
}

/** `v1.TopologySelectorLabelRequirement` */
export interface TopologySelectorLabelRequirement {
  key: string;
  values: Array<string>;
}

/** `v1.TopologySelectorTerm` */
export interface TopologySelectorTerm {
  matchLabelExpressions?: Array<TopologySelectorLabelRequirement>;
}

/** `v1.TopologySpreadConstraint` */
export interface TopologySpreadConstraint {
  labelSelector?: LabelSelector;
  matchLabelKeys?: Array<string>;
  maxSkew: number;
  minDomains?: number;
  nodeAffinityPolicy?: "Honor" | "Ignore" | (string & {});
  nodeTaintsPolicy?: "Honor" | "Ignore" | (string & {});
  topologyKey: string;
  whenUnsatisfiable: "DoNotSchedule" | "ScheduleAnyway" | (string & {});
}

/** `v1.TypedLocalObjectReference` */
export interface TypedLocalObjectReference {
  apiGroup?: string;
  kind: string;
  name: string;
}

/** `v1.TypedObjectReference` */
export interface TypedObjectReference {
  apiGroup?: string;
  kind: string;
  name: string;
  namespace?: string;
}

/** `v1.Volume` */
export interface Volume {
  awsElasticBlockStore?: AWSElasticBlockStoreVolumeSource;
  azureDisk?: AzureDiskVolumeSource;
  azureFile?: AzureFileVolumeSource;
  cephfs?: CephFSVolumeSource;
  cinder?: CinderVolumeSource;
  configMap?: ConfigMapVolumeSource;
  csi?: CSIVolumeSource;
  downwardAPI?: DownwardAPIVolumeSource;
  emptyDir?: EmptyDirVolumeSource;
  ephemeral?: EphemeralVolumeSource;
  fc?: FCVolumeSource;
  flexVolume?: FlexVolumeSource;
  flocker?: FlockerVolumeSource;
  gcePersistentDisk?: GCEPersistentDiskVolumeSource;
  gitRepo?: GitRepoVolumeSource;
  glusterfs?: GlusterfsVolumeSource;
  hostPath?: HostPathVolumeSource;
  image?: ImageVolumeSource;
  iscsi?: ISCSIVolumeSource;
  name: string;
  nfs?: NFSVolumeSource;
  persistentVolumeClaim?: PersistentVolumeClaimVolumeSource;
  photonPersistentDisk?: PhotonPersistentDiskVolumeSource;
  portworxVolume?: PortworxVolumeSource;
  projected?: ProjectedVolumeSource;
  quobyte?: QuobyteVolumeSource;
  rbd?: RBDVolumeSource;
  scaleIO?: ScaleIOVolumeSource;
  secret?: SecretVolumeSource;
  storageos?: StorageOSVolumeSource;
  vsphereVolume?: VsphereVirtualDiskVolumeSource;
}

/** `v1.VolumeDevice` */
export interface VolumeDevice {
  devicePath: string;
  name: string;
}

/** `v1.VolumeMount` */
export interface VolumeMount {
  mountPath: string;
  mountPropagation?: "Bidirectional" | "HostToContainer" | "None" | (string & {});
  name: string;
  readOnly?: boolean;
  recursiveReadOnly?: "Disabled" | "Enabled" | "IfPossible" | (string & {});
  subPath?: string;
  subPathExpr?: string;
}

/** `v1.VolumeMountStatus` */
export interface VolumeMountStatus {
  mountPath: string;
  name: string;
  readOnly?: boolean;
  recursiveReadOnly?: "Disabled" | "Enabled" | "IfPossible" | (string & {});
  volumeStatus?: VolumeStatus;
}

/** `v1.VolumeNodeAffinity` */
export interface VolumeNodeAffinity {
  required?: NodeSelector;
}

/** `v1.VolumeProjection` */
export interface VolumeProjection {
  clusterTrustBundle?: ClusterTrustBundleProjection;
  configMap?: ConfigMapProjection;
  downwardAPI?: DownwardAPIProjection;
  podCertificate?: PodCertificateProjection;
  secret?: SecretProjection;
  serviceAccountToken?: ServiceAccountTokenProjection;
}

/** `v1.VolumeResourceRequirements` */
export interface VolumeResourceRequirements {
  limits?: Record<string, string>;
  requests?: Record<string, string>;
}

/** `v1.VolumeStatus` */
export interface VolumeStatus {
  image?: ImageVolumeStatus;
}

/** `v1.VsphereVirtualDiskVolumeSource` */
export interface VsphereVirtualDiskVolumeSource {
  fsType?: string;
  storagePolicyID?: string;
  storagePolicyName?: string;
  volumePath: string;
}

/** `v1.WeightedPodAffinityTerm` */
export interface WeightedPodAffinityTerm {
  podAffinityTerm: PodAffinityTerm;
  weight: number;
}

/** `v1.WindowsSecurityContextOptions` */
export interface WindowsSecurityContextOptions {
  gmsaCredentialSpec?: string;
  gmsaCredentialSpecName?: string;
  hostProcess?: boolean;
  runAsUserName?: string;
}
