import { type RuntimeRig, runtimeSuite, suiteCommands } from '../runtime/runtime-suite.ts';
import { VirtualAgentClock } from '../virtual-agent-clock.ts';
import { type Behaviour, HollowRuntime } from './hollow-runtime.ts';

const behaviours = new Map<string, Behaviour>([
  [suiteCommands.succeeds.join(' '), { exitsAfterMs: 10 }],
  [suiteCommands.fails.join(' '), { exitsAfterMs: 10, exitCode: 3 }],
  [suiteCommands.deaf.join(' '), { isDeaf: true }],
]);

async function openRig(): Promise<RuntimeRig> {
  const clock = new VirtualAgentClock();
  const runtime = new HollowRuntime({
    clock,
    behaviourOf: ({ command }) => behaviours.get(command.join(' ')) ?? {},
    exec: (_config, command) =>
      command[0] === 'echo'
        ? { exitCode: 0, output: `${command[1]}\n` }
        : { exitCode: behaviours.get(command.join(' '))?.exitCode ?? 0 },
  });
  return {
    runtime,
    logDirectory: '/var/log/pods/web',
    pass: () => clock.advance(100),
    spoken: async () => undefined,
    close: () => runtime.close(),
  };
}

runtimeSuite('hollow', openRig);
