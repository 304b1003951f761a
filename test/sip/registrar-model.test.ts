import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Registrar } from '../../src/sip/index.ts';
import { runs } from '../properties.ts';
import { place, RegistrarScene, targetAt, type Wanted } from './registrar-scene.ts';

const PHONES = ['anna', 'bert'] as const;
const CONTACTS_MAX = 4;

/** A contact as the naive registrar knows it; times in seconds, all from the beginning. */
type Naive = { number: number; callId: string; sequence: number; registered: number; until: number };

/** RFC 3261 10.3 word by word, for addresses that are numbers. */
class NaiveRegistrar {
  readonly contacts = new Map<string, Naive[]>();
  #count = 0;

  living(phoneId: string, nowS: number): Naive[] {
    return (this.contacts.get(phoneId) ?? []).filter(({ until }) => until > nowS);
  }

  /** The status. */
  register(phoneId: string, { numbers, isAll, expiresS, callId, sequence }: Move, nowS: number): number {
    const before = this.living(phoneId, nowS);
    const isOlder = (one: Naive) => one.callId === callId && one.sequence > sequence;
    const isSame = (one: Naive) => one.callId === callId && one.sequence === sequence;
    if (isAll) {
      if (expiresS !== 0) return 400;
      if (before.some(isOlder)) return 500;
      this.contacts.set(phoneId, before.filter(isSame));
      return 200;
    }
    if (numbers.length > 0 && expiresS > 0 && expiresS < 30) return 423;
    const mentioned = [...new Set(numbers.toReversed())].toReversed();
    if (before.some((one) => mentioned.includes(one.number) && isOlder(one))) return 500;
    const held = new Map(before.map((one) => [one.number, one]));
    const named = new Set<number>();
    for (const number of mentioned) {
      const one = held.get(number);
      if (one !== undefined && isSame(one)) continue;
      held.delete(number);
      if (expiresS === 0) continue;
      named.add(number);
      this.#count += 1;
      const until = nowS + Math.min(expiresS, 3_600);
      held.set(number, { number, callId, sequence, registered: this.#count, until });
    }
    if (named.size > CONTACTS_MAX) return 403;
    const others = [...held.values()].filter(({ number }) => !named.has(number));
    others.sort((one, other) => one.registered - other.registered);
    while (held.size > CONTACTS_MAX) held.delete(others.shift()!.number);
    this.contacts.set(phoneId, [...held.values()]);
    return 200;
  }
}

type Move = {
  readonly phone: number;
  readonly numbers: readonly number[];
  readonly isAll: boolean;
  readonly expiresS: number;
  readonly callId: string;
  readonly sequence: number;
  readonly passS: number;
  readonly isRestart: boolean;
};

const move: fc.Arbitrary<Move> = fc.record({
  phone: fc.nat(1),
  numbers: fc.array(fc.nat(6), { maxLength: 6 }),
  isAll: fc.integer({ min: 0, max: 5 }).map((dice) => dice === 0),
  expiresS: fc.constantFrom(0, 0, 1, 29, 30, 60, 120, 120, 600, 3_600, 90_000),
  callId: fc.constantFrom('c1', 'c2', 'c3'),
  sequence: fc.integer({ min: 1, max: 8 }),
  passS: fc.constantFrom(0, 0, 0, 1, 20, 61, 300),
  isRestart: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
});

const wantedBy = ({ numbers, isAll, expiresS, callId, sequence }: Move): Wanted => ({
  ...{ isAll, expiresS, callId, sequence },
  contacts: isAll ? [] : numbers.map(place),
  source: { port: 1_000 + sequence },
});

test('whatever phones register, it is what a naive registrar has, and so it is after a new start', () => {
  fc.assert(
    fc.property(fc.array(move, { minLength: 1, maxLength: 60 }), (moves) => {
      const naive = new NaiveRegistrar();
      let scene = new RegistrarScene();
      for (const one of moves) {
        scene.clock.advance(one.passS * 1_000);
        const phoneId = PHONES[one.phone]!;
        const nowS = scene.now.monoMs / 1_000;
        if (one.isRestart) scene = startAnew(scene);
        const answer = scene.register(wantedBy(one), phoneId);
        const status = naive.register(phoneId, one, nowS);
        expect(typeof answer === 'number' ? answer : 200).toBe(status);
        const stands = naive
          .living(phoneId, nowS)
          .map(({ number, until }) => `${place(number)} ${until - nowS}`);
        if (typeof answer !== 'number') expect(answer.toSorted()).toEqual(stands.toSorted());
        const ports = naive.living(phoneId, nowS).map(({ sequence }) => targetAt(1_000 + sequence));
        expect(new Set(scene.targets(phoneId))).toEqual(new Set(ports));
      }
    }),
    { numRuns: runs(300) },
  );
});

/** With what was kept by then, and nothing else. */
function startAnew(before: RegistrarScene): RegistrarScene {
  const next = new RegistrarScene(before.clock, new Registrar());
  const kept = [...before.kept().values()];
  next.changes.push(...kept, ...next.registrar.restore(kept, () => true, next.now));
  return next;
}

test('whatever phones do, what is told of each takes turns and is so, and nobody has more than four contacts', () => {
  const step = fc.record({ move, isSilent: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      const scene = new RegistrarScene();
      const reachable = new Set<string>();
      for (const { move: one, isSilent } of steps) {
        scene.register(wantedBy(one), PHONES[one.phone]);
        scene.pass(one.passS * 1_000, (uri) =>
          isSilent[Number(uri.split(':').at(-1)) - 1_001] ? null : 200,
        );
        for (const change of scene.changes.splice(0)) {
          if (change.kind === 'contactsChanged')
            expect(change.contacts.length).toBeLessThanOrEqual(CONTACTS_MAX);
          else {
            const isIn = change.kind === 'phoneReachable';
            expect(reachable.has(change.phoneId), 'it is news').toBe(!isIn);
            if (isIn) reachable.add(change.phoneId);
            else reachable.delete(change.phoneId);
          }
        }
        expect(new Set(scene.registrar.reachablePhones)).toEqual(reachable);
        for (const phoneId of PHONES) expect(scene.targets(phoneId).length > 0).toBe(reachable.has(phoneId));
      }
    }),
    { numRuns: runs(150) },
  );
});
