// What processes have used so far, as Linux tells it; other systems do not, and the figures are left out there.
import { readdirSync, readFileSync } from 'node:fs';

/** CPU time of one process, all its living threads included, to the microsecond. */
export function processCpuMs(pid: number): number | undefined {
  let threads: string[];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return undefined; // The process ended, or this is not Linux.
  }
  const nanoseconds = threads.map((thread) => Number(read(`/proc/${pid}/task/${thread}/schedstat`)?.split(' ', 1)[0]));
  return nanoseconds.reduce((sum, each) => sum + (Number.isNaN(each) ? 0 : each), 0) / 1e6;
}

/** Of a process, its children, and the children it has waited for. */
export function processTreeCpuMs(pid: number): number | undefined {
  const own = cpuOf(String(pid));
  if (!own) return undefined;
  const others = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (cpuOf(name) ?? []) : []));
  const children = others.filter(({ parent }) => parent === pid);
  return children.reduce((sum, { ms }) => sum + ms, own.ms + own.waitedForMs);
}

export function residentMiB(pid: number): number | undefined {
  const kiB = /^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return kiB === undefined ? undefined : Math.round(Number(kiB) / 1024);
}

function cpuOf(process: string): { parent: number; ms: number; waitedForMs: number } | undefined {
  const text = read(`/proc/${process}/stat`);
  if (text === undefined) return undefined;
  // After the command in parentheses: state, parent, … utime, stime, cutime, cstime, in hundredths of a second.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0, , , , , , , , , , user = 0, system = 0, childUser = 0, childSystem = 0] = fields;
  return { parent, ms: (user + system) * 10, waitedForMs: (childUser + childSystem) * 10 };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // The process ended meanwhile, or this is not Linux.
  }
}
