// After the supervisor died: its containers cannot be waited for any more, so what still runs of them is killed, and
// how they ended stays unknown. Each is known by the pid and start time on record, by its control group and by the mark
// in the environment of its processes.
import { join } from 'node:path';
import { killCgroup, removeCgroup } from './cgroups.ts';
import type { ContainerRecord, ContainerRecords } from './container-records.ts';
import { writeJsonDurably } from './durable-file.ts';
import { containerMark } from './process-spec.ts';
import { findMarked, isAlive, signal } from './process-table.ts';
import type { ExitRecord } from './protocol.ts';

/** `supervised`: the containers that a live supervisor holds. @returns the containers that are gone */
export async function endUnsupervised(
  records: ContainerRecords,
  supervised: ReadonlySet<string>,
): Promise<ContainerRecord[]> {
  const open = [...records.containers.values()].filter(({ id }) => !supervised.has(id));
  for (const container of open) records.refresh(container);
  const endless = open.filter(({ exit }) => !exit);
  const marked = new Set(findMarked(containerMark, new Set(endless.map(({ id }) => id))).map(({ value }) => value));
  // One that was never started has neither a record of its process nor a process.
  const lost = endless.filter(({ id, run }) => run !== undefined || marked.has(id));
  for (const container of lost) killLost(container);
  await killMarked(new Set(lost.map(({ id }) => id)));
  for (const container of lost) {
    const exit: ExitRecord = {
      exitCode: 137,
      reason: 'ContainerStatusUnknown',
      message: 'The container lost its supervisor, and how it ended is not known',
      finishedAtMs: Date.now(),
    };
    await writeJsonDurably(join(records.directoryOf(container.id), 'exit.json'), exit);
    container.exit = exit;
    if (container.run?.cgroup) removeCgroup(container.run.cgroup);
  }
  return lost;
}

function killLost({ run }: ContainerRecord): void {
  if (!run) return;
  if (isAlive(run)) signal(-run.pid, 'SIGKILL');
  if (run.cgroup) killCgroup(run.cgroup);
}

async function killMarked(ids: ReadonlySet<string>): Promise<void> {
  if (ids.size === 0) return;
  for (let round = 0; round < 500; round++) {
    const left = findMarked(containerMark, ids);
    if (left.length === 0) return;
    for (const { pid } of left) signal(pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
