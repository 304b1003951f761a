import { ANYBODY } from '../../../src/routing/needs.ts';
import type { Demand, Entering, Place, Routing, Standing } from '../../../src/routing/routing.ts';
import { drawClass, drawDemand, drawNeeds, drawProfile } from './draw-rules.ts';
import type { World } from './draw-setting.ts';
import type { Call, Step } from './step.ts';

/** Draws what happens next, with an eye on the state, so that most of it concerns somebody. */
export class Fate {
  readonly #world: World;
  readonly #router: Routing;
  readonly #weights: readonly (readonly [number, () => Call])[];
  #demands: Demand[];
  /** Those who left, with what they had entered with: some come back to a place that was kept. */
  readonly #left: { readonly entering: Entering; readonly place: Place }[] = [];
  readonly #entered = new Map<string, Entering>();
  /** What follows from what was drawn last: who declines is mostly ready again at once. */
  readonly #following: Call[] = [];
  #nowMs = 0;

  constructor(world: World, router: Routing) {
    this.#world = world;
    this.#router = router;
    this.#demands = world.queueIds.flatMap((id) => [drawDemand(world, id), drawDemand(world, id)]);
    const { chance } = world;
    const often = (): number => chance.pick([0, 1, 1, 3, 10]);
    this.#weights = [
      [25, () => this.#enter()],
      [chance.pick([15, 30, 60]), () => this.#tell()],
      [12, () => this.#leave()],
      [chance.pick([0, 1, 10, 30]), () => this.#offerFailed()],
      [often(), () => ({ do: 'seat', profile: drawProfile(world, chance.pick(world.operatorIds)) })],
      [chance.pick([0, 1, 2]), () => ({ do: 'unseat', operatorId: chance.pick(world.operatorIds) })],
      [often(), () => this.#noteHandled()],
      [chance.pick([0, 1, 3]), () => this.#reprioritise()],
      [chance.pick([0, 1, 3]), () => this.#move()],
      [chance.pick([0, 0, 1]), () => this.#reload()],
      [chance.pick([0, 2]), () => this.#return()],
    ];
  }

  /** Everybody of the world is seated and most are told of. */
  opening(): Step {
    const { operatorIds } = this.#world;
    const seats = operatorIds.map((id): Call => ({ do: 'seat', profile: drawProfile(this.#world, id) }));
    return { nowMs: 0, calls: [...seats, ...operatorIds.map(() => this.#tell())] };
  }

  next(): Step {
    const { chance } = this.#world;
    this.#nowMs = this.#nextMs();
    const together = this.#world.has('together') && chance.chance(1, 4) ? 2 + chance.below(3) : 1;
    const calls = Array.from({ length: chance.chance(1, 12) ? 0 : together }, () => this.#call());
    const step = { nowMs: this.#nowMs, calls };
    return this.#world.has('small budget') ? { ...step, budget: 1 + chance.below(3) } : step;
  }

  /** Often the very moment at which something is due, or one just beside it. */
  #nextMs(): number {
    const { chance, spansMs } = this.#world;
    const dueMs = this.#router.nextDueMs();
    if (dueMs !== undefined && chance.chance(1, 3)) {
      const wished = dueMs + chance.pick([0, 0, 0, 0, -0.125, 0.125]);
      return Math.max(this.#nowMs, wished);
    }
    return this.#nowMs + (chance.chance(1, 2) ? chance.pick([0, 0.125, 1, 100]) : chance.pick(spansMs));
  }

  #call(): Call {
    const following = this.#following.pop();
    if (following !== undefined) return following;
    if (this.#router.counts.waiting > this.#world.crowdMax) return this.#leave();
    const sum = this.#weights.reduce((total, [weight]) => total + weight, 0);
    let die = this.#world.chance.below(sum);
    for (const [weight, draw] of this.#weights) {
      if (die < weight) return draw();
      die -= weight;
    }
    throw new Error('the weights do not sum up');
  }

  #enter(): Call {
    const { chance, callIds, operatorIds, spansMs } = this.#world;
    const has = this.#world.has;
    const absent = callIds.filter((callId) => this.#router.find(callId) === undefined);
    const entering: Entering = {
      callId: chance.pick(absent.length === 0 || chance.chance(1, 20) ? callIds : absent),
      queue: chance.pick(this.#demands),
      stepNeeds: has('stepNeeds') && chance.chance(1, 2) ? drawNeeds(this.#world) : ANYBODY,
      ...(has('stepMust') && chance.chance(1, 2) && { stepMust: drawNeeds(this.#world) }),
      ...(has('keepsNeeds') && chance.chance(1, 2) && { keepsNeeds: true }),
      class: drawClass(this.#world),
      boostMs: has('boost') ? chance.pick([0, ...spansMs]) : 0,
      enteredMs: this.#nowMs - (has('past') && chance.chance(1, 3) ? chance.pick(spansMs) : 0),
      ...(has('kinds') && chance.chance(1, 2) && { kind: chance.pick([1, 2]) }),
      ...(has('sticky') && chance.chance(4, 5) && { lastOperatorId: chance.pick([...operatorIds, null]) }),
    };
    if (this.#router.find(entering.callId) === undefined) this.#entered.set(entering.callId, entering);
    return { do: 'enter', entering };
  }

  /** A place that was kept: with all that was written down of it. */
  #return(): Call {
    const kept = this.#left.pop();
    if (kept === undefined) return this.#enter();
    const { queueId: _, offeredTo: __, ...place } = kept.place;
    const entering = { ...kept.entering, ...place };
    if (this.#router.find(entering.callId) === undefined) this.#entered.set(entering.callId, entering);
    return { do: 'enter', entering };
  }

  /** Mostly somebody who is being offered: the call was answered. */
  #leave(): Call {
    const isAnswer = this.#world.chance.chance(3, 4);
    const callId = this.#someCaller((place) => !isAnswer || place.offeredTo.length > 0);
    const place = this.#router.find(callId);
    const entering = this.#entered.get(callId);
    if (place !== undefined && entering !== undefined) this.#left.push({ entering, place });
    return { do: 'leave', callId };
  }

  #tell(): Call {
    const { chance, operatorIds, setting, spansMs } = this.#world;
    const operatorId = chance.pick(operatorIds);
    const signedIn = chance.chance(9, 10);
    const kinds = this.#kinds();
    const free = signedIn && chance.chance(4, 5) ? kinds : 0;
    const load = chance.below(setting.units[operatorId]! + (free === 0 ? 1 : 0));
    const freeAtMs =
      free === 0 && chance.chance(1, 2) ? this.#nowMs + chance.pick([...spansMs, 20_000]) : null;
    const standing: Standing = { signedIn, free, load, freeAtMs };
    return { do: 'tell', operatorId, standing };
  }

  #kinds(): number {
    return this.#world.has('kinds') ? this.#world.chance.pick([1, 2, 3]) : 1;
  }

  /** Mostly of an offer that is open; now and then a late or a wrong one. */
  #offerFailed(): Call {
    const { chance, operatorIds } = this.#world;
    const callId = this.#someCaller((place) => place.offeredTo.length > 0);
    const rung = this.#router.find(callId)?.offeredTo ?? [];
    const operatorId = rung.length > 0 && chance.chance(9, 10) ? chance.pick(rung) : chance.pick(operatorIds);
    if (rung.includes(operatorId) && chance.chance(3, 4)) {
      const standing = { signedIn: true, free: this.#kinds(), load: 0, freeAtMs: null };
      this.#following.push({ do: 'tell', operatorId, standing });
    }
    return {
      do: 'offerFailed',
      callId,
      operatorId,
      coolDown: this.#world.has('coolDown') && chance.chance(3, 4),
    };
  }

  #noteHandled(): Call {
    const { chance, operatorIds, queueIds } = this.#world;
    return { do: 'noteHandled', operatorId: chance.pick(operatorIds), queueId: chance.pick(queueIds) };
  }

  #reprioritise(): Call {
    const { chance, spansMs } = this.#world;
    const wish = {
      ...(chance.chance(2, 3) && { class: drawClass(this.#world) }),
      ...(chance.chance(1, 2) && { boostMs: chance.pick(spansMs) }),
    };
    return { do: 'reprioritise', callId: this.#someCaller(), wish };
  }

  #move(): Call {
    const { chance } = this.#world;
    const stepNeeds = chance.chance(1, 3) ? drawNeeds(this.#world) : ANYBODY;
    return { do: 'move', callId: this.#someCaller(), queue: chance.pick(this.#demands), stepNeeds };
  }

  /** Some queues get other rules, for those who wait as for those who come. */
  #reload(): Call {
    const { chance, queueIds } = this.#world;
    const queues = queueIds.filter(() => chance.chance(1, 2)).map((id) => drawDemand(this.#world, id));
    const kept = this.#demands.filter(({ id }) => !queues.some((queue) => queue.id === id));
    this.#demands = [...kept, ...queues];
    return { do: 'reload', queues };
  }

  /** Somebody in the line whom this is true of, if there is one; now and then anybody at all. */
  #someCaller(isWanted: (place: Place) => boolean = () => true): string {
    const { chance, callIds } = this.#world;
    const wanted = callIds.filter((callId) => {
      const place = this.#router.find(callId);
      return place !== undefined && isWanted(place);
    });
    return wanted.length === 0 || chance.chance(1, 20) ? chance.pick(callIds) : chance.pick(wanted);
  }
}
