import { chanceOf } from '../../../src/routing/chance.ts';
import type { Needs, Skills } from '../../../src/routing/needs.ts';
import type { Caller, Seat } from './state.ts';
import { bindingOf, mustOf, stageFor, stagesOf } from './visibility.ts';

/** What the strategies remember of a queue: whom it rang last, and the weights of the round robin. */
export type QueueMemory = { rangLast: number; readonly current: Map<string, number> };

/** Ranks are compared from left to right, the smaller first. */
type Ranks = readonly (number | string)[];

/**
 * The operators to ring for a caller, best first, `count` of them or fewer (S6). `seats` are those who can meet the
 * caller; `first` is rung in any case.
 */
export function chooseGroup(
  caller: Caller,
  seats: readonly Seat[],
  count: number,
  memory: QueueMemory,
  nowMs: number,
  first?: Seat,
): readonly Seat[] {
  const chosen: Seat[] = [];
  while (chosen.length < count && chosen.length < seats.length) {
    const left = seats.filter((seat) => !chosen.includes(seat));
    const next = chosen.length === 0 && first !== undefined ? first : chooseOne(caller, left, memory, nowMs);
    memory.rangLast = next.number;
    chosen.push(next);
  }
  return chosen;
}

function chooseOne(caller: Caller, seats: readonly Seat[], memory: QueueMemory, nowMs: number): Seat {
  const best = smallest(seats, (seat) => ranksBeforeStrategy(caller, seat));
  if (caller.queue.strategy === 'weighted') return chooseWeighted(caller, best, memory);
  const ranks = (seat: Seat): Ranks => [...strategyRanks(caller, seat, memory, nowMs), ...ranksOfTies(seat)];
  return smallest(best, ranks)[0]!;
}

/** Stage preference, the binding's priority, and how full the operator's hands are. */
function ranksBeforeStrategy(caller: Caller, seat: Seat): Ranks {
  const { stages, spread } = caller.queue;
  const preferred = stages.slice(0, stageFor(caller, seat)).filter((stage) => stage.prefersEarlier).length;
  const { load } = seat.standing;
  const fullness = spread === 'balance' ? load : spread === 'fill' ? -load : 0;
  return [preferred, bindingOf(caller, seat)!.priority, fullness];
}

/** Longest idle, then by id. */
const ranksOfTies = (seat: Seat): Ranks => [seat.turn!.order, seat.profile.operatorId];

function strategyRanks(caller: Caller, seat: Seat, memory: QueueMemory, nowMs: number): Ranks {
  switch (caller.queue.strategy) {
    case 'longest_idle':
    case 'weighted':
      return [];
    case 'best_skill':
      return [-sumOfLevels(caller, seat.profile.skills)];
    case 'spare_specialist':
      return [Object.keys(seat.profile.skills).length];
    case 'fewest_calls':
      return [seat.handledCount];
    case 'least_occupied':
      return [shareOfWork(seat, nowMs)];
    case 'circular':
      return [seat.number > memory.rangLast ? 0 : 1, seat.number];
    case 'linear':
      return [seat.number];
    case 'random':
      return [chanceOf(caller.callId, caller.offersMade + 1, seat.profile.operatorId)];
  }
}

/** Smooth weighted round robin, as in nginx: all gain their weight, the highest wins and pays the sum of all. */
function chooseWeighted(caller: Caller, seats: readonly Seat[], memory: QueueMemory): Seat {
  const current = (seat: Seat): number => memory.current.get(seat.profile.operatorId) ?? 0;
  const weight = (seat: Seat): number => bindingOf(caller, seat)!.weight ?? 1;
  for (const seat of seats) memory.current.set(seat.profile.operatorId, current(seat) + weight(seat));
  const winner = smallest(seats, (seat) => [-current(seat), ...ranksOfTies(seat)])[0]!;
  const sum = seats.reduce((total, seat) => total + weight(seat), 0);
  memory.current.set(winner.profile.operatorId, current(winner) - sum);
  return winner;
}

function sumOfLevels(caller: Caller, skills: Skills): number {
  const newest = [mustOf(caller), stagesOf(caller).at(-1)!];
  const asked = [...new Set(newest.flatMap(skillsIn))];
  return asked.reduce((sum, skill) => sum + (Object.hasOwn(skills, skill) ? skills[skill]! : 0), 0);
}

/** The skills that are asked for; what must not be there does not count. */
function skillsIn(needs: Needs): readonly string[] {
  if (needs.kind === 'skill') return [needs.skill];
  return needs.kind === 'all' || needs.kind === 'any' ? needs.of.flatMap(skillsIn) : [];
}

function shareOfWork(seat: Seat, nowMs: number): number {
  const { signedIn, load } = seat.standing;
  const sinceToldMs = nowMs - seat.toldMs;
  const signedInMs = seat.signedInMs + (signedIn ? sinceToldMs : 0);
  const busyMs = seat.busyMs + (signedIn && load > 0 ? sinceToldMs : 0);
  return signedInMs === 0 ? 0 : busyMs / signedInMs;
}

/** All whose ranks nobody else's are smaller than. */
function smallest(seats: readonly Seat[], ranksOf: (seat: Seat) => Ranks): readonly Seat[] {
  const sorted = seats
    .map((seat) => ({ seat, ranks: ranksOf(seat) }))
    .toSorted((one, other) => compareRanks(one.ranks, other.ranks));
  const least = sorted[0]!.ranks;
  return sorted.filter(({ ranks }) => compareRanks(ranks, least) === 0).map(({ seat }) => seat);
}

function compareRanks(one: Ranks, other: Ranks): number {
  const at = one.findIndex((rank, index) => rank !== other[index]);
  if (at === -1) return 0;
  return one[at]! < other[at]! ? -1 : 1;
}
