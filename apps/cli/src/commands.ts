// Every command, in the order the help shows them. A command is a file in `commands/` and a line here.
import type { Command } from 'commander';
import type { Cli } from './cli.ts';

/** Gives the command its arguments, flags and action. */
export type DefineCommand = (command: Command, cli: Cli) => void;

export interface CommandEntry {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly isHidden?: boolean;
  readonly load: () => Promise<DefineCommand>;
}

export const commands: readonly CommandEntry[] = [
  {
    name: 'get',
    summary: 'Display one or many resources',
    load: async () => (await import('./commands/get.ts')).defineGet,
  },
  {
    name: 'describe',
    summary: 'Show details of resources, with what they own and what happened',
    load: async () => (await import('./commands/describe.ts')).defineDescribe,
  },
  {
    name: 'why',
    summary: 'Say why an object is as it is',
    load: async () => (await import('./commands/why.ts')).defineWhy,
  },
  {
    name: 'at',
    summary: 'Show what was there at a time or a revision',
    load: async () => (await import('./commands/at.ts')).defineAt,
  },
  {
    name: 'explain',
    summary: 'Say what a kind and its fields may hold',
    load: async () => (await import('./commands/explain.ts')).defineExplain,
  },
  {
    name: 'events',
    summary: 'List events',
    load: async () => (await import('./commands/events.ts')).defineEvents,
  },
  {
    name: 'create',
    summary: 'Create objects from files, or common ones by their parts',
    load: async () => (await import('./commands/create.ts')).defineCreate,
  },
  {
    name: 'run',
    summary: 'Run a pod from an image',
    load: async () => (await import('./commands/run.ts')).defineRun,
  },
  {
    name: 'expose',
    summary: 'Put a service in front of pods',
    load: async () => (await import('./commands/expose.ts')).defineExpose,
  },
  {
    name: 'set',
    summary: 'Change images, environment or resources of pod templates',
    load: async () => (await import('./commands/set.ts')).defineSet,
  },
  {
    name: 'apply',
    summary: 'Give objects the fields of manifests, creating what does not exist',
    load: async () => (await import('./commands/apply.ts')).defineApply,
  },
  {
    name: 'diff',
    summary: 'Show what apply would change',
    load: async () => (await import('./commands/diff.ts')).defineDiff,
  },
  {
    name: 'edit',
    summary: 'Change objects in your editor',
    load: async () => (await import('./commands/edit.ts')).defineEdit,
  },
  {
    name: 'patch',
    summary: 'Change fields of objects',
    load: async () => (await import('./commands/patch.ts')).definePatch,
  },
  {
    name: 'replace',
    summary: 'Replace objects by their manifests',
    load: async () => (await import('./commands/replace.ts')).defineReplace,
  },
  {
    name: 'label',
    summary: 'Set or remove labels',
    load: async () => (await import('./commands/label.ts')).defineLabel,
  },
  {
    name: 'annotate',
    summary: 'Set or remove annotations',
    load: async () => (await import('./commands/annotate.ts')).defineAnnotate,
  },
  {
    name: 'scale',
    summary: 'Set how many replicas there shall be',
    load: async () => (await import('./commands/scale.ts')).defineScale,
  },
  {
    name: 'rollout',
    summary: 'Follow, undo, pause, resume or restart a rollout',
    load: async () => (await import('./commands/rollout.ts')).defineRollout,
  },
  {
    name: 'history',
    summary: 'Say who changed what, when and why',
    load: async () => (await import('./commands/history.ts')).defineHistory,
  },
  {
    name: 'undo',
    summary: 'Take a change set back',
    load: async () => (await import('./commands/undo.ts')).defineUndo,
  },
  {
    name: 'delete',
    summary: 'Delete objects by name, by labels or by their manifests',
    load: async () => (await import('./commands/delete.ts')).defineDelete,
  },
  {
    name: 'logs',
    summary: 'Print what containers have written',
    load: async () => (await import('./commands/logs.ts')).defineLogs,
  },
  {
    name: 'exec',
    summary: 'Run a command in a container',
    load: async () => (await import('./commands/exec.ts')).defineExec,
  },
  {
    name: 'attach',
    summary: 'Attach to a container that runs',
    load: async () => (await import('./commands/attach.ts')).defineAttach,
  },
  {
    name: 'cp',
    summary: 'Copy files and folders to and from containers',
    load: async () => (await import('./commands/cp.ts')).defineCp,
  },
  {
    name: 'port-forward',
    summary: 'Forward local ports to a pod',
    load: async () => (await import('./commands/port-forward.ts')).definePortForward,
  },
  {
    name: 'cordon',
    summary: 'Let no further pods onto a node',
    load: async () => (await import('./commands/cordon.ts')).defineCordon,
  },
  {
    name: 'uncordon',
    summary: 'Let pods onto a node again',
    load: async () => (await import('./commands/cordon.ts')).defineUncordon,
  },
  {
    name: 'drain',
    summary: 'Empty a node, in preparation for maintenance',
    load: async () => (await import('./commands/drain.ts')).defineDrain,
  },
  {
    name: 'taint',
    summary: 'Add, change and remove taints of nodes',
    load: async () => (await import('./commands/taint.ts')).defineTaint,
  },
  {
    name: 'wait',
    summary: 'Wait for a condition of resources',
    load: async () => (await import('./commands/wait.ts')).defineWait,
  },
  {
    name: 'top',
    summary: 'Show what nodes and pods use',
    load: async () => (await import('./commands/top.ts')).defineTop,
  },
  {
    name: 'proxy-rules',
    summary: 'Show where the service proxy of a node leads',
    load: async () => (await import('./commands/proxy-rules.ts')).defineProxyRules,
  },
  {
    name: 'api-resources',
    summary: 'List the kinds that the server serves',
    load: async () => (await import('./commands/api-resources.ts')).defineApiResources,
  },
  {
    name: 'api-versions',
    summary: 'List groups and versions that the server serves',
    load: async () => (await import('./commands/api-versions.ts')).defineApiVersions,
  },
  {
    name: 'auth',
    summary: 'Say who you are and what you may do',
    load: async () => (await import('./commands/auth.ts')).defineAuth,
  },
  {
    name: 'config',
    summary: 'Change the configuration file: contexts, servers, tokens',
    load: async () => (await import('./commands/config.ts')).defineConfig,
  },
  {
    name: 'cluster-info',
    summary: 'Say where the cluster is and how it is',
    load: async () => (await import('./commands/cluster-info.ts')).defineClusterInfo,
  },
  {
    name: 'completion',
    summary: 'Print what a shell needs to complete commands',
    load: async () => (await import('./commands/completion.ts')).defineCompletion,
  },
  {
    name: 'version',
    summary: 'Print the version of client and server',
    load: async () => (await import('./commands/version.ts')).defineVersion,
  },
  {
    name: '__complete',
    summary: 'Candidates for the last word',
    isHidden: true,
    load: async () => (await import('./commands/complete.ts')).defineComplete,
  },
];
