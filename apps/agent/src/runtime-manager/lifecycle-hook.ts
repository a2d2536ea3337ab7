// postStart and preStop: a command in the container, a request to it, or a pause.
import type { Container, LifecycleHandler } from '@portolan/client';
import { type AgentClock, sleep } from '../clock.ts';
import { httpGet, urlOf } from '../probe-manager/http-get.ts';
import type { RuntimeService } from '../runtime/runtime-service.ts';

export interface HookPlace {
  readonly runtime: RuntimeService;
  readonly clock: AgentClock;
  readonly containerId: string;
  readonly podIp: string;
  readonly timeoutSeconds: number;
}

/** Throws when the hook fails. */
export async function runHook(container: Container, hook: LifecycleHandler, place: HookPlace): Promise<void> {
  const { runtime, clock, containerId, podIp, timeoutSeconds } = place;
  if (hook.exec) {
    const command = hook.exec.command ?? [];
    const { exitCode, stdout, stderr } = await runtime.execSync(containerId, command, timeoutSeconds);
    if (exitCode === 0) return;
    const output = Buffer.concat([stdout, stderr]).toString('utf8');
    throw new Error(
      `Exec lifecycle hook (${JSON.stringify(command)}) for Container "${container.name}" failed - error: command '${command.join(' ')}' exited with ${exitCode}: ${output}`,
    );
  }
  if (hook.httpGet) {
    const url = urlOf(hook.httpGet, container, podIp);
    const { status } = await httpGet(url, hook.httpGet.httpHeaders, { clock, timeoutMs: timeoutSeconds * 1000 });
    if (status >= 400)
      throw new Error(
        `HTTP lifecycle hook (${url.pathname}) for Container "${container.name}" failed with status ${status}`,
      );
    return;
  }
  if (hook.sleep) await sleep(clock, hook.sleep.seconds * 1000);
}
