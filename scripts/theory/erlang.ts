/**
 * Telephone traffic in steady state: calls come at random (Poisson), talks are exponential, whoever came first is
 * served first. Everything is summed term by term, nothing is approximated.
 *
 * Sources: A. K. Erlang (1917); C. Palm (1957) for callers who give up; D. Gross et al., Fundamentals of Queueing
 * Theory, chapter 2, for the birth-death chains; F. Kelly, Reversibility and Stochastic Networks (1979), section 1.6,
 * for chains that are cut off.
 */
export type Traffic = {
  /** Work offered, in Erlang: arrivals per time × mean talk. Below 500, so that no term leaves the range of a double. */
  readonly load: number;
  readonly operators: number;
  readonly talkMs: number;
  /** Mean patience of those who wait; infinite: nobody gives up, and the load must be below `operators`. */
  readonly patienceMs: number;
  /** So many callers may wait; who comes then is turned away. Infinite: all who come may wait. */
  readonly roomMax: number;
};

/** Shares are of those who were let in, but for `turnedAway`, which is of all who came. */
export type Expected = {
  readonly turnedAway: number;
  readonly delayed: number;
  readonly abandoned: number;
  /** The mean over all who were let in, whether they were served or gave up. */
  readonly waitMs: number;
};

/** Terms below this share of the sum so far change no digit of it. */
const NEGLIGIBLE = 1e-18;

/** M/M/n, with patience (+M, Erlang A) or with a limited waiting room (M/M/n/n+room) where so asked. */
export function expected(traffic: Traffic): Expected {
  const { load, operators, talkMs, patienceMs, roomMax } = traffic;
  let weight = 1;
  let all = 0;
  let busy = 0;
  let queued = 0;
  let last = 0;
  for (let inside = 0; inside <= operators + roomMax; inside += 1) {
    const waiting = Math.max(0, inside - operators);
    if (inside > 0) weight *= load / (Math.min(inside, operators) + (waiting * talkMs) / patienceMs);
    all += weight;
    if (inside >= operators) busy += weight;
    queued += waiting * weight;
    last = weight;
    if (inside > operators && weight * inside < NEGLIGIBLE * all) break;
  }
  const turnedAway = Number.isFinite(roomMax) ? last / all : 0;
  const entered = 1 - turnedAway;
  // Little's law: those who wait = arrivals per time × mean wait.
  const waitMs = ((queued / all) * talkMs) / (load * entered);
  return { turnedAway, delayed: (busy / all - turnedAway) / entered, abandoned: waitMs / patienceMs, waitMs };
}

/** Erlang's first formula: the share of calls lost when nobody may wait. */
export function erlangB(load: number, operators: number): number {
  let lost = 1;
  for (let n = 1; n <= operators; n += 1) lost = (load * lost) / (n + load * lost);
  return lost;
}

/** Erlang's second formula: the share of callers who must wait when nobody gives up. */
export function erlangC(load: number, operators: number): number {
  const lost = erlangB(load, operators);
  return lost / (1 - (load / operators) * (1 - lost));
}

/** The share of callers who are answered within `promptMs` when nobody gives up: the rest of the wait is exponential. */
export function answeredWithin(promptMs: number, load: number, operators: number, talkMs: number): number {
  return 1 - erlangC(load, operators) * Math.exp((-(operators - load) * promptMs) / talkMs);
}

/**
 * Crews who never help each other, each with the traffic given, before one waiting room that they share. The chain is
 * reversible, so its cut-off form is the product of the crews' own, summed by how many wait.
 */
export function expectedOfCrews(crews: number, each: Omit<Traffic, 'patienceMs'>): Expected {
  const { load, operators, talkMs, roomMax } = each;
  const { free, busy } = crewWeights(load, operators, roomMax);
  const one = busy.map((weight, waiting) => (waiting === 0 ? free + weight : weight));
  let others: readonly number[] = one.map((_, waiting) => (waiting === 0 ? 1 : 0));
  for (let crew = 1; crew < crews; crew += 1) others = convolved(others, one);
  const all = sum(convolved(others, one));
  // For each number who wait before this crew: weights of the other crews' states that leave the room not full.
  const below = others.map((_, waiting) => sum(others.slice(0, waiting)));
  const turnedAway = sum(busy.map((weight, waiting) => weight * others[roomMax - waiting]!)) / all;
  const delayed = sum(busy.map((weight, waiting) => weight * below[roomMax - waiting]!)) / all;
  const queued =
    sum(
      busy.map(
        (weight, waiting) => waiting * weight * (below[roomMax - waiting]! + others[roomMax - waiting]!),
      ),
    ) / all;
  const entered = 1 - turnedAway;
  return {
    turnedAway,
    delayed: delayed / entered,
    abandoned: 0,
    waitMs: (queued * talkMs) / (load * entered),
  };
}

/** Weights of one crew's states: somebody is free; all are busy and 0, 1, … `roomMax` wait. */
function crewWeights(
  load: number,
  operators: number,
  roomMax: number,
): { readonly free: number; readonly busy: readonly number[] } {
  let weight = 1;
  let free = 0;
  for (let inside = 1; inside <= operators; inside += 1) {
    free += weight;
    weight *= load / inside;
  }
  return {
    free,
    busy: Array.from({ length: roomMax + 1 }, (_, waiting) => weight * (load / operators) ** waiting),
  };
}

/** The sums of the products whose places add up to the same; both lists are equally long, and so is the result. */
function convolved(one: readonly number[], other: readonly number[]): readonly number[] {
  return one.map((_, place) =>
    sum(one.slice(0, place + 1).map((weight, left) => weight * other[place - left]!)),
  );
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
