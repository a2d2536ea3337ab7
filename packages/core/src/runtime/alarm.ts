// A sleep that can be cut short. A ring that comes while nobody sleeps makes the next sleep end at once.
import type { Clock } from '../resource/clock.ts';

export class Alarm {
  private readonly clock: Clock;
  private hasRung = false;
  private wake: (() => void) | undefined;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  ring(): void {
    if (this.wake) this.wake();
    else this.hasRung = true;
  }

  async sleep(durationMs: number): Promise<void> {
    if (!this.hasRung) {
      await new Promise<void>((resolve) => {
        const timer = this.clock.setTimer(durationMs, resolve);
        this.wake = () => {
          timer.cancel();
          resolve();
        };
      });
    }
    this.wake = undefined;
    this.hasRung = false;
  }
}
