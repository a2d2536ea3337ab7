// Whether as many pods serve as were promised, and no more are there than were allowed, at every moment that is observed.

export interface Availability {
  readonly promised: number;
  readonly allowed: number;
  readonly leastServing: number;
  readonly mostActive: number;
  /** Observed moments at which a promise was broken. */
  readonly broken: number;
}

/** What is to be seen at one moment. */
export interface Moment {
  readonly serving: number;
  readonly active: number;
}

export class AvailabilityFloor {
  private readonly promised: number;
  private readonly allowed: number;
  private hasBegun = false;
  private leastServing = Number.POSITIVE_INFINITY;
  private mostActive = 0;
  private broken = 0;

  constructor(promised: number, allowed: number) {
    this.promised = promised;
    this.allowed = allowed;
  }

  get report(): Availability {
    const { promised, allowed, leastServing, mostActive, broken } = this;
    return { promised, allowed, leastServing, mostActive, broken };
  }

  /** From here on it counts. */
  begin(moment: Moment): void {
    this.hasBegun = true;
    this.observe(moment);
  }

  observe({ serving, active }: Moment): void {
    if (!this.hasBegun) return;
    this.leastServing = Math.min(this.leastServing, serving);
    this.mostActive = Math.max(this.mostActive, active);
    if (serving < this.promised || active > this.allowed) this.broken += 1;
  }
}
