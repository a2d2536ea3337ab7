// A mistake planted into an otherwise sound API process, to see that the rig tells.
import type { ControlPlane } from '@portolan/core/control-plane.ts';
import type { Store } from '@portolan/core/store/store.ts';
import type { SeededRandom } from '../../seeded-random.ts';

export interface SeededBug {
  readonly name: string;
  /** What goes wrong. */
  readonly mistake: string;
  /** Any of these rules tells it. */
  readonly toldBy: readonly string[];
  /** Names of the faults without which it does not show. */
  readonly faults?: readonly string[];
  /** How long a run is, where more must come together than does within the usual. */
  readonly seconds?: number;
  /** Between two of them, on average, where the usual is too often for anything else to happen. */
  readonly faultEveryMs?: number;
  readonly databaseUrl?: (url: string) => string;
  /** Changes the database before the process opens it. */
  readonly database?: (url: string) => Promise<void>;
  readonly store?: (store: Store, random: SeededRandom) => Store;
  readonly controlPlane?: (controlPlane: ControlPlane, random: SeededRandom) => void;
}

/** The store but for what `changes` says. */
export function storeWith(store: Store, changes: Partial<Store>): Store {
  return Object.assign(Object.create(store) as Store, changes);
}
