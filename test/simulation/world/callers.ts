import type { Prng } from '../../../src/base/index.ts';
import type { TelephonyCommand } from '../../../src/telephony/index.ts';
import type { SimulatedCaller } from '../simulated-caller.ts';
import { around, between, happens } from './chances.ts';
import type { Stage } from './stage.ts';

const KEYS = ['1', '2', '3', '0', '*', '#', '7'] as const;
const MAX_BURST = 6;

type Person = { readonly caller: SimulatedCaller; isTalking: boolean };

/**
 * People who call: they come alone or as a crowd, press keys or not, lose their patience, and hang up at any moment,
 * above all while a phone rings for them.
 */
export class Callers {
  readonly #stage: Stage;
  readonly #prng: Prng;
  readonly #people = new Map<string, Person>();
  /** Everybody who ever hung up by themselves. */
  readonly hungUp = new Set<string>();
  #count = 0;
  #isOver = false;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#prng = stage.chance('callers');
  }

  begin(): void {
    this.#arriveLater();
  }

  /** Nobody calls any more, and everybody hangs up. */
  leave(): void {
    this.#isOver = true;
    for (const person of this.#people.values()) this.#hangUp(person, 'everybody goes home');
  }

  /** One caller more, who has all the time in the world; a new one, if it is not said who. */
  comes(dialled: string, who = this.#count + 1): SimulatedCaller {
    this.#count += 1;
    const caller = this.#stage.exchange.call(`+7916${String(who).padStart(7, '0')}`, dialled);
    this.#stage.story.tell(caller.legId, () => `dials ${dialled}`);
    return caller;
  }

  /** To be told of every command before it is carried out: people react to what happens to them. */
  notice(command: TelephonyCommand): void {
    const callId = 'callId' in command ? command.callId : command.legId;
    const person = this.#people.get(this.#stage.exchange.callIdOf?.(callId) ?? callId);
    if (person === undefined || person.caller.state === 'gone') return;
    const { habits } = this.#stage;
    if (happens(this.#prng, command.kind === 'ring' ? habits.startlesAtRing : habits.startles))
      this.#startled(person, command);
    if (command.kind === 'play') this.#press(person);
    if (command.kind === 'join') this.#talk(person);
  }

  /** One of a crowd that nobody has foreseen. */
  oneOfMany(prng: Prng): void {
    if (!this.#isOver) this.#oneMore(prng);
  }

  #arriveLater(): void {
    if (this.#isOver || this.#count >= this.#stage.habits.callersMax) return;
    this.#stage.clock.after(around(this.#prng, this.#stage.habits.arrivalEveryMs), () => this.#arrive());
  }

  #arrive(): void {
    if (this.#isOver) return;
    const crowd = happens(this.#prng, this.#stage.habits.crowds) ? between(this.#prng, 2, 5) : 1;
    for (let place = 0; place < crowd; place++) this.#oneMore();
    this.#arriveLater();
  }

  #oneMore(prng = this.#prng): void {
    const dialled = prng.pick([...this.#stage.drawn.numbers.keys(), '100', '300', '800', '999']);
    const { returns } = this.#stage.habits;
    const hasCalled = this.#count > 0 && happens(prng, returns);
    const who = hasCalled ? between(prng, 1, this.#count) : undefined;
    const person: Person = { caller: this.comes(dialled, who), isTalking: false };
    this.#people.set(person.caller.callId, person);
    const patienceMs = around(prng, this.#stage.habits.patienceMs);
    this.#stage.clock.after(patienceMs, () => {
      if (!person.isTalking) this.#hangUp(person, `has no patience left after ${patienceMs} ms`);
    });
  }

  #startled(person: Person, { kind }: TelephonyCommand): void {
    const afterMs = this.#prng.below(this.#stage.habits.startledMsMax + 1);
    this.#stage.clock.after(afterMs, () => this.#hangUp(person, `just when it was about to ${kind}`));
  }

  #press(person: Person): void {
    const { habits, clock } = this.#stage;
    if (!happens(this.#prng, habits.keys)) return;
    const count = happens(this.#prng, habits.bursts) ? between(this.#prng, 2, MAX_BURST) : 1;
    let atMs = between(this.#prng, 0, 5_000);
    for (let place = 0; place < count; place++) {
      const digit = this.#prng.pick(KEYS);
      clock.after(atMs, () => this.#presses(person, digit));
      atMs += between(this.#prng, 0, 1_500);
    }
  }

  #presses({ caller }: Person, digit: string): void {
    if (caller.state !== 'connected') return;
    this.#stage.story.tell(caller.legId, () => `presses ${digit}`);
    caller.press(digit);
  }

  #talk(person: Person): void {
    person.isTalking = true;
    const { habits, clock } = this.#stage;
    if (!happens(this.#prng, habits.callerEnds)) return;
    clock.after(around(this.#prng, habits.talkMs), () => this.#hangUp(person, 'has said everything'));
  }

  /** The operator hangs up: the caller may do so in the same instant. */
  talkEnds(callId: string): void {
    const person = this.#people.get(callId);
    if (person === undefined) return;
    person.isTalking = false;
    if (happens(this.#prng, this.#stage.habits.bothEnd))
      this.#hangUp(person, 'at the same moment as the operator');
    else
      this.#stage.clock.after(around(this.#prng, this.#stage.habits.patienceMs), () =>
        this.#hangUp(person, 'waited on'),
      );
  }

  #hangUp({ caller }: Person, why: string): void {
    if (caller.state === 'gone') return;
    this.#stage.story.tell(caller.callId, () => `hangs up: ${why}`);
    this.hungUp.add(caller.callId);
    this.#people.delete(caller.callId);
    caller.hangUp();
  }
}
