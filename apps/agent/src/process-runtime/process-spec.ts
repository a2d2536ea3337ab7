// Turns a container's configuration into the process that is spawned for it. What needs the agent's rights (joining
// control groups, mounting) is done by a short shell script that then becomes the container's program, so that the pid
// is the program's from the start. The script runs with the container's environment but for variables that would steer
// the tools it calls: they may not be what a container can use to run code with the agent's rights.
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { type ContainerConfig, type Mount, RuntimeError } from '../runtime/runtime-service.ts';
import { type Cgroup, joinFiles } from './cgroups.ts';
import { findProgram } from './command-lookup.ts';
import type { HostTools } from './host-tools.ts';
import { volumeVariable } from './mount-plan.ts';
import type { ProcessSpec } from './protocol.ts';

/** In the environment of every process of a container: how those that left its process group are found. */
export const containerMark = 'PORTOLAN_CONTAINER_ID';

export interface ContainerSetting {
  readonly id: string;
  readonly config: ContainerConfig;
  readonly hostname: string;
  readonly podIp: string;
  /** The directory for a container that names none. */
  readonly defaultWorkingDir: string;
  readonly tools: HostTools;
  readonly cgroup?: Cgroup;
  /** Those that are made for it. */
  readonly mounts: readonly Mount[];
  readonly terminationLog: string;
  /** Of a container with mounts. */
  readonly mountTable?: { readonly file: string; readonly newRoot?: string };
}

/** The container's own process. */
export function containerProcess(setting: ContainerSetting): ProcessSpec {
  const { config } = setting;
  const command = [...config.command, ...config.args];
  const program = preparedProgram(setting, command, { tty: config.tty, reason: 'RunContainerError' });
  return launched(setting, program, { stdin: config.stdin, namespace: mountNamespace(setting) });
}

/** A further process in a running container. */
export function execProcess(
  setting: ContainerSetting,
  pid: number,
  options: { readonly command: readonly string[]; readonly stdin: boolean; readonly tty: boolean },
): ProcessSpec {
  const program = preparedProgram(setting, options.command, { tty: options.tty, reason: 'ExecError' });
  const { tools, mountTable } = setting;
  const joins = mountTable !== undefined && tools.mounts === 'root';
  const namespace = joins ? [tools.path('nsenter'), `--mount=/proc/${pid}/ns/mnt`, '--'] : mountNamespace(setting);
  return launched(joins ? withoutMountTable(setting) : setting, program, { stdin: options.stdin, namespace });
}

function withoutMountTable({ mountTable: _, ...rest }: ContainerSetting): ContainerSetting {
  return rest;
}

function mountNamespace({ mountTable, tools }: ContainerSetting): string[] {
  if (!mountTable) return [];
  const user = tools.mounts === 'user' ? ['--user', '--map-root-user'] : [];
  // Private both ways: a mount elsewhere on the host must not be held by this container.
  return [tools.path('unshare'), ...user, '--mount', '--propagation', 'slave', '--'];
}

interface Program {
  readonly file: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir: string;
  readonly user: User | undefined;
}

function preparedProgram(
  setting: ContainerSetting,
  command: readonly string[],
  { tty, reason }: { tty: boolean; reason: string },
): Program {
  const user = userOf(setting.config);
  const env = environmentOf(setting, user, tty);
  const workingDir = setting.config.workingDir || setting.defaultWorkingDir;
  const { mounts } = setting;
  const [name = '', ...args] = command;
  const file = findProgram(name, { path: env.PATH ?? '', workingDir, mounts }, reason);
  if (!tty) return { file, argv: [name, ...args], env, workingDir, user };
  const script = setting.tools.find('script');
  if (!script)
    throw new RuntimeError(reason, 'a terminal needs the program `script` of util-linux, which is not installed');
  const line = `exec ${[file, ...args].map(quoteForShell).join(' ')}`;
  return { file: script, argv: ['script', '-qefc', line, '/dev/null'], env, workingDir, user };
}

function launched(
  setting: ContainerSetting,
  program: Program,
  { stdin, namespace }: { stdin: boolean; namespace: readonly string[] },
): ProcessSpec {
  const { cgroup, tools, mountTable } = setting;
  const { user } = program;
  if (!cgroup && namespace.length === 0) {
    return {
      file: program.file,
      argv0: program.argv[0] ?? program.file,
      args: program.argv.slice(1),
      env: program.env,
      cwd: program.workingDir,
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
      launcher: false,
      stdin,
    };
  }
  const [plain, steering] = splitEnvironment(program.env);
  const final = [
    ...(user ? [tools.path('setpriv'), `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--'] : []),
    ...(mountTable && tools.mounts === 'user' ? ownUserAgain(tools) : []),
    ...(steering.length > 0 ? [tools.path('env'), ...steering] : []),
    program.file,
    ...program.argv.slice(1),
  ];
  const args = [mountTable?.file ?? '', mountTable?.newRoot ?? '', program.workingDir];
  const shell = [
    '/bin/sh',
    '-c',
    launchScript(tools),
    'sh',
    ...args,
    ...(cgroup ? joinFiles(cgroup) : []),
    '--',
    ...final,
  ];
  const [file = '', ...rest] = [...namespace, ...shell];
  return { file, argv0: file, args: rest, env: plain, cwd: '/', launcher: true, stdin };
}

/** Within the user namespace that allowed the mounts, the program sees its real user and not root. */
function ownUserAgain(tools: HostTools): string[] {
  const { uid, gid } = userInfo();
  return [tools.path('unshare'), '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--'];
}

/** Says on descriptor 3 what went wrong; closes it when the program takes over. */
function launchScript(tools: HostTools): string {
  return `
portolan_fail() { printf '%s' "$1" >&3; exit 128; }
portolan_table=$1 portolan_root=$2 portolan_dir=$3
shift 3
while [ "$1" != -- ]; do
  { echo 0 > "$1"; } 2> /dev/null || portolan_fail "cannot join control group $1"
  shift
done
shift
if [ -n "$portolan_table" ]; then
  portolan_said=$(${tools.path('mount')} --all --fstab "$portolan_table" 2>&1) || portolan_fail "$portolan_said"
fi
if [ -n "$portolan_root" ]; then
  cd "$portolan_root" || portolan_fail "cannot enter $portolan_root"
  portolan_said=$(${tools.path('pivot_root')} . . 2>&1 && ${tools.path('umount')} -l . 2>&1) || portolan_fail "$portolan_said"
fi
cd "$portolan_dir" 2> /dev/null || portolan_fail "chdir to cwd (\\"$portolan_dir\\") failed: no such file or directory"
unset OLDPWD
exec 3>&-
exec "$@"
`;
}

function environmentOf(setting: ContainerSetting, user: User | undefined, tty: boolean): Record<string, string> {
  const { config, tools } = setting;
  const env: Record<string, string> = {
    PATH: tools.defaultPath,
    HOSTNAME: setting.hostname,
    HOME: (user ?? { home: userInfo().homedir }).home,
    PORTOLAN_POD_IP: setting.podIp,
    PORTOLAN_TERMINATION_LOG: setting.terminationLog,
    ...(tty ? { TERM: 'xterm' } : {}),
  };
  if (tools.mounts === 'none') for (const mount of config.mounts) env[volumeVariable(mount)] ??= mount.hostPath;
  for (const { name, value } of config.env) env[name] = value;
  env[containerMark] = setting.id;
  return env;
}

const steeringNames =
  /^(LD_|GLIBC_|GCONV_|MALLOC_|LIBMOUNT_|BASH|PS[0-9]$|(ENV|IFS|SHELLOPTS|POSIXLY_CORRECT|LOCPATH|NLSPATH|TZDIR|CDPATH|PWD|OLDPWD|OPTIND)$)/;

/** Those that the launching tools may see, and the others as arguments for `env`; names no shell knows among these. */
function splitEnvironment(env: Readonly<Record<string, string>>): [Record<string, string>, string[]] {
  const plain: Record<string, string> = {};
  const steering: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (/^[A-Za-z_]\w*$/.test(name) && !steeringNames.test(name)) plain[name] = value;
    else steering.push(`${name}=${value}`);
  }
  return [plain, steering];
}

interface User {
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/** @returns undefined where the container runs as the agent's own user */
function userOf({ runAsUser, runAsGroup }: ContainerConfig): User | undefined {
  if (runAsUser === undefined && runAsGroup === undefined) return undefined;
  const own = userInfo();
  const uid = runAsUser ?? own.uid;
  const account = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find((fields) => fields[2] === String(uid));
  const gid = runAsGroup ?? Number(account?.[3] ?? 0);
  if (own.uid === uid && (runAsGroup === undefined || own.gid === gid)) return undefined;
  if (own.uid !== 0) {
    throw new RuntimeError(
      'CreateContainerError',
      `container wants user ${uid} and group ${gid}, but the node agent is not root and runs everything as ${own.uid}:${own.gid}`,
    );
  }
  return { uid, gid, home: account?.[5] || '/' };
}

function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
