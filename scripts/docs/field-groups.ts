// How the reference of the API groups the root fields that belong to no single kind, and what it shows of each group. The
// examples are run in this order.

export interface FieldGroup {
  readonly title: Readonly<Record<'en' | 'zh-CN', string>>;
  readonly fields: readonly string[];
  readonly example: string;
}

export const fieldGroups: readonly FieldGroup[] = [
  {
    title: { en: 'Read objects of any kind', 'zh-CN': '读取任意类型的对象' },
    fields: ['object', 'objects', 'resource', 'table', 'kinds', 'explain', 'storage'],
    example: `query {
  object(kind: "deploy", namespace: "default", name: "web") { metadata { resourceVersion } owned { kind metadata { name } } }
  objects(kind: "services", namespace: "default", first: 10) { totalCount nodes { metadata { name } } }
  explain(kind: "pods", path: "spec.containers.image") { type required }
}`,
  },
  {
    title: { en: 'Write objects of any kind', 'zh-CN': '写入任意类型的对象' },
    fields: ['apply', 'create', 'update', 'patch', 'scale', 'commit', 'deleteObjects', 'deleteCollection'],
    example: `mutation {
  apply(manifests: "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {color: red}}", reason: "first") {
    revision
    results { outcome object { metadata { name } } }
  }
}`,
  },
  {
    title: { en: 'Follow objects of any kind', 'zh-CN': '跟踪任意类型的对象' },
    fields: ['watch'],
    example: `subscription {
  watch(kinds: ["Pod", "Service"], namespace: "default") { type resourceVersion events { type object { kind metadata { name } } } }
}`,
  },
  {
    title: { en: 'History', 'zh-CN': '历史' },
    fields: ['revision', 'change', 'changes'],
    example: `query {
  revision
  changes(first: 3) { nodes { revision at actor verb reason changes { type kind namespace name } } }
}`,
  },
  {
    title: { en: 'Pods', 'zh-CN': 'Pod' },
    fields: ['podLogs', 'topPods', 'explainScheduling', 'bindPod', 'evictPod', 'updatePodStatuses'],
    example: `query {
  topPods(namespace: "default") { __typename }
  explainScheduling(manifest: {
    apiVersion: "v1", kind: "Pod", metadata: { name: "what-if" }, spec: { containers: [{ name: "main", image: "none" }] }
  }) { schedulable message nodes { node fits score } }
}`,
  },
  {
    title: { en: 'Nodes', 'zh-CN': '节点' },
    fields: ['topNodes', 'proxyRules', 'cordon', 'uncordon', 'drain', 'createJoinToken', 'joinNode', 'renewLeases'],
    example: `mutation {
  cordon(node: "node-1", reason: "maintenance") { object { spec { unschedulable } } }
  drain(node: "node-1", dryRun: true) { __typename }
  uncordon(node: "node-1") { revision }
  createJoinToken(ttlSeconds: 600) { expiration }
}`,
  },
  {
    title: { en: 'Rollouts', 'zh-CN': '滚动更新' },
    fields: ['rolloutUndo', 'rolloutPause', 'rolloutResume', 'rolloutRestart', 'explainScaleDown'],
    example: `mutation {
  rolloutPause(namespace: "default", name: "web") { revision }
  rolloutResume(namespace: "default", name: "web") { revision }
  rolloutRestart(namespace: "default", name: "web", reason: "new certificates") { object { metadata { generation } } }
}`,
  },
  {
    title: { en: 'Server and access', 'zh-CN': '服务器与访问' },
    fields: [
      'health',
      'whoAmI',
      'canI',
      'createSignInCode',
      'controllers',
      'scheduler',
      'componentConfig',
      'createEvents',
    ],
    example: `query {
  health { ready live checks { name ok message } }
  whoAmI { __typename }
  canI(verb: "delete", kind: "Pod", namespace: "default") { allowed reason }
  controllers { name leader queueDepth lastError }
}`,
  },
];

/** What is shown for the fields that every kind has. */
export const kindExamples: readonly string[] = [
  `query {
  deployment(namespace: "default", name: "web") { spec { replicas } pods { metadata { name } } }
  deployments(labelSelector: "app=web", orderBy: ["-metadata.name"], first: 10) { totalCount nodes { metadata { name } } }
}`,
  `mutation {
  createConfigMap(input: { metadata: { name: "colors", namespace: "default" }, data: { sky: "blue" } }) { revision }
  patchConfigMap(namespace: "default", name: "colors", patch: { data: { grass: "green" } }) { object { data } }
  deleteConfigMap(namespace: "default", name: "colors") { outcome }
}`,
  `subscription {
  deploymentChanges(namespace: "default") { type events { type object { metadata { name } status { readyReplicas } } } }
}`,
];
