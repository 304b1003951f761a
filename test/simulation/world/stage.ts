import type { Prng, SimulatedClock } from '../../../src/base/index.ts';
import type { Event } from '../../../src/switchboard/index.ts';
import type { Stream } from './chances.ts';
import type { Climate, Habits } from './climate.ts';
import type { DrawnPlan } from './drawn-plan.ts';
import type { Exchange } from './exchange.ts';
import type { Story } from './story.ts';

/** What people and the weather act on. */
export type Stage = {
  readonly clock: SimulatedClock;
  readonly exchange: Exchange;
  readonly drawn: DrawnPlan;
  readonly climate: Climate;
  readonly habits: Habits;
  readonly story: Story;
  readonly chance: (stream: Stream) => Prng;
  /** Tells the switchboard, as the API does. */
  readonly put: (event: Event) => void;
  readonly liveCallIds: () => readonly string[];
  /** Cordboard is being stopped in good order. */
  readonly isStopping: () => boolean;
  /** Promises to call back that are not over. */
  readonly openCallbackIds: () => readonly string[];
};
