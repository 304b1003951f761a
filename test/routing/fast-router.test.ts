import { describe, expect, test } from 'vitest';
import { prngFrom } from '../../src/base/index.ts';
import { chanceOf } from '../../src/routing/chance.ts';
import { FastRouter } from '../../src/routing/fast-router.ts';
import { ANYBODY } from '../../src/routing/needs.ts';
import type { Place } from '../../src/routing/routing.ts';
import { BUSY, boundTo, decide, decided, enter, READY, seat } from './acts.ts';
import { needs, queue, stage } from './rules.ts';

describe('a great many at one instant', () => {
  /** Nobody can be served for a minute; then all operators can serve all callers, dearer ones first. */
  function crowd(): FastRouter {
    const router = new FastRouter();
    const prng = prngFrom(7);
    for (let number = 0; number < 40; number += 1) {
      seat(router, `op-${number}`, { ru: 1 + prng.below(5) });
      router.tell(`op-${number}`, READY, 0);
    }
    for (let number = 0; number < 2_000; number += 1) {
      const wanted = queue('q', {
        needs: needs(`ru >= ${6 + prng.below(3)}`),
        stages: [stage(60_000, `ru >= ${1 + prng.below(5)}`, { class: prng.chance(1, 8) ? 1 : null })],
      });
      const boostMs = prng.chance(1, 10) ? 1_000 : 0;
      enter(router, `call-${number}`, wanted, 0, { boostMs, class: 3 + prng.below(3) });
    }
    expect(decide(router)).toEqual([]);
    return router;
  }

  test('is done in parts with the decisions of a single pass', () => {
    const whole = crowd();
    const inOnePass = decided((onMatch) => expect(whole.advance(60_000, onMatch)).toBe(true));
    const parted = crowd();
    let parts = 0;
    const inParts = decided((onMatch) => {
      while (!parted.advance(60_000, onMatch, 37)) {
        parts += 1;
        expect(parted.nextDueMs()).toBe(60_000);
        expect(parts).toBeLessThan(1_000);
      }
    });
    expect(inOnePass).toHaveLength(40);
    expect(inParts).toEqual(inOnePass);
    expect(parts).toBeGreaterThan(2_000 / 37 - 1);
    expect(parted.nextDueMs()).toBeUndefined();
    parted.check(60_000);
  });

  test('decides nothing before the last of them has changed', () => {
    const router = crowd();
    expect(decided((onMatch) => expect(router.advance(60_000, onMatch, 1_999)).toBe(false))).toEqual([]);
  });

  test('keeps the order of service while people come and go in any order', () => {
    const router = new FastRouter();
    const prng = prngFrom(11);
    const places = new Map<string, Place>();
    for (let number = 0; number < 3_000; number += 1) {
      const callId = `call-${prng.below(900)}`;
      if (places.delete(callId)) expect(router.leave(callId)).toBe(true);
      const key = { class: prng.below(3), boostMs: 1_000 * prng.below(4), enteredMs: prng.below(5_000) };
      places.set(callId, enter(router, callId, queue('q'), 5_000, key) as Place);
    }
    const inOrder = [...places].toSorted(([, a], [, b]) => {
      return a.class - b.class || a.enteredMs - a.boostMs - (b.enteredMs - b.boostMs) || a.seq - b.seq;
    });
    expect(router.waitingIn('q')).toEqual(inOrder.map(([callId]) => callId));
    router.check(5_000);
  });
});

test('places of before may be those of now: who has the same key stands beside the other, and nobody is lost', () => {
  const router = new FastRouter();
  const prng = prngFrom(3);
  const callIds = Array.from({ length: 400 }, (_, number) => `call-${number}`);
  for (const callId of callIds) enter(router, callId, queue('q'), 0, { seq: 1 + prng.below(3) });
  expect(router.waitingIn('q').toSorted()).toEqual(callIds.toSorted());
  router.check(0);
  for (const callId of callIds) expect(router.leave(callId)).toBe(true);
  expect(router.countWaiting('q')).toBe(0);
});

describe('full tables', () => {
  test('refuse a caller until another has left', () => {
    const router = new FastRouter({ callersMax: 2 });
    enter(router, 'c1');
    enter(router, 'c2');
    expect(enter(router, 'c3')).toEqual({ full: 'callers', max: 2 });
    expect(router.counts).toEqual({ waiting: 2, idle: 0, ignored: 0 });
    router.leave('c1');
    expect(enter(router, 'c3')).toMatchObject({ queueId: 'q', seq: 3 });
    expect(router.waitingIn('q')).toEqual(['c2', 'c3']);
  });

  test('refuse an operator until another has gone, but not a change of one who is seated', () => {
    const router = new FastRouter({ operatorsMax: 1 });
    expect(seat(router, 'anna')).toBeUndefined();
    expect(seat(router, 'boris')).toEqual({ full: 'operators', max: 1 });
    expect(seat(router, 'anna', { ru: 3 })).toBeUndefined();
    router.unseat('anna');
    expect(seat(router, 'boris')).toBeUndefined();
    expect(enter(router, 'c1')).toMatchObject({ queueId: 'q' });
    router.tell('boris', READY, 0);
    expect(decide(router)).toEqual(['c1→boris']);
  });

  test('refuse a demand while somebody waits with each of those known, and forget those of nobody', () => {
    const router = new FastRouter({ needsMax: 2 });
    enter(router, 'c1', queue('q', { needs: needs('ru >= 1') }));
    enter(router, 'c2', queue('q', { needs: needs('ru >= 2') }));
    expect(enter(router, 'c3', queue('q', { needs: needs('ru >= 3') }))).toEqual({ full: 'needs', max: 2 });
    expect(enter(router, 'c3', queue('q', { needs: needs('ru >= 2') }))).toMatchObject({ queueId: 'q' });
    expect(router.move('c3', queue('q', { needs: needs('ru >= 3') }), ANYBODY, 0)).toBe(false);
    router.leave('c1');
    expect(router.move('c3', queue('q', { needs: needs('ru >= 3') }), ANYBODY, 0)).toBe(true);
    seat(router, 'anna', { ru: 3 });
    router.tell('anna', READY, 0);
    expect(decide(router)).toEqual(['c2→anna']);
    expect(router.counts).toEqual({ waiting: 2, idle: 0, ignored: 1 });
  });

  test('leave who waits with the old rules when a reload finds no room', () => {
    const router = new FastRouter({ needsMax: 1 });
    enter(router, 'c1', queue('q', { needs: needs('ru >= 1') }));
    router.reload([queue('q', { needs: needs('ru >= 2') })], 0);
    seat(router, 'anna', { ru: 1 });
    router.tell('anna', READY, 0);
    expect(decide(router)).toEqual(['c1→anna']);
    expect(router.counts.ignored).toBe(1);
  });

  test('refuse more skills than they hold, of operators and of needs; unused ones are given back', () => {
    const router = new FastRouter({ skillsMax: 2 });
    expect(seat(router, 'anna', { ru: 1, en: 1, de: 1 })).toEqual({ full: 'skills', max: 2 });
    expect(router.whyNot('c1', 0)).toEqual([]);
    expect(seat(router, 'anna', { ru: 1, en: 1 })).toBeUndefined();
    const wanted = queue('q', { needs: needs('de >= 1') });
    expect(enter(router, 'c1', wanted)).toEqual({ full: 'skills', max: 2 });
    seat(router, 'anna', { ru: 1 });
    expect(enter(router, 'c1', wanted)).toMatchObject({ queueId: 'q' });
    expect(router.whyNot('c1', 0)).toEqual([{ operatorId: 'anna', is: { kind: 'needs', lacks: 'de >= 1' } }]);
  });

  test('give back a queue together with what was known of those who waited in it', () => {
    const router = new FastRouter({ queuesMax: 2 });
    const rules = queue('s');
    seat(router, 'anna', {}, boundTo('q'));
    enter(router, 'c1', rules);
    router.leave('c1');
    enter(router, 'c2', queue('r'));
    router.leave('c2');
    expect(enter(router, 'c3', rules)).toMatchObject({ queueId: 's' });
    expect(router.waitingIn('s')).toEqual(['c3']);
    expect(router.countWaiting('s')).toBe(1);
    seat(router, 'boris', {}, boundTo('s'));
    router.tell('boris', READY, 0);
    expect(decide(router)).toEqual(['c3→boris']);
  });

  test('keep a skill that nobody has for as long as it is asked for', () => {
    const router = new FastRouter({ skillsMax: 1 });
    enter(router, 'c1', queue('q', { needs: needs('de >= 1') }));
    expect(seat(router, 'anna', { en: 1 })).toEqual({ full: 'skills', max: 1 });
    expect(seat(router, 'anna', { de: 1 })).toBeUndefined();
    router.tell('anna', READY, 0);
    expect(decide(router)).toEqual(['c1→anna']);
  });

  test('of skills are not asked for room where no skill is asked for', () => {
    const router = new FastRouter({ skillsMax: 1 });
    seat(router, 'anna', { ru: 1 });
    router.tell('anna', READY, 0);
    expect(enter(router, 'c1', queue('q', { needs: needs('operator in [anna]') }))).toMatchObject({ seq: 1 });
    expect(decide(router)).toEqual(['c1→anna']);
  });

  test('refuse more queues than they hold, and give back those that nobody is bound to or waits in', () => {
    const router = new FastRouter({ queuesMax: 2 });
    expect(seat(router, 'anna', {}, boundTo('q', 'r', 's'))).toEqual({ full: 'queues', max: 2 });
    expect(seat(router, 'anna', {}, boundTo('q', 'r'))).toBeUndefined();
    expect(enter(router, 'c1', queue('s'))).toEqual({ full: 'queues', max: 2 });
    seat(router, 'anna', {}, boundTo('q'));
    expect(enter(router, 'c1', queue('s'))).toMatchObject({ queueId: 's' });
    expect(enter(router, 'c2', queue('r'))).toEqual({ full: 'queues', max: 2 });
    router.leave('c1');
    expect(enter(router, 'c2', queue('r'))).toMatchObject({ queueId: 'r' });
    expect(router.countWaiting('s')).toBe(0);
    router.check(0);
  });

  test('grow with those who wait', () => {
    const router = new FastRouter();
    for (let number = 0; number < 5_000; number += 1) {
      enter(router, `c${number}`, queue('q', { needs: needs(`ru >= ${1 + (number % 400)}`) }), number);
    }
    seat(router, 'anna', { ru: 400 });
    router.tell('anna', READY, 5_000);
    expect(decide(router, 5_000)).toEqual(['c0→anna']);
    expect(router.waitingIn('q')).toHaveLength(5_000);
  });
});

describe('places in tables that are used again', () => {
  test('bring nothing of the caller who had them before', () => {
    const router = new FastRouter({ callersMax: 1 });
    seat(router, 'anna');
    router.tell('anna', READY, 0);
    enter(router, 'c1');
    expect(decide(router)).toEqual(['c1→anna']);
    router.offerFailed('c1', 'anna', true, 0);
    router.leave('c1');
    enter(router, 'c2', queue('q'), 1);
    router.tell('anna', READY, 1);
    expect(decide(router, 1)).toEqual(['c2→anna']);
    expect(router.find('c2')).toMatchObject({ seq: 2, offeredTo: ['anna'] });
    expect(router.find('c1')).toBeUndefined();
    expect(router.leave('c1')).toBe(false);
  });

  test('are not given to another operator while the one who left is still being rung', () => {
    const router = new FastRouter({ operatorsMax: 2 });
    seat(router, 'anna');
    seat(router, 'boris');
    router.tell('anna', READY, 0);
    enter(router, 'c1');
    expect(decide(router)).toEqual(['c1→anna']);
    router.unseat('anna');
    expect(seat(router, 'vera')).toEqual({ full: 'operators', max: 2 });
    expect(router.find('c1')?.offeredTo).toEqual(['anna']);
    router.tell('boris', READY, 0);
    expect(decide(router)).toEqual([]);
    router.offerFailed('c1', 'anna', false, 0);
    expect(decide(router)).toEqual(['c1→boris']);
    expect(seat(router, 'vera')).toBeUndefined();
    expect(router.counts.ignored).toBe(0);
  });

  test('keep a cool-down for an operator who comes back', () => {
    const router = new FastRouter();
    for (const operatorId of ['anna', 'boris']) {
      seat(router, operatorId);
      router.tell(operatorId, BUSY, 0);
    }
    router.tell('anna', READY, 0);
    enter(router, 'c1');
    expect(decide(router)).toEqual(['c1→anna']);
    router.offerFailed('c1', 'anna', true, 0);
    router.unseat('anna');
    expect(decide(router)).toEqual([]);
    seat(router, 'anna');
    router.tell('anna', READY, 10_000);
    expect(decide(router, 10_000)).toEqual([]);
    expect(router.whyNot('c1', 10_000).map(({ is }) => is)).toEqual([
      { kind: 'notFree' },
      { kind: 'coolDown', untilMs: 60_000 },
    ]);
    expect(decided((onMatch) => router.advance(60_000, onMatch))).toEqual(['c1→anna']);
  });
});

describe('what is the same for all who wait alike', () => {
  test('is known by value: equal rules of two objects are one demand', () => {
    const router = new FastRouter({ needsMax: 1 });
    for (const callId of ['c1', 'c2', 'c3']) {
      const rules = queue('q', { needs: needs('ru >= 2'), stages: [stage(1_000, 'ru >= 1')] });
      expect(enter(router, callId, rules, 0, { stepNeeds: needs('en >= 1') })).toMatchObject({
        queueId: 'q',
      });
    }
  });

  test('is known by what the step must have, too, whether the same object or an equal one', () => {
    const router = new FastRouter({ needsMax: 3 });
    const rules = queue('q');
    const must = needs('en >= 1');
    for (const [callId, more] of Object.entries({
      plain: {},
      one: { stepMust: must },
      same: { stepMust: must },
      equal: { stepMust: needs('en >= 1') },
      kept: { stepMust: must, keepsNeeds: true },
    })) {
      expect(enter(router, callId, rules, 0, more)).toMatchObject({ queueId: 'q' });
    }
    expect(enter(router, 'other', rules, 0, { stepMust: needs('en >= 2') })).toMatchObject({ full: 'needs' });
    seat(router, 'anna', { en: 1 });
    seat(router, 'boris');
    for (const operatorId of ['boris', 'anna']) router.tell(operatorId, READY, 0);
    expect(decide(router)).toEqual(['plain→boris', 'one→anna']);
  });

  test('is divided anew when an operator comes with a delay of their own', () => {
    const router = new FastRouter();
    enter(router, 'old', queue('q'), 0);
    enter(router, 'young', queue('q'), 8_000, { class: 1 });
    router.advance(10_000, () => {});
    router.seat({ operatorId: 'anna', skills: {}, bindings: { q: { priority: 1, delayMs: 5_000 } } });
    router.tell('anna', READY, 10_000);
    expect(decide(router, 10_000)).toEqual(['old→anna']);
    expect(router.nextDueMs()).toBe(13_000);
    router.seat({ operatorId: 'anna', skills: {}, bindings: { q: { priority: 1, delayMs: 1_000 } } });
    router.tell('anna', READY, 10_000);
    expect(decide(router, 10_000)).toEqual(['young→anna']);
    expect(router.nextDueMs()).toBeUndefined();
  });
});

describe('hostile ids', () => {
  const IDS = [
    '__proto__',
    'constructor',
    'toString',
    '7',
    '07',
    '',
    ' ',
    'a'.repeat(300),
    '\u0000',
    'жук 🪲',
  ];

  test('are names like any other, of calls, operators, queues and skills', () => {
    const router = new FastRouter();
    for (const id of IDS) {
      const bindings = Object.fromEntries([[id, { priority: 1, delayMs: 0 }]]);
      const skills = Object.fromEntries([[id, 2]]);
      expect(router.seat({ operatorId: id, skills, bindings })).toBeUndefined();
      const asked = { kind: 'skill', skill: id, is: '==', level: 2 } as const;
      expect(enter(router, id, queue(id, { needs: asked }))).toMatchObject({ queueId: id });
      expect(enter(router, id)).toBeUndefined();
      expect(router.isStaffed(id)).toBe(false);
    }
    for (const id of IDS) {
      router.tell(id, READY, 0);
      expect(decide(router)).toEqual([`${id}→${id}`]);
      expect(router.isStaffed(id)).toBe(true);
      expect(router.waitingIn(id)).toEqual([id]);
    }
    expect(router.counts).toEqual({ waiting: IDS.length, idle: 0, ignored: IDS.length });
  });

  test('that nobody has change nothing, and are counted', () => {
    const router = new FastRouter();
    for (const id of IDS) {
      router.unseat(id);
      router.tell(id, READY, 0);
      router.noteHandled(id, id, 1);
      router.leave(id);
      router.offerFailed(id, id, true, 0);
      router.reprioritise(id, { class: 0 });
      router.move(id, queue('q'), ANYBODY, 0);
      expect(router.find(id)).toBeUndefined();
      expect(router.countWaiting(id)).toBe(0);
      expect(router.estimate(id, 0)).toBeNull();
    }
    expect(router.counts).toEqual({ waiting: 0, idle: 0, ignored: 7 * IDS.length });
    expect(decide(router)).toEqual([]);
  });
});

test('the check of the router finds who was not decided upon', () => {
  const router = new FastRouter();
  seat(router, 'anna');
  router.tell('anna', READY, 0);
  enter(router, 'c1');
  expect(() => router.check(0)).toThrow('nobody waits whom a free operator could serve');
});

describe('a decision by chance', () => {
  test('is drawn from the call, the number of the offer and the operator', () => {
    const router = new FastRouter();
    const operators = ['anna', 'boris', 'vera', 'gleb'];
    for (const operatorId of operators) {
      seat(router, operatorId);
      router.tell(operatorId, READY, 0);
    }
    enter(router, 'c1', queue('q', { strategy: 'random' }));
    const first = operators.toSorted((a, b) => chanceOf('c1', 1, a) - chanceOf('c1', 1, b))[0]!;
    expect(decide(router)).toEqual([`c1→${first}`]);
    router.offerFailed('c1', first, false, 0);
    router.tell(first, READY, 0);
    const second = operators.toSorted((a, b) => chanceOf('c1', 2, a) - chanceOf('c1', 2, b))[0]!;
    expect(decide(router)).toEqual([`c1→${second}`]);
  });
});
