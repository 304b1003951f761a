import { describe, expect, test } from 'vitest';
import { prngFrom } from '../../src/base/index.ts';
import { Agenda } from '../../src/routing/core/agenda.ts';
import { Callers } from '../../src/routing/core/callers.ts';
import { NOBODY } from '../../src/routing/core/changes.ts';
import { FastRouter } from '../../src/routing/fast-router.ts';
import type { Match, Place } from '../../src/routing/routing.ts';
import { decide, decided, enter, READY, seat } from './acts.ts';
import { needs, queue, stage } from './rules.ts';

const LIMITS = { operatorsMax: 512, callersMax: 1_024 };

/** Callers who were taken in, in the order in which they are served. */
const inOrder = (places: ReadonlyMap<string, Place>): readonly string[] =>
  [...places]
    .toSorted(([, a], [, b]) => a.class - b.class || a.enteredMs - b.enteredMs || a.seq - b.seq)
    .map(([callId]) => callId);

describe('when many can be served at one instant', () => {
  test.each([3, 10, 40, 300])('the %i first of as many lines are served in their order', (count) => {
    const router = new FastRouter(LIMITS);
    const prng = prngFrom(count);
    const places = new Map<string, Place>();
    for (let number = 0; number < count; number += 1) {
      seat(router, `op-${number}`, { [`s${number % 7}`]: 1 + number });
      const wanted = queue('q', { needs: needs(`s${number % 7} == ${1 + number}`) });
      const key = { class: prng.below(4), enteredMs: prng.below(50) };
      places.set(`${number}`, enter(router, `${number}`, wanted, 50, key) as Place);
    }
    for (let number = 0; number < count; number += 1) router.tell(`op-${number}`, READY, 50);
    expect(decide(router, 50)).toEqual(inOrder(places).map((callId) => `${callId}→op-${callId}`));
  });

  test('one line is served in order by as many operators as there are', () => {
    const router = new FastRouter(LIMITS);
    const prng = prngFrom(1);
    const places = new Map<string, Place>();
    for (let number = 0; number < 60; number += 1) {
      const key = { class: prng.below(3), enteredMs: prng.below(50) };
      places.set(`${number}`, enter(router, `${number}`, queue('q'), 50, key) as Place);
      if (number % 2 === 0) seat(router, `op-${number}`);
    }
    for (let number = 0; number < 60; number += 2) router.tell(`op-${number}`, READY, 50);
    expect(decide(router, 50).map((made) => made.split('→')[0])).toEqual(inOrder(places).slice(0, 30));
  });
});

describe('when the last operator of a stage signs out as soon as they are rung', () => {
  /** Callers of "q" need x; whoever waits there gets class 0 and everybody once nobody with x is signed in. */
  const skips = queue('q', {
    needs: needs('x >= 1'),
    stages: [stage(600_000, '', { class: 0 })],
    skipUnstaffed: true,
  });

  test.each([1, 2, 3, 5, 8, 13])('their callers come first from then on, among %i other lines', (others) => {
    const router = new FastRouter(LIMITS);
    seat(router, 'last', { x: 1 });
    for (let number = 0; number < others + 3; number += 1) seat(router, `op-${number}`, { y: 1 });
    enter(router, 'first', queue('q', { needs: needs('x >= 1') }), 0, { class: 1 });
    for (let number = 0; number < others; number += 1) {
      enter(
        router,
        `other-${number}`,
        queue('q', { needs: needs(`y >= 1 && !z >= ${1 + number}`) }),
        number,
        {
          class: 2,
        },
      );
    }
    for (const callId of ['s1', 's2']) enter(router, callId, skips, 100, { class: 5 });
    for (const id of ['last', ...Array.from({ length: others + 3 }, (_, number) => `op-${number}`)]) {
      router.tell(id, READY, 100);
    }
    const made = decided((onMatch) => {
      router.decide(100, (match: Match) => {
        onMatch(match);
        if (match.operatorIds[0] !== 'last') return;
        router.tell('last', { signedIn: false, free: 0, load: 0, freeAtMs: null }, 100);
      });
    });
    router.check(100);
    const callers = made.map((one) => one.split('→')[0]);
    const rest = Array.from({ length: others }, (_, number) => `other-${number}`);
    expect(callers).toEqual(['first', 's1', 's2', ...rest]);
  });
});

describe('the agenda', () => {
  /** Callers of whom no two have the same class, and an agenda of them. */
  function some(count: number): { readonly callers: Callers; readonly agenda: Agenda } {
    const callers = new Callers(count);
    for (let number = 0; number < count; number += 1)
      callers.setKey(callers.take(`${number}`), number, 0, 0, 0);
    return { callers, agenda: new Agenda(callers) };
  }

  /** Who comes to the top, with what was said of them, until nobody is left. */
  function emptied(agenda: Agenda): readonly (readonly number[])[] {
    const found: (readonly number[])[] = [];
    while (agenda.size > 0) {
      found.push([agenda.caller, agenda.operator, agenda.stamp]);
      agenda.drop();
    }
    return found;
  }

  test.each([1, 2, 3, 7, 8, 255, 256, 257, 600])('has %i callers on top in their order', (count) => {
    const { agenda } = some(count);
    const prng = prngFrom(count);
    const order = Array.from({ length: count }, (_, caller) => ({ caller, at: prng.below(1_000_000) }));
    for (const { caller } of order.toSorted((a, b) => a.at - b.at))
      agenda.put(caller, 2 * caller, 3 * caller);
    expect(agenda.size).toBe(count);
    expect(emptied(agenda)).toEqual(order.map(({ caller }) => [caller, 2 * caller, 3 * caller]));
  });

  test.each([2, 3, 4, 5, 6, 7, 20, 33])(
    'is in order again after the keys of %i callers have changed',
    (count) => {
      for (let seed = 0; seed < 8; seed += 1) {
        const { agenda, callers } = some(count);
        const gone = seed % 2 === 0 ? 0 : Math.floor(count / 3);
        const prng = prngFrom(seed);
        for (let caller = 0; caller < count; caller += 1) agenda.put(caller, caller, seed);
        for (let dropped = 0; dropped < gone; dropped += 1) agenda.drop();
        const changed = Array.from({ length: count - gone }, (_, at) => {
          return { caller: at + gone, class: prng.chance(1, 2) ? at : prng.below(2 * count) };
        });
        for (const { caller, class: other } of changed) callers.setKey(caller, other, 0, 0, caller);
        agenda.reorder();
        const wanted = changed.toSorted((a, b) => a.class - b.class || a.caller - b.caller);
        expect(emptied(agenda)).toEqual(wanted.map(({ caller }) => [caller, caller, seed]));
      }
    },
  );

  test('takes nobody in who is nobody, and stays in order while some come and others go', () => {
    const { agenda } = some(60);
    const prng = prngFrom(4);
    const waiting: number[] = [];
    const [found, wanted]: [number[], number[]] = [[], []];
    agenda.put(NOBODY, 1, 1);
    expect(agenda.size).toBe(0);
    for (let step = 0; step < 400; step += 1) {
      if (waiting.length > 0 && prng.chance(1, 2)) {
        found.push(agenda.caller);
        wanted.push(Math.min(...waiting));
        waiting.splice(waiting.indexOf(wanted.at(-1)!), 1);
        agenda.drop();
      } else {
        waiting.push(prng.below(60));
        agenda.put(waiting.at(-1)!, NOBODY, step);
      }
    }
    expect(found).toEqual(wanted);
    expect(agenda.size).toBe(waiting.length);
  });
});
