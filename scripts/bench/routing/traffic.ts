import { type Prng, prngFrom } from '../../../src/base/index.ts';
import type { Match } from '../../../src/routing/routing.ts';
import type { Kind, WorldEvent } from './events.ts';
import { Pool } from './pool.ts';
import { callerOf, callIdOf, LIFETIME_MS, slotOf, type World } from './world.ts';

/**
 * Out of 1,000 draws. A draw for which nobody is there (nobody rings, nobody is on a break) is made again, and so the
 * shares that came about are printed with the figures. Of eleven offers one is declined; one event in a thousand is a
 * change of skills: at a thousand events a second, each of 10,000 operators every three hours.
 */
const SHARES: Readonly<Record<Kind, number>> = {
  arrived: 345,
  hungUp: 70,
  answered: 255,
  declined: 25,
  ended: 285,
  paused: 9,
  cameBack: 10,
  skillsChanged: 1,
};
const DRAWS = Object.entries(SHARES).flatMap(([kind, share]) => Array<Kind>(share).fill(kind as Kind));
/** One phone in so many rings at any moment; only above that is one answered or declined. */
const RINGING_EVERY = 100;
const WORDS = 0x1_0000_0000;
const NOBODY = -1;

/**
 * The world's side of the play: draws the events, and heeds what the router decides. Above the number who shall wait,
 * by more than a thousandth, nobody comes; as far below it nobody hangs up: so the state is steady.
 */
export class Traffic {
  readonly #world: World;
  readonly #prng: Prng;
  readonly #stepMs: number;
  /** Callers stand in slots, which are used again. Each slot's caller by number, and who is rung for them. */
  readonly #numbers: Float64Array;
  readonly #rung: Int32Array;
  readonly #empty: Pool;
  readonly #waiting: Pool;
  readonly #ringing: Pool;
  readonly #talking: Pool;
  readonly #paused: Pool;
  /** By operator, 1: they have their other skills. */
  readonly #hasOther: Uint8Array;
  #nowMs = 0;
  #count = 0;

  constructor(world: World) {
    const { waiting, operators, seed } = world.size;
    const slots = Math.ceil(waiting * 1.01) + operators;
    this.#world = world;
    this.#prng = prngFrom(seed + 1);
    this.#stepMs = (LIFETIME_MS * SHARES.arrived) / DRAWS.length / waiting;
    this.#numbers = new Float64Array(slots);
    this.#rung = new Int32Array(slots).fill(NOBODY);
    this.#empty = new Pool(slots);
    this.#waiting = new Pool(slots);
    this.#ringing = new Pool(slots);
    this.#talking = new Pool(operators);
    this.#paused = new Pool(operators);
    this.#hasOther = new Uint8Array(operators);
    for (let slot = slots - 1; slot >= 0; slot -= 1) this.#empty.add(slot);
    for (let number = 0; number < waiting; number += 1) this.#takeSlot();
    for (let number = 0; number < operators; number += 1) this.#talking.add(number);
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** The next event of the world; when it has been delivered, the decisions must be heeded. */
  next(): WorldEvent {
    this.#nowMs += (2 * this.#stepMs * this.#prng.below(WORDS)) / WORDS;
    return this.#happen(this.#drawKind());
  }

  /** The world goes on from what was decided. */
  heed(matches: readonly Match[]): void {
    for (const { callId, operatorIds } of matches) {
      const slot = slotOf(callId);
      this.#rung[slot] = numberOf(operatorIds[0]!);
      this.#waiting.remove(slot);
      this.#ringing.add(slot);
    }
  }

  #drawKind(): Kind {
    for (;;) {
      const kind = this.#prng.pick(DRAWS);
      if (this.#isPossible(kind)) return kind;
    }
  }

  #isPossible(kind: Kind): boolean {
    const wanted = this.#world.size.waiting;
    const over = this.#waiting.size + this.#ringing.size - wanted;
    switch (kind) {
      case 'arrived':
        return over < wanted / 1_000;
      case 'hungUp':
        return over > -wanted / 1_000;
      case 'answered':
      case 'declined':
        return this.#ringing.size * RINGING_EVERY > this.#world.size.operators;
      case 'ended':
        return this.#talking.size > 0;
      case 'paused':
        return this.#talking.size > 0 && this.#paused.size < this.#world.size.operators / 20;
      case 'cameBack':
        return this.#paused.size > 0;
      case 'skillsChanged':
        return true;
    }
  }

  #happen(kind: Kind): WorldEvent {
    switch (kind) {
      case 'arrived':
        return this.#arrive();
      case 'hungUp':
        return this.#hangUp();
      case 'answered':
      case 'declined':
        return this.#stopRinging(kind);
      case 'ended':
        return this.#about(kind, NOBODY, this.#pickFrom(this.#talking));
      case 'paused':
        return this.#pause();
      case 'cameBack':
        return this.#about(kind, NOBODY, this.#pickFrom(this.#paused));
      case 'skillsChanged':
        return this.#changeSkills();
    }
  }

  #arrive(): WorldEvent {
    const slot = this.#takeSlot();
    const event = this.#about('arrived', slot, NOBODY);
    return { ...event, entering: callerOf(this.#world, this.#numbers[slot]!, event.callId, this.#nowMs) };
  }

  #hangUp(): WorldEvent {
    const slot = this.#pickFrom(this.#waiting);
    this.#empty.add(slot);
    return this.#about('hungUp', slot, NOBODY);
  }

  #stopRinging(kind: 'answered' | 'declined'): WorldEvent {
    const slot = this.#pickFrom(this.#ringing);
    const operator = this.#rung[slot]!;
    if (kind === 'answered') {
      this.#talking.add(operator);
      this.#empty.add(slot);
    } else this.#waiting.add(slot);
    return this.#about(kind, slot, operator);
  }

  #pause(): WorldEvent {
    const operator = this.#pickFrom(this.#talking);
    this.#paused.add(operator);
    return this.#about('paused', NOBODY, operator);
  }

  #changeSkills(): WorldEvent {
    const { size, profiles, otherProfiles } = this.#world;
    const operator = this.#prng.below(size.operators);
    const isOther = this.#hasOther[operator] === 0;
    this.#hasOther[operator] = isOther ? 1 : 0;
    const profile = (isOther ? otherProfiles : profiles)[operator]!;
    return { ...this.#about('skillsChanged', NOBODY, operator), profile };
  }

  #about(kind: Kind, slot: number, operator: number): WorldEvent {
    const { demands } = this.#world;
    return {
      kind,
      atMs: this.#nowMs,
      callId: slot === NOBODY ? '' : callIdOf(this.#numbers[slot]!, slot),
      operatorId: operator === NOBODY ? '' : `op-${operator}`,
      queueId: operator === NOBODY ? '' : demands[operator % demands.length]!.id,
      entering: null,
      profile: null,
    };
  }

  /** The next caller, in a slot that was empty. */
  #takeSlot(): number {
    const slot = this.#empty.last;
    this.#empty.remove(slot);
    this.#waiting.add(slot);
    this.#numbers[slot] = this.#count;
    this.#count += 1;
    return slot;
  }

  #pickFrom(pool: Pool): number {
    const item = pool.at(this.#prng.below(pool.size));
    pool.remove(item);
    return item;
  }
}

const numberOf = (operatorId: string): number => Number(operatorId.slice('op-'.length));
