import type { Prng } from '../../../src/base/index.ts';
import type { OperatorProfile } from '../../../src/operators/index.ts';
import type { TelephonyCommand } from '../../../src/telephony/index.ts';
import { meets } from '../checkers/needs-in-words.ts';
import type { SimulatedCaller } from '../simulated-caller.ts';
import type { PhoneBehaviour, SimulatedPhone } from '../simulated-phone.ts';
import { around, between, happens } from './chances.ts';
import type { DeskWork } from './desk-work.ts';
import type { Stage } from './stage.ts';

type Ask = 'ready' | 'pause' | 'offline' | 'finishWrapUp' | 'extendWrapUp';
const ASKS: readonly Ask[] = [
  'ready',
  'ready',
  'ready',
  'pause',
  'pause',
  'offline',
  'finishWrapUp',
  'extendWrapUp',
];
const CODES = ['*20', '*20', '*21', '*22', '*29', '*77'] as const;
const REFUSALS = [603, 603, 486, 480, 600, 302, 500, 503, 488] as const;

const PICKS_UP: PhoneBehaviour = { kind: 'answer', afterMs: 100, talkMs: 1_000 };

type Person = {
  readonly profile: OperatorProfile;
  readonly phones: SimulatedPhone[];
  /** A call of their own, to a feature code. */
  ownCall: SimulatedCaller | null;
  isPlugged: boolean;
};

/**
 * People who work: they sign in and out (in a talk, too), take breaks, pick up late or never, refuse, unplug their
 * phones while these ring, own a second one, and call feature codes.
 */
export class Operators {
  readonly #stage: Stage;
  readonly #prng: Prng;
  readonly #people: readonly Person[];
  /** An operator puts down the receiver of this call. */
  onHangsUp: (callId: string) => void = () => {};
  /** What else is done with phones, and those that are nobody's. */
  desks: Pick<DeskWork, 'phones' | 'isCalling'> = { phones: [], isCalling: () => false };
  #isOver = false;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#prng = stage.chance('operators');
    this.#people = [...stage.drawn.plan.operators.values()].map((profile) => {
      return { profile, phones: [], ownCall: null, isPlugged: true };
    });
  }

  begin(): void {
    for (const person of this.#people) {
      const phonesCount = happens(this.#prng, 150) ? 2 : 1;
      for (let place = 0; place < phonesCount; place++)
        for (const phoneId of person.profile.phones) person.phones.push(this.#stage.exchange.phone(phoneId));
      this.#stage.clock.after(between(this.#prng, 0, 20_000), () => this.#ask(person, 'ready'));
      this.#whimLater(person);
    }
  }

  /** Nobody does anything any more, and every phone is there, with somebody who picks up. */
  settle(): void {
    this.#isOver = true;
    for (const person of this.#people) {
      for (const phone of person.phones) phone.hangUp();
      person.ownCall?.hangUp();
      this.#plug(person);
    }
  }

  /** Everybody is ready and picks up. */
  allReady(): void {
    for (const phone of this.desks.phones) phone.behaviour = PICKS_UP;
    for (const person of this.#people) {
      this.#setBehaviour(person, PICKS_UP);
      this.#ask(person, 'ready');
    }
  }

  /** Whether somebody here may serve a caller of this queue who has just come. */
  canServe(queueId: string): boolean {
    const { must, needs } = this.#stage.drawn.needsOf.get(queueId)!;
    return this.#stage.drawn.plan.operators.values().some(({ skills, queues }) => {
      return queues[queueId]?.delayMs === 0 && meets(must, skills) && meets(needs, skills);
    });
  }

  /** To be told of every command before it is carried out: how a phone reacts is decided when it is about to ring. */
  notice(command: TelephonyCommand): void {
    if (command.kind !== 'ring' || this.#isOver) return;
    const person = this.#people.find(({ profile }) => profile.id === command.marks.operator)!;
    for (const phone of this.#telephones(command.phoneIds))
      phone.behaviour = this.#reaction(phone.phoneId, command.callId);
    if (happens(this.#prng, this.#stage.habits.secondThoughts)) this.#thinkTwice(person);
    if (happens(this.#prng, this.#stage.habits.deafPhones))
      this.#stage.clock.after(between(this.#prng, 0, 4_000), () => this.#unplug(person));
  }

  /** All that stand there under these names, whoever's they are. */
  #telephones(phoneIds: readonly string[]): readonly SimulatedPhone[] {
    const all = [...this.desks.phones, ...this.#people.flatMap(({ phones }) => phones)];
    return all.filter(({ phoneId }) => phoneIds.includes(phoneId));
  }

  /** Whether somebody calls from this phone. */
  #isCalling(phoneId: string): boolean {
    const isTheirs = ({ ownCall }: Person): boolean =>
      ownCall?.number === phoneId && ownCall.state !== 'gone';
    return this.desks.isCalling(phoneId) || this.#people.some(isTheirs);
  }

  #reaction(phoneId: string, callId: string): PhoneBehaviour {
    const { habits, clock } = this.#stage;
    if (this.#isCalling(phoneId)) return { kind: 'refuse', status: 486 };
    if (happens(this.#prng, habits.deafPhones)) return { kind: 'dead' };
    if (happens(this.#prng, habits.misses)) return { kind: 'ring' };
    const afterMs = around(this.#prng, habits.answerMs);
    if (happens(this.#prng, habits.refuses)) {
      const status = this.#prng.pick(REFUSALS);
      return happens(this.#prng, 400) ? { kind: 'refuse', status } : { kind: 'refuse', status, afterMs };
    }
    const talkMs = around(this.#prng, habits.talkMs);
    clock.after(afterMs + talkMs, () => this.onHangsUp(callId));
    return { kind: 'answer', afterMs, talkMs };
  }

  #thinkTwice(person: Person): void {
    const outMs = between(this.#prng, 0, 1_000);
    this.#stage.clock.after(outMs, () => this.#ask(person, 'offline'));
    this.#stage.clock.after(outMs + between(this.#prng, 1, 12_000), () => this.#ask(person, 'ready'));
  }

  #whimLater(person: Person): void {
    this.#stage.clock.after(around(this.#prng, this.#stage.habits.whimEveryMs), () => {
      if (this.#isOver) return;
      this.#whim(person);
      this.#whimLater(person);
    });
  }

  #whim(person: Person): void {
    const whim = this.#prng.below(10);
    if (whim < 5) this.#ask(person, this.#prng.pick(ASKS));
    else if (whim < 7) this.#callCode(person);
    else if (whim < 8) this.#unplug(person);
    else if (whim < 9) this.#plug(person);
    else for (const phone of person.phones) phone.refer('1002');
  }

  #ask({ profile: { id } }: Person, ask: Ask): void {
    const reason = ask === 'pause' ? this.#prng.pick(['lunch', null]) : null;
    this.#stage.story.tell(id, () => `asks: ${ask}${reason === null ? '' : ` (${reason})`}`);
    this.#stage.put({ kind: 'operatorAsked', operatorId: id, ask, reason });
  }

  /** A telephone has one line: the own call is made when it is on the hook. */
  #callCode(person: Person): void {
    if (person.phones.some(({ state }) => state !== 'idle') || !person.isPlugged) return;
    if (person.profile.phones.some((phoneId) => this.#isCalling(phoneId))) return;
    const code = this.#prng.pick(CODES);
    this.#stage.story.tell(person.profile.id, () => `calls ${code}`);
    person.ownCall = this.#stage.exchange.callFromPhone(person.profile.phones[0]!, code);
    const call = person.ownCall;
    if (happens(this.#prng, 300)) this.#stage.clock.after(between(this.#prng, 0, 2_000), () => call.hangUp());
    else this.#stage.clock.after(60_000, () => call.hangUp());
  }

  #unplug(person: Person): void {
    if (!person.isPlugged || this.#isOver) return;
    person.isPlugged = false;
    this.#stage.story.tell(person.profile.id, () => 'the phone is gone');
    for (const phone of person.phones) this.#stage.exchange.unregister(phone);
    this.#stage.clock.after(around(this.#prng, this.#stage.habits.whimEveryMs), () => this.#plug(person));
  }

  #plug(person: Person): void {
    if (person.isPlugged) return;
    person.isPlugged = true;
    this.#stage.story.tell(person.profile.id, () => 'the phone is there again');
    for (const phone of person.phones) this.#stage.exchange.register(phone);
  }

  #setBehaviour({ phones }: Person, behaviour: PhoneBehaviour): void {
    for (const phone of phones) phone.behaviour = behaviour;
  }
}
