// What controllers count, under the names that client-go and controller-runtime give it.
import type { ControllerReport } from '@portolan/core/runtime/controller-manager.ts';
import { Counter, Gauge, type Registry } from 'prom-client';

type Read = () => readonly ControllerReport[];
type Value = (controller: ControllerReport) => number;

const gauges: ReadonlyArray<{ readonly name: string; readonly help: string; readonly label: string; value: Value }> = [
  {
    name: 'workqueue_depth',
    help: 'Keys that wait for a worker.',
    label: 'name',
    value: ({ queueDepth }) => queueDepth,
  },
  {
    name: 'workqueue_oldest_waiting_seconds',
    help: 'How long the first key has been waiting for a worker.',
    label: 'name',
    value: ({ oldestSeconds }) => oldestSeconds,
  },
  {
    name: 'controller_runtime_active_workers',
    help: 'Keys that are worked on.',
    label: 'controller',
    value: ({ inFlight }) => inFlight,
  },
  {
    name: 'controller_runtime_max_concurrent_reconciles',
    help: 'How many keys are worked on at a time at the most.',
    label: 'controller',
    value: ({ concurrency }) => concurrency,
  },
];

const counters: typeof gauges = [
  {
    name: 'workqueue_adds_total',
    help: 'Keys added to the queue, in this term of leadership.',
    label: 'name',
    value: ({ adds }) => adds,
  },
  {
    name: 'workqueue_retries_total',
    help: 'Failures that were tried again, in this term of leadership.',
    label: 'name',
    value: ({ retries }) => retries,
  },
  {
    name: 'controller_runtime_reconcile_errors_total',
    help: 'Reconciles that failed, in this term of leadership.',
    label: 'controller',
    value: ({ totals }) => totals.error,
  },
];

export function observeControllers(registry: Registry, read: Read): void {
  for (const { name, help, label, value } of gauges) {
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [registry],
      collect: () => {
        for (const each of read()) gauge.set({ [label]: each.name }, value(each));
      },
    });
  }
  for (const { name, help, label, value } of counters) {
    const counter: Counter = new Counter({
      name,
      help,
      labelNames: [label],
      registers: [registry],
      collect: () => {
        counter.reset();
        for (const each of read()) counter.inc({ [label]: each.name }, value(each));
      },
    });
  }
  observeResults(registry, read);
  observeLeadership(registry, read);
}

function observeResults(registry: Registry, read: Read): void {
  const reconciles: Counter = new Counter({
    name: 'controller_runtime_reconcile_total',
    help: 'Reconciles by result, in this term of leadership.',
    labelNames: ['controller', 'result'],
    registers: [registry],
    collect: () => {
      reconciles.reset();
      for (const { name: controller, totals } of read()) {
        for (const [result, count] of Object.entries(totals)) reconciles.inc({ controller, result }, count);
      }
    },
  });
}

function observeLeadership(registry: Registry, read: Read): void {
  const leads: Gauge = new Gauge({
    name: 'leader_election_master_status',
    help: 'Whether this process holds the lease.',
    labelNames: ['name'],
    registers: [registry],
    collect: () => {
      const controllers = read();
      if (controllers.length === 0) return;
      leads.set({ name: 'kube-controller-manager' }, controllers.some(({ leader }) => leader) ? 1 : 0);
    },
  });
}
