// Named health checks, answered in the text form of Kubernetes' healthz package.
import type { HealthCheck } from '@portolan/core/graphql/context.ts';
import type { Clock, Timer } from '@portolan/core/resource/clock.ts';

export interface Check {
  readonly name: string;
  /** Throws with the reason, which is for the log only. */
  run(): void | Promise<void>;
}

export interface HealthAnswer {
  readonly status: 200 | 404 | 500;
  readonly body: string;
}

export interface HealthRequest {
  /** Everything after `/readyz/`; `''` for all checks. */
  readonly check: string;
  readonly isVerbose: boolean;
  readonly excluded: readonly string[];
}

export interface HealthChecksOptions {
  readonly clock: Clock;
  readonly report: (failed: string, reason: unknown) => void;
}

/** A check that does not answer is a check that fails. */
const checkTimeoutMs = 2_000;

export class HealthChecks {
  /** `livez`, `readyz`: ends the last line of an answer. */
  readonly name: string;
  private readonly checks: readonly Check[];
  private readonly options: HealthChecksOptions;

  constructor(name: string, checks: readonly Check[], options: HealthChecksOptions) {
    this.name = name;
    this.checks = checks;
    this.options = options;
  }

  async results(): Promise<HealthCheck[]> {
    return Promise.all(
      this.checks.map(async ({ name, run }): Promise<HealthCheck> => {
        try {
          await this.withTimeout(run);
          return { name, ok: true };
        } catch (error) {
          this.options.report(name, error);
          return { name, ok: false, message: 'reason withheld' };
        }
      }),
    );
  }

  async answer(request: HealthRequest): Promise<HealthAnswer> {
    return request.check === '' ? this.answerAll(request) : this.answerOne(request.check);
  }

  private async answerOne(name: string): Promise<HealthAnswer> {
    const check = this.checks.find((each) => each.name === name);
    if (!check) return { status: 404, body: '404 page not found\n' };
    const [result] = await new HealthChecks(this.name, [check], this.options).results();
    if (result?.ok) return { status: 200, body: 'ok' };
    return { status: 500, body: `internal server error: ${name} failed: reason withheld\n` };
  }

  private async answerAll({ isVerbose, excluded }: HealthRequest): Promise<HealthAnswer> {
    const asked = this.checks.filter(({ name }) => !excluded.includes(name));
    const results = new Map(
      (await new HealthChecks(this.name, asked, this.options).results()).map((each) => [each.name, each]),
    );
    const lines = this.checks.map(({ name }) => {
      const result = results.get(name);
      if (!result) return `[+]${name} excluded: ok`;
      return result.ok ? `[+]${name} ok` : `[-]${name} failed: ${result.message}`;
    });
    const unknown = excluded.filter((name) => !this.checks.some((each) => each.name === name));
    if (unknown.length > 0) {
      const quoted = unknown.map((name) => JSON.stringify(name)).join(',');
      lines.push(`warn: some health checks cannot be excluded: no matches for ${quoted}`);
    }
    const hasFailed = [...results.values()].some(({ ok }) => !ok);
    if (hasFailed) return { status: 500, body: `${lines.join('\n')}\n${this.name} check failed\n` };
    return { status: 200, body: isVerbose ? `${lines.join('\n')}\n${this.name} check passed\n` : 'ok' };
  }

  private async withTimeout(run: Check['run']): Promise<void> {
    let timer: Timer | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = this.options.clock.setTimer(checkTimeoutMs, () => {
        reject(new Error(`no answer within ${checkTimeoutMs} ms`));
      });
    });
    try {
      await Promise.race([run(), timeout]);
    } finally {
      timer?.cancel();
    }
  }
}
