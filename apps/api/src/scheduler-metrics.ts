// What the scheduler counts, under the names of kube-scheduler.
import type { SchedulerReport } from '@portolan/core/scheduler/scheduler.ts';
import { Counter, Gauge, type Registry } from 'prom-client';

export function observeScheduler(registry: Registry, read: () => SchedulerReport | undefined): void {
  const pending: Gauge = new Gauge({
    name: 'scheduler_pending_pods',
    help: 'Pods that wait for a node, by queue.',
    labelNames: ['queue'],
    registers: [registry],
    collect: () => {
      for (const [queue, count] of Object.entries(read()?.queue ?? {})) pending.set({ queue }, count);
    },
  });
  const attempts: Counter = new Counter({
    name: 'scheduler_schedule_attempts_total',
    help: 'Attempts to place pods by result, in this term of leadership.',
    labelNames: ['result'],
    registers: [registry],
    collect: () => {
      attempts.reset();
      const report = read();
      if (!report) return;
      attempts.inc({ result: 'scheduled' }, report.bound);
      attempts.inc({ result: 'unschedulable' }, report.unschedulableAttempts);
      attempts.inc({ result: 'error' }, report.failedBindings);
    },
  });
  const nodes: Gauge = new Gauge({
    name: 'scheduler_cache_size',
    help: 'What the scheduler knows, by type.',
    labelNames: ['type'],
    registers: [registry],
    collect: () => {
      const report = read();
      if (report) nodes.set({ type: 'nodes' }, report.nodes);
    },
  });
}
