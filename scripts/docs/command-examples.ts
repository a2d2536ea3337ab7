// What the reference of the command line shows of each command. The blocks are run in this order, against a cluster with three
// nodes: each may use what those before it have made.

export interface CommandExample {
  readonly code: string;
  /** Comments for the tests, as test/docs/page.ts reads them. */
  readonly instructions?: readonly string[];
}

export const commandExamples: Readonly<Record<string, CommandExample>> = {
  get: {
    instructions: ['first: portolan apply -f examples/web.yaml && portolan rollout status deployment/web'],
    code: `portolan get deployments,pods -l app=web -o wide
portolan get pods -A --field-selector status.phase=Running --sort-by .metadata.creationTimestamp
portolan get deployment web -o jsonpath='{.status.readyReplicas}'
portolan get pods --at -5s
portolan get --raw '/readyz?verbose'`,
  },
  describe: { code: 'portolan describe deployment web' },
  why: {
    code: `portolan why deployment/web
portolan why pods -l app=web
portolan why node/node-1`,
  },
  at: {
    code: `portolan at -5s get pods -l app=web
revision=$(portolan get deployment web -o jsonpath='{.metadata.resourceVersion}')
portolan at "$revision" describe deployment/web`,
  },
  explain: { code: 'portolan explain deployment.spec.strategy --recursive' },
  events: { code: 'portolan events --for deployment/web' },
  create: {
    code: `portolan create namespace team
portolan create configmap settings --from-literal=color=red
portolan create secret generic password --from-literal=password=none
portolan create service clusterip other --tcp=80:8080
portolan create deployment sleeper --image=none -- sleep 600`,
  },
  run: { code: "portolan run ticker --image=none --command -- sh -c 'while sleep 0.2; do date; done'" },
  expose: { code: 'portolan expose deployment sleeper --port 80' },
  set: {
    code: `portolan set env deployment/web GREETING=hello
portolan set image deployment/web server=node:22
portolan set resources deployment/web -c server --requests cpu=20m`,
  },
  apply: {
    code: `portolan apply -f examples/web.yaml --dry-run=server --force-conflicts
portolan apply -f - <<'EOF'
apiVersion: v1
kind: ConfigMap
metadata: { name: applied }
data: { color: red }
EOF`,
  },
  diff: { instructions: ['exit code: 1'], code: 'portolan diff -f examples/web.yaml --force-conflicts' },
  edit: { code: "EDITOR='sed -i s/red/green/' portolan edit configmap settings" },
  patch: {
    code: `portolan patch configmap settings --patch '{"data":{"size":"L"}}'
portolan patch configmap settings --type json --patch '[{"op":"remove","path":"/data/size"}]'`,
  },
  replace: { code: 'portolan get configmap settings -o yaml | portolan replace -f -' },
  label: {
    code: `portolan label configmap settings team=web
portolan label configmap settings team-`,
  },
  annotate: { code: "portolan annotate configmap settings note='made by hand'" },
  scale: { code: 'portolan scale deployment/web --replicas 4 --timeout 60s' },
  rollout: {
    code: `portolan rollout status deployment/web --timeout 60s
portolan rollout history deployment/web
portolan rollout undo deployment/web
portolan rollout restart deployment/web
portolan rollout status deployment/web --timeout 60s`,
  },
  history: {
    code: `portolan history --limit 5
portolan history configmap/settings`,
  },
  undo: {
    code: `portolan annotate configmap settings note-
portolan undo --dry-run=server
portolan undo`,
  },
  delete: {
    code: `portolan delete configmap settings applied
portolan delete service other
portolan delete namespace team`,
  },
  logs: {
    instructions: ['first: portolan wait pod/ticker --for=condition=Ready --timeout=60s'],
    code: `portolan logs ticker --tail 5 --timestamps
portolan logs -l run=ticker --prefix`,
  },
  exec: { code: 'portolan exec ticker -- date' },
  attach: { instructions: ['stops after: 20'], code: 'portolan attach ticker' },
  cp: {
    code: `portolan cp examples/web.yaml ticker:/tmp/portolan-example.yaml
folder=$(mktemp -d)
portolan cp ticker:/tmp/portolan-example.yaml "$folder"
rm -r "$folder"
portolan exec ticker -- rm /tmp/portolan-example.yaml`,
  },
  'port-forward': {
    instructions: ['stops after: Forwarding from'],
    code: 'portolan port-forward deployment/web :8080',
  },
  cordon: { code: 'portolan cordon node-1' },
  uncordon: { code: 'portolan uncordon node-1' },
  drain: {
    code: `portolan drain node-1 --ignore-daemonsets --force --grace-period 2
portolan uncordon node-1`,
  },
  taint: {
    code: `portolan taint node node-1 dedicated=db:NoSchedule
portolan taint node node-1 dedicated-`,
  },
  wait: { code: 'portolan wait deployment/web --for=condition=Available --timeout=60s' },
  top: {
    code: `portolan top nodes
portolan top pods -A`,
  },
  'proxy-rules': { code: 'portolan proxy-rules node-1 -n default' },
  'api-resources': { code: 'portolan api-resources --namespaced=false' },
  'api-versions': { code: 'portolan api-versions' },
  auth: {
    code: `portolan auth whoami
portolan auth can-i delete pods
portolan auth token create`,
  },
  config: {
    code: `portolan config set-context other --server https://portolan.example.org --token none
portolan config get-contexts
portolan config delete-context other`,
  },
  'cluster-info': { code: 'portolan cluster-info' },
  completion: { code: 'portolan completion bash > /dev/null' },
  version: { code: 'portolan version' },
};
