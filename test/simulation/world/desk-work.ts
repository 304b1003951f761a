import type { Prng } from '../../../src/base/index.ts';
import type { SimulatedCaller } from '../simulated-caller.ts';
import type { SimulatedPhone } from '../simulated-phone.ts';
import { around, between, happens } from './chances.ts';
import { allPhonesOf, DESKS, numberOf } from './drawn-plan.ts';
import type { Stage } from './stage.ts';

/** The PIN of everybody. */
export const PIN = '4711';
/** Numbers outside: one that the route knows, and one that none does. */
const OUTSIDE = ['+79161234567', '+79161234567', '+4930123456'] as const;
/** Whoever has signed in somewhere goes home when all talks are over. */
const HOME_MS = 60_000;

/**
 * What people do with phones beside taking calls: they sign in at any of them, by the code or from afar, with a wrong
 * PIN, too, and call each other and numbers outside.
 */
export class DeskWork {
  /** Telephones on desks that are nobody's. */
  readonly phones: readonly SimulatedPhone[];
  readonly #stage: Stage;
  readonly #prng: Prng;
  readonly #people: readonly string[];
  /** Phone → the call that somebody makes there. */
  readonly #calls = new Map<string, SimulatedCaller>();
  #isOver = false;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#prng = stage.chance('desks');
    this.#people = [...stage.drawn.plan.operators.keys()];
    this.phones = DESKS.map((phoneId) => stage.exchange.phone(phoneId));
  }

  begin(): void {
    this.#stage.clock.after(around(this.#prng, this.#stage.habits.whimEveryMs / 2), () => {
      if (this.#isOver) return;
      this.#whim();
      this.begin();
    });
  }

  /** Nobody calls any more, and a while later everybody is at home. */
  settle(): void {
    this.#isOver = true;
    for (const call of this.#calls.values()) call.hangUp();
    this.#stage.clock.after(HOME_MS, () => {
      for (const operatorId of this.#people)
        for (const ask of ['offline', 'ready'] as const)
          this.#stage.put({ kind: 'operatorAsked', operatorId, ask, reason: null });
    });
  }

  /** Whether somebody calls from this phone: it has one line. */
  isCalling(phoneId: string): boolean {
    return (this.#calls.get(phoneId)?.state ?? 'gone') !== 'gone';
  }

  #whim(): void {
    const phoneId = this.#prng.pick([...DESKS, ...this.#people.flatMap((_, place) => allPhonesOf(place))]);
    const place = this.#prng.below(this.#people.length);
    const whim = this.#prng.below(4);
    if (whim === 0) return this.#askFor(place, phoneId);
    if (this.isCalling(phoneId) || !this.#stage.exchange.isIdle(phoneId)) return;
    if (whim === 1) this.#signIn(place, phoneId);
    else this.#call(place, phoneId);
  }

  #askFor(place: number, phoneId: string): void {
    const operatorId = this.#people[place]!;
    this.#stage.story.tell(operatorId, () => `asks for the phone ${phoneId}`);
    this.#stage.put({ kind: 'deskAsked', operatorId, phoneId });
  }

  #signIn(place: number, phoneId: string): void {
    const pin = happens(this.#prng, 200) ? '1111' : PIN;
    const keys = `${numberOf(place)}#${pin}#`;
    const call = this.#dial(phoneId, '*23', between(this.#prng, 1_000, 20_000));
    for (const [at, key] of [...keys].entries())
      this.#stage.clock.after(500 + at * between(this.#prng, 50, 400), () => call.press(key));
  }

  #call(place: number, phoneId: string): void {
    const [own = ''] = allPhonesOf(place);
    const dialled = this.#prng.pick([numberOf(place), numberOf(place), own, ...OUTSIDE]);
    this.#dial(phoneId, dialled, around(this.#prng, this.#stage.habits.talkMs));
  }

  #dial(phoneId: string, dialled: string, hangsUpMs: number): SimulatedCaller {
    this.#stage.story.tell(`phone ${phoneId}`, () => `calls ${dialled}`);
    const call = this.#stage.exchange.callFromPhone(phoneId, dialled);
    this.#calls.set(phoneId, call);
    this.#stage.clock.after(hangsUpMs, () => call.hangUp());
    return call;
  }
}
