import { describe, expect, test } from 'vitest';
import {
  type AlarmRules,
  type AlarmSource,
  Alarms,
  type Finding,
  Late,
  TurnedAway,
} from '../../src/alarms/index.ts';
import { Floor } from '../switchboard/floor.ts';

const RULES: AlarmRules = {
  serviceLevel: { windowMs: 600_000, callsMin: 5 },
  waitMs: 300_000,
  unstaffedMs: 60_000,
  idleMs: 5_000,
};
const TARGET = { withinMs: 20_000, targetPercent: 80 };

/** A switchboard that works, and alarms that look at its board every two seconds. */
class Watched {
  readonly floor = new Floor();
  readonly alarms: Alarms;
  readonly told: string[] = [];
  #noted = 0;

  constructor(more: readonly AlarmSource[] = []) {
    this.alarms = new Alarms(this.floor.clock.now(), more);
  }

  passes(ms: number): void {
    for (let passed = 0; passed < ms; passed += 2_000) {
      this.floor.clock.advance(2_000);
      this.look();
    }
  }

  look(rules = RULES): void {
    const { clock, plan, switchboard, entries } = this.floor;
    for (const entry of entries.slice(this.#noted)) this.alarms.note(entry, clock.now());
    this.#noted = entries.length;
    const board = switchboard.board(clock.now());
    const files = { queues: plan.queues, operators: plan.operators, rules: new Map([['support', rules]]) };
    const view = { now: clock.now(), board, ...files, serviceLevels: new Map([['support', TARGET]]) };
    this.told.push(...this.alarms.look(view).map(({ kind, alarm }) => `${kind} ${alarm.id}`));
  }

  says(): readonly string[] {
    return this.alarms.raised.map(({ say }) => say);
  }
}

describe('the longest wait', () => {
  test('raises an alarm once, which says what to do, and clears it when it has been short for a while', () => {
    const watched = new Watched();
    const { floor } = watched;
    floor.put({ kind: 'operatorAsked', operatorId: 'anna', ask: 'pause', reason: null });
    floor.arrives('c1', '100');
    watched.passes(298_000);
    expect(watched.told).toEqual([]);
    // The queue lets nobody wait for longer than five minutes: who is moved to another queue keeps the age.
    const long = { ...RULES, waitMs: 290_000 };
    watched.look(long);
    expect(watched.told).toEqual(['raised longest_wait support']);
    expect(watched.says()).toEqual([
      'support: the longest wait is 4:58, more than 4:50, with 1 waiting and 1 signed in: call more operators in, ' +
        'or move callers to another queue',
    ]);
    watched.look(long);
    floor.ends('leg-c1');
    watched.passes(28_000);
    expect(watched.told).toHaveLength(1);
    watched.passes(4_000);
    expect(watched.told.slice(1)).toEqual(['cleared longest_wait support']);
    expect(watched.alarms.raised).toEqual([]);
  });
});

describe('callers who wait with nobody signed in', () => {
  test('raise an alarm after a while, and one who signs in clears it', () => {
    const watched = new Watched();
    watched.floor.arrives('c1', '100');
    watched.passes(58_000);
    expect(watched.told).toEqual([]);
    watched.passes(4_000);
    expect(watched.told).toEqual(['raised unstaffed support']);
    expect(watched.says()[0]).toContain(
      'nobody has been signed in for 1:00: sign an operator of the queue in',
    );
    watched.floor.ready('anna');
    watched.passes(34_000);
    expect(watched.told.slice(1)).toEqual(['cleared unstaffed support']);
  });

  test('and somebody comes and goes before, raise none', () => {
    const watched = new Watched();
    watched.floor.arrives('c1', '100');
    for (let round = 0; round < 5; round += 1) {
      watched.passes(40_000);
      for (const ask of ['pause', 'offline'] as const) {
        watched.floor.put({ kind: 'operatorAsked', operatorId: 'anna', ask, reason: null });
        watched.passes(2_000);
      }
    }
    expect(watched.told).toEqual([]);
  });
});

describe('the service level', () => {
  /** A caller who is answered, or gives up, after so long. */
  function served(watched: Watched, callId: string, waitMs: number, outcome: 'answered' | 'abandoned'): void {
    const entry = { kind: 'queueLeft', callId, queue: 'support', outcome, waitMs } as const;
    const now = watched.floor.clock.now();
    watched.alarms.note({ atMs: now.wallMs, ...entry }, now);
  }

  test('of too few callers says nothing; below the target it raises an alarm, clearly above it clears', () => {
    const watched = new Watched();
    for (const callId of ['a', 'b', 'c', 'd']) served(watched, callId, 30_000, 'abandoned');
    watched.passes(10_000);
    expect(watched.told).toEqual([]);
    served(watched, 'e', 5_000, 'answered');
    // Who gives up at once was not failed, and is not counted.
    served(watched, 'f', 1_000, 'abandoned');
    watched.passes(10_000);
    expect(watched.told).toEqual(['raised service_level support']);
    expect(watched.says()[0]).toMatch(
      /^support: 20 % of 5 callers of the last 10:00 were answered within 0:20/,
    );
    for (let call = 0; call < 15; call += 1) served(watched, `g${call}`, 5_000, 'answered');
    watched.passes(60_000);
    // 16 of 20 are the target itself: not yet well.
    expect(watched.told).toHaveLength(1);
    for (let call = 0; call < 5; call += 1) served(watched, `h${call}`, 5_000, 'answered');
    watched.passes(34_000);
    expect(watched.told.slice(1)).toEqual(['cleared service_level support']);
  });

  test('of the window alone counts: what was before it is forgotten', () => {
    const watched = new Watched();
    for (let call = 0; call < 9; call += 1) served(watched, `a${call}`, 60_000, 'answered');
    watched.passes(2_000);
    expect(watched.told).toEqual(['raised service_level support']);
    watched.passes(700_000);
    expect(watched.told.slice(1)).toEqual(['cleared service_level support']);
  });

  test('remembers nobody whom no window has in it any more, whoever makes it longer', () => {
    const watched = new Watched();
    for (let call = 0; call < 9; call += 1) served(watched, `a${call}`, 5_000, 'answered');
    watched.passes(700_000);
    for (let call = 0; call < 5; call += 1) served(watched, `b${call}`, 60_000, 'answered');
    watched.look({ ...RULES, serviceLevel: { windowMs: 86_400_000, callsMin: 5 } });
    expect(watched.says()[0]).toMatch(/^support: 0 % of 5 callers/);
  });
});

describe('a free operator beside a caller who waits', () => {
  /** Whatever happens in a switchboard that works, nobody is seen who could be rung and is not. */
  test('is never seen where the switchboard works', () => {
    const watched = new Watched();
    const { floor } = watched;
    floor.ready('boris');
    floor.arrives('c0');
    floor.talks('c0', 'op-c0-1');
    floor.ready('anna');
    floor.arrives('c1');
    watched.passes(10_000);
    // While boris could take the caller later, anna is kept apart from them for a minute.
    floor.ends('op-c1-1', { sip: 603 });
    expect(floor.wanted().filter((command) => command.startsWith('ring op-c1'))).toHaveLength(1);
    watched.passes(90_000);
    floor.arrives('c2');
    floor.put({ kind: 'phoneCalled', legId: 'p1', phoneId: '1002', dialled: '*20' });
    watched.passes(200_000);
    expect(watched.told.filter((each) => each.includes('idle'))).toEqual([]);
  });

  test('raises an alarm within seconds where it does not: nobody is rung for a caller on the board', () => {
    const watched = new Watched();
    watched.floor.ready('anna');
    const { clock, plan, switchboard } = watched.floor;
    // A router that has forgotten a caller, as the board would show it.
    const waiting = {
      callId: 'c9',
      caller: '+7',
      ageMs: 60_000,
      class: 5,
      needs: 'support >= 1',
      stage: 0,
      ringing: [],
    };
    const lookAt = (needs: string, phone: 'reachable' | 'unreachable' = 'reachable') => {
      const board = switchboard.board(clock.now());
      const queues = board.queues.map((queue) => ({
        ...queue,
        waiting: queue.id === 'support' ? [{ ...waiting, needs }] : [],
      }));
      const operators = board.operators.map((operator) => ({ ...operator, phone }));
      const files = { queues: plan.queues, operators: plan.operators, rules: new Map([['support', RULES]]) };
      const view = {
        now: clock.now(),
        board: { ...board, queues, operators },
        ...files,
        serviceLevels: new Map(),
      };
      clock.advance(2_000);
      return watched.alarms.look(view).map(({ kind, alarm }) => `${kind} ${alarm.id}`);
    };
    for (let look = 0; look < 5; look += 1) {
      expect(lookAt('support >= 3')).toEqual([]);
      expect(lookAt('support >= 1', 'unreachable')).toEqual([]);
    }
    expect([lookAt('support >= 1'), lookAt('support >= 1'), lookAt('support >= 1')].flat()).toEqual([]);
    expect(lookAt('support >= 1')).toEqual(['raised idle_operator support']);
    expect(watched.says()[0]).toBe(
      'support: anna has been free for 0:06 while c9 waits, and is not rung, which is an error of ours: set anna to ' +
        'paused and back to ready, and report it with the log',
    );
  });
});

describe('alarms', () => {
  const finding = (verdict: Finding['verdict']): Finding => ({
    ...{ id: 'contact_due 17', kind: 'contact_due', queue: null, say: 'contact 17 is due: answer it' },
    verdict,
  });

  test('of other things are raised and cleared in the same way, and flutter does not clear them', () => {
    let findings: readonly Finding[] = [];
    const watched = new Watched([{ look: () => findings }]);
    watched.passes(4_000);
    findings = [finding('bad')];
    watched.passes(4_000);
    for (let round = 0; round < 5; round += 1) {
      findings = [finding('good')];
      watched.passes(28_000);
      findings = [finding(round % 2 === 0 ? 'bad' : 'between')];
      watched.passes(2_000);
    }
    expect(watched.told).toEqual(['raised contact_due 17']);
    findings = [];
    watched.passes(34_000);
    expect(watched.told.slice(1)).toEqual(['cleared contact_due 17']);
  });

  test('that were on before a restart are not told again, and are cleared', () => {
    const before = new Watched();
    before.floor.arrives('c1', '100');
    before.passes(64_000);
    const after = new Watched();
    after.alarms.restore(before.alarms.raised);
    after.floor.arrives('c1', '100');
    after.passes(90_000);
    expect(after.told).toEqual([]);
    expect(after.alarms.raised[0]?.raisedMs).toBe(before.alarms.raised[0]!.raisedMs);
    after.floor.ends('leg-c1');
    after.passes(34_000);
    expect(after.told).toEqual(['cleared unstaffed support']);
  });
});

describe('the door', () => {
  test('raises one alarm for a whole storm, which says what to do, and clears it when it is over', () => {
    const watched = new Watched([new TurnedAway()]);
    const { entries } = watched.floor;
    const end = { kind: 'callEnded', outcome: 'rejected', where: null, by: 'system', atMs: 0 } as const;
    for (let second = 0; second < 30; second += 2) {
      for (const callId of ['a', 'b', 'c']) entries.push({ ...end, callId, refused: 'calls_per_second' });
      entries.push({ kind: 'callsRefused', atMs: 0, dialled: '100', refused: 'calls_per_second', count: 97 });
      watched.passes(2_000);
    }
    expect(watched.told).toEqual(['raised turned_away']);
    expect(watched.says()).toEqual([
      'calls are turned away, 100 just now and 1500 in all, since more come than limits.calls_per_second allows: see ' +
        'who calls (./cordboard report --by number), or raise it if the machine bears more',
    ]);
    watched.passes(34_000);
    expect(watched.told).toEqual(['raised turned_away', 'cleared turned_away']);
  });

  test('that is closed on purpose raises none', () => {
    const watched = new Watched([new TurnedAway()]);
    const end = { kind: 'callEnded', outcome: 'rejected', where: null, by: 'system', atMs: 0 } as const;
    watched.floor.entries.push({ ...end, callId: 'a', refused: 'draining' });
    watched.passes(4_000);
    expect(watched.told).toEqual([]);
  });

  test('whoever is late for a second says so, whether it is we or the exchange', () => {
    let load = { lagMs: 0, answerMs: 0 };
    const watched = new Watched([new Late({ load: () => load, takeStallMs: () => 0, lateMsMax: 250 })]);
    watched.passes(4_000);
    expect(watched.told).toEqual([]);
    load = { lagMs: 20, answerMs: 300 };
    watched.passes(2_000);
    expect(watched.says()[0]).toMatch(/^Asterisk is late by 300 ms/);
    load = { lagMs: 400, answerMs: 300 };
    watched.passes(2_000);
    expect(watched.says()[0]).toMatch(/^Cordboard is late by 400 ms/);
    load = { lagMs: 200, answerMs: 0 };
    watched.passes(60_000);
    expect(watched.told).toEqual(['raised late']);
    load = { lagMs: 100, answerMs: 0 };
    watched.passes(34_000);
    expect(watched.told).toEqual(['raised late', 'cleared late']);
  });

  test('who did nothing for a second says so, though there is no load', () => {
    const stalls = [0, 900, 3_040];
    const load = () => ({ lagMs: 0, answerMs: 0 });
    const watched = new Watched([new Late({ load, takeStallMs: () => stalls.shift() ?? 0, lateMsMax: 250 })]);
    watched.passes(4_000);
    expect(watched.told).toEqual([]);
    watched.passes(2_000);
    expect(watched.says()[0]).toMatch(/^Cordboard did nothing for 3\.0 s/);
    watched.passes(34_000);
    expect(watched.told).toEqual(['raised late', 'cleared late']);
  });
});
