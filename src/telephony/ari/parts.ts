import type { Exchange } from './ari-types.ts';
import type { Conferences } from './conferences.ts';
import type { Legs } from './legs.ts';
import type { Offers } from './offers.ts';
import type { Prompts } from './prompts.ts';
import type { Recordings } from './recordings.ts';
import type { Strays } from './strays.ts';
import type { Supervisions } from './supervisions.ts';
import type { Talks } from './talks.ts';
import type { WaitingRooms } from './waiting-rooms.ts';
import type { Ways } from './ways.ts';

/** Everything that hears of events. */
export type Parts = {
  readonly exchange: Exchange;
  readonly legs: Legs;
  readonly prompts: Prompts;
  readonly rooms: WaitingRooms;
  readonly talks: Talks;
  readonly conferences: Conferences;
  readonly supervisions: Supervisions;
  readonly strays: Strays;
  readonly recordings: Recordings;
  readonly ways: Ways;
  readonly offers: Offers;
  /** Another process has connected as the same application. */
  readonly replaced: () => void;
};
