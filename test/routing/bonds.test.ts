import { describe, expect, test } from 'vitest';
import { prngFrom } from '../../src/base/index.ts';
import { type BondKind, Bonds, COOL_DOWN, OFFER, STICKY } from '../../src/routing/core/bonds.ts';
import { Callers } from '../../src/routing/core/callers.ts';

const CALLERS = 12;
const OPERATORS = 9;
const NEVER = Number.POSITIVE_INFINITY;

/** What is between a caller and an operator, as a plain record. */
type Plain = {
  readonly bond: number;
  readonly caller: number;
  readonly operator: number;
  readonly kind: BondKind;
};

/** Bonds beside a plain list of them. */
class Pair {
  readonly callers = new Callers(CALLERS);
  readonly bonds: Bonds;
  plain: Plain[] = [];

  constructor() {
    this.bonds = new Bonds(this.callers, OPERATORS);
    for (let caller = 0; caller < CALLERS; caller += 1) this.callers.take(`call-${caller}`);
  }

  find(caller: number, operator: number, kind: BondKind): number {
    const found = this.plain.find(
      (one) => one.caller === caller && one.operator === operator && one.kind === kind,
    );
    return found?.bond ?? -1;
  }

  tie(caller: number, operator: number, kind: BondKind, untilMs: number): void {
    this.bonds.tie(caller, operator, kind, untilMs);
    this.plain.unshift({ bond: this.callers.bondOf(caller), caller, operator, kind });
  }

  cool(caller: number, operator: number, nowMs: number): void {
    const isNew = this.find(caller, operator, COOL_DOWN) < 0;
    this.bonds.cool(caller, operator, nowMs);
    if (isNew) this.plain.unshift({ bond: this.callers.bondOf(caller), caller, operator, kind: COOL_DOWN });
  }

  untie(at: number): void {
    const { bond } = this.plain[at]!;
    this.bonds.untie(bond);
    expect(this.bonds.kindOf(bond)).toBe(-1);
    this.plain.splice(at, 1);
  }

  /** Bonds of each caller, of each operator, by kind, and how many cool-downs there are: as found, and as wanted. */
  compare(): void {
    const { callers, bonds, plain } = this;
    const chain = (first: number, next: (bond: number) => number): number[] => {
      const found: number[] = [];
      for (let bond = first; bond >= 0 && found.length <= plain.length; bond = next(bond)) found.push(bond);
      return found;
    };
    const wanted = (which: (one: Plain) => boolean): number[] => plain.filter(which).map(({ bond }) => bond);
    for (let at = 0; at < CALLERS; at += 1) {
      expect(chain(callers.bondOf(at), (bond) => bonds.nextOfCaller(bond))).toEqual(
        wanted(({ caller }) => caller === at),
      );
    }
    for (let at = 0; at < OPERATORS; at += 1) {
      const found = chain(bonds.firstOfOperator(at), (bond) => bonds.nextOfOperator(bond));
      expect(found).toEqual(wanted(({ operator }) => operator === at));
    }
    expect(
      plain.map(({ bond }) => [bonds.callerOf(bond), bonds.operatorOf(bond), bonds.kindOf(bond)]),
    ).toEqual(plain.map(({ caller, operator, kind }) => [caller, operator, kind]));
    expect(bonds.coolDowns).toBe(wanted(({ kind }) => kind === COOL_DOWN).length);
  }
}

describe('what is between callers and operators', () => {
  test.each([1, 2])('is found from both whatever comes and ends (%i)', (seed) => {
    const prng = prngFrom(seed);
    const pair = new Pair();
    let most = 0;
    for (let step = 0; step < 400; step += 1) {
      const [caller, operator] = [prng.below(CALLERS), prng.below(OPERATORS)];
      const kind = prng.pick([OFFER, STICKY] as const);
      const isFilling = step % 100 < 60;
      if (pair.plain.length > 0 && prng.chance(1, isFilling ? 4 : 2))
        pair.untie(prng.below(pair.plain.length));
      else if (prng.chance(1, 2)) pair.cool(caller, operator, step);
      else if (pair.find(caller, operator, kind) < 0) pair.tie(caller, operator, kind, NEVER);
      most = Math.max(most, pair.plain.length);
      for (const each of [OFFER, COOL_DOWN, STICKY] as const) {
        expect(pair.bonds.find(caller, operator, each)).toBe(pair.find(caller, operator, each));
        const first = pair.plain.find((one) => one.caller === caller && one.kind === each);
        expect(pair.bonds.firstOfKind(caller, each)).toBe(first?.bond ?? -1);
      }
      if (step % 10 === 0) pair.compare();
    }
    expect(pair.bonds.end).toBe(most);
    while (pair.plain.length > 0) pair.untie(0);
    pair.compare();
    expect(pair.bonds.due.first).toBe(-1);
  });

  test('has numbers that are used again, the last given back first', () => {
    const pair = new Pair();
    for (let operator = 0; operator < 3; operator += 1) pair.tie(1, operator, OFFER, NEVER);
    expect([pair.bonds.end, pair.plain.map(({ bond }) => bond)]).toEqual([3, [2, 1, 0]]);
    pair.untie(2);
    pair.untie(0);
    for (let operator = 3; operator < 6; operator += 1) pair.tie(2, operator, OFFER, NEVER);
    expect(pair.plain.map(({ bond }) => bond)).toEqual([3, 0, 2, 1]);
    expect(pair.bonds.end).toBe(4);
    pair.compare();
  });

  test('outlives the growing of the tables', () => {
    const callers = new Callers(600);
    const bonds = new Bonds(callers, 2);
    for (let caller = 0; caller < 600; caller += 1) {
      callers.take(`call-${caller}`);
      bonds.tie(caller, caller % 2, STICKY, 1_000 + caller);
    }
    const found = Array.from({ length: 600 }, (_, bond) => [
      bonds.callerOf(bond),
      bonds.operatorOf(bond),
      bonds.kindOf(bond),
      bonds.untilMsOf(bond),
    ]);
    expect(found).toEqual(found.map((_, bond) => [bond, bond % 2, STICKY, 1_000 + bond]));
    let of = 0;
    for (let bond = bonds.firstOfOperator(1); bond >= 0; bond = bonds.nextOfOperator(bond)) of += 1;
    expect([of, bonds.end, bonds.due.firstMs]).toEqual([300, 600, 1_000]);
    for (let bond = 599; bond >= 0; bond -= 3) bonds.untie(bond);
    expect([bonds.firstOfOperator(1), bonds.firstOfOperator(0)]).toEqual([597, 598]);
  });

  test('is a cool-down for a minute, with a rest of five seconds, and is renewed', () => {
    const { bonds, callers } = new Pair();
    bonds.cool(3, 4, 1_000);
    const bond = callers.bondOf(3);
    const times = (): readonly number[] => [
      bonds.untilMsOf(bond),
      bonds.restUntilMsOf(bond),
      bonds.due.firstMs,
    ];
    expect(times()).toEqual([61_000, 6_000, 6_000]);
    expect([bonds.isCooling(3, 4, 60_999), bonds.isCooling(3, 4, 61_000)]).toEqual([true, false]);
    expect([bonds.isCooling(3, 5, 1_000), bonds.isCooling(2, 4, 1_000)]).toEqual([false, false]);
    bonds.cool(3, 4, 30_000);
    expect([callers.bondOf(3), bonds.nextOfCaller(bond), bonds.coolDowns]).toEqual([bond, -1, 1]);
    expect(times()).toEqual([90_000, 35_000, 35_000]);
    bonds.tie(3, 4, STICKY, 40_000);
    bonds.untie(callers.bondOf(3));
    expect([bonds.coolDowns, bonds.due.first]).toEqual([1, bond]);
    bonds.untie(bond);
    expect([bonds.coolDowns, bonds.due.first, bonds.isCooling(3, 4, 30_000)]).toEqual([0, -1, false]);
  });
});
