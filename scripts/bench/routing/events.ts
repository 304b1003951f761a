import { holds } from '../../../src/base/index.ts';
import {
  CALLS,
  type Entering,
  type Match,
  type Profile,
  type Routing,
  type Standing,
} from '../../../src/routing/routing.ts';
import { firstCallers, type World } from './world.ts';

/** As much of a router as a switchboard needs for the world's events. */
export type Driven = Pick<
  Routing,
  'seat' | 'tell' | 'noteHandled' | 'enter' | 'leave' | 'offerFailed' | 'nextDueMs' | 'advance' | 'decide'
>;

export const KINDS = [
  'arrived',
  'hungUp',
  'answered',
  'declined',
  'ended',
  'paused',
  'cameBack',
  'skillsChanged',
] as const;

export type Kind = (typeof KINDS)[number];

/** One event of the world, of one shape for all kinds; what the kind does not speak of is empty. */
export type WorldEvent = {
  readonly kind: Kind;
  readonly atMs: number;
  readonly callId: string;
  readonly operatorId: string;
  readonly queueId: string;
  readonly entering: Entering | null;
  readonly profile: Profile | null;
};

export const READY: Standing = { signedIn: true, free: CALLS, load: 0, freeAtMs: null };
export const BUSY: Standing = { signedIn: true, free: 0, load: 1, freeAtMs: null };
const PAUSED: Standing = { signedIn: true, free: 0, load: 0, freeAtMs: null };
export const TALK_MS = 180_000;

/** A switchboard around a router, as far as the world's events ask for one. */
export class Driver<R extends Driven> {
  readonly routing: R;
  /** What was decided since it was last emptied. */
  readonly matches: Match[] = [];

  constructor(routing: R) {
    this.routing = routing;
  }

  /** The whole way of one event: time, the event itself, the decision, the next timer. */
  deliver(event: WorldEvent): void {
    this.routing.advance(event.atMs, this.#ring);
    happen(this.routing, event);
    this.routing.decide(event.atMs, this.#ring);
    this.routing.nextDueMs();
  }

  readonly #ring = (match: Match): void => {
    this.matches.push(match);
    this.routing.tell(match.operatorIds[0]!, BUSY, match.atMs);
  };
}

/**
 * A world at its first moment, 0: all operators are talking, and as many wait as shall wait, of all ages, in the order
 * in which they came.
 */
export function fill(world: World, routing: Driven): void {
  for (const profile of world.profiles) {
    holds(routing.seat(profile) === undefined, 'the tables hold every operator');
    routing.tell(profile.operatorId, BUSY, 0);
  }
  for (const entering of firstCallers(world)) {
    const place = routing.enter(entering, 0);
    holds(place !== undefined && 'seq' in place, 'the tables hold every caller');
  }
  routing.decide(0, () => holds(false, 'nobody is offered while all operators talk'));
}

function happen(routing: Driven, { kind, atMs, callId, operatorId, ...more }: WorldEvent): void {
  switch (kind) {
    case 'arrived':
      routing.enter(more.entering!, atMs);
      return;
    case 'hungUp':
      routing.leave(callId);
      return;
    case 'answered':
      routing.leave(callId);
      routing.tell(operatorId, BUSY, atMs);
      return;
    case 'declined':
      routing.offerFailed(callId, operatorId, true, atMs);
      routing.tell(operatorId, READY, atMs);
      return;
    case 'ended':
      routing.noteHandled(operatorId, more.queueId, TALK_MS);
      routing.tell(operatorId, READY, atMs);
      return;
    case 'paused':
      routing.tell(operatorId, PAUSED, atMs);
      return;
    case 'cameBack':
      routing.tell(operatorId, READY, atMs);
      return;
    case 'skillsChanged':
      routing.seat(more.profile!);
      return;
  }
}
