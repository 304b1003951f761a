import { describe, expect, test } from 'vitest';
import { type CallEntry, type CallRecord, foldRecord } from '../../src/journal/index.ts';
import { Folding } from '../reports/folding.ts';
import { adopted, entry, inTalk, kinds, ringing, saidTo, stepsOf, waiting } from './adopted.ts';
import { FILES, Floor } from './floor.ts';
import { callerLeg, type Heritage, keptOf, nextProcess, phoneLeg, talking } from './next-process.ts';

describe('callers who wait', () => {
  test('have their places again, whatever the order in which the exchange tells of them', () => {
    const floor = new Floor();
    for (const callId of ['c1', 'c2', 'c3']) floor.arrives(callId);
    const next = nextProcess(
      floor,
      ['c3', 'c1', 'c2'].map((callId) => callerLeg(floor, callId)),
    );
    expect(waiting(next)).toEqual(['c1', 'c2', 'c3']);
    expect(adopted(next)).toEqual({
      ...{
        kind: 'adopted',
        callId: 'c1',
        phase: 'waiting',
        queue: 'support',
        waitedMs: 1_000,
        operator: null,
        arrivedMs: expect.any(Number),
        caller: '+79160000001',
        dialled: '100',
      },
    });
    expect(next.wanted().toSorted()).toEqual(['wait leg-c1', 'wait leg-c2', 'wait leg-c3']);
    next.ready('anna');
    expect(next.wanted()).toEqual([expect.stringMatching(/^ring op-c1-\w+-101$/)]);
    expect(next.operator('anna').callId).toBe('c1');
  });

  test('are offered in their order when operators are there at once', () => {
    const floor = new Floor();
    floor.arrives('c1');
    floor.clock.advance(1_000);
    floor.arrives('c2');
    const next = nextProcess(floor, [callerLeg(floor, 'c2'), callerLeg(floor, 'c1')]);
    next.ready('boris');
    next.ready('anna');
    expect([next.operator('boris').callId, next.operator('anna').callId]).toEqual(['c1', 'c2']);
  });

  test('stand before whoever comes then', () => {
    const floor = new Floor();
    floor.arrives('c1');
    const next = nextProcess(floor, [callerLeg(floor, 'c1')]);
    next.arrives('c2');
    next.ready('anna');
    expect(next.operator('anna').callId).toBe('c1');
  });

  test('never share their place with somebody who came to the next process', () => {
    const floor = new Floor();
    floor.arrives('c1');
    const next = nextProcess(floor, [], { deadMs: 0 });
    next.arrives('c2');
    const [seq, other] = [floor, next].map(
      (each, at) => each.marks.get(`leg-c${at + 1}`)!.place!.split(';')[6],
    );
    expect(Number(other)).toBeGreaterThan(Number(seq));
  });

  test('wait no longer than the limit, the time without a process included', () => {
    const floor = new Floor();
    floor.arrives('c1');
    floor.clock.advance(240_000);
    const next = nextProcess(floor, [callerLeg(floor, 'c1')], { deadMs: 10_000 });
    next.clock.advance(49_999);
    expect(waiting(next)).toEqual(['c1']);
    next.clock.advance(1);
    expect(entry(next, 'queueLeft')).toMatchObject({ outcome: 'timeout', waitMs: 300_000 });
    expect(stepsOf(next)).toEqual(['sorry']);
  });

  test('go on at once when the limit was reached while nobody looked', () => {
    const floor = new Floor();
    floor.arrives('c1');
    floor.clock.advance(299_000);
    const next = nextProcess(floor, [callerLeg(floor, 'c1')], { deadMs: 10_000 });
    next.clock.advance(0);
    expect(entry(next, 'queueLeft')).toMatchObject({ outcome: 'timeout', waitMs: 309_000 });
  });

  test('and who hung up meanwhile has the place again when calling soon', () => {
    const changes = { 'queues.yaml': queuesThat('redial: 2m') };
    const floor = new Floor(changes);
    floor.arrives('c1');
    floor.clock.advance(20_000);
    floor.arrives('c2');
    const next = nextProcess(floor, [callerLeg(floor, 'c2')], { changes });
    expect(waiting(next)).toEqual(['c2']);
    next.arrives('c3', '100', 'leg-c3', callerLeg(floor, 'c1').caller.number);
    expect(waiting(next)).toEqual(['c3', 'c2']);
  });

  test('and who was lost with the exchange has the place again, however long nothing had changed of it', () => {
    const changes = { 'queues.yaml': queuesThat('redial: 2m') };
    const floor = new Floor(changes);
    floor.arrives('c1');
    // What is kept of a caller is as old as the last change.
    const kept = keptOf(floor).map((snapshot) => ({ ...snapshot, exchangeMs: 1 }));
    floor.clock.advance(200_000);
    const next = nextProcess(floor, [], { changes, kept });
    next.arrives('c2');
    next.arrives('c3', '100', 'leg-c3', callerLeg(floor, 'c1').caller.number);
    expect(waiting(next)).toEqual(['c3', 'c2']);
  });

  test('are told what was due, and not what they have heard', () => {
    const changes = { 'queues.yaml': queuesThat('announce: { position: { first: 10s, every: 30s } }') };
    const floor = new Floor(changes);
    floor.arrives('c1');
    floor.clock.advance(10_000);
    expect(saidTo(floor)).toHaveLength(1);
    floor.heard('c1', 'speak c1/wait-1');
    floor.clock.advance(20_000);
    const next = nextProcess(floor, [callerLeg(floor, 'c1')], { changes, deadMs: 4_000 });
    next.clock.advance(5_999);
    expect(saidTo(next)).toEqual([]);
    next.clock.advance(1);
    expect(saidTo(next)).toHaveLength(1);
    expect(next.wanted()).toContainEqual(expect.stringMatching(/^speak c1-\w+\/wait-2$/));
  });

  test('and are left in peace if that is what they wanted', () => {
    const changes = {
      'queues.yaml': queuesThat('announce: { position: { first: 10s, every: 30s } }, quiet: 7'),
    };
    const floor = new Floor(changes);
    floor.arrives('c1');
    floor.put({ kind: 'digitPressed', legId: 'leg-c1', digit: '7' });
    const next = nextProcess(floor, [callerLeg(floor, 'c1')], { changes });
    next.clock.advance(60_000);
    expect(saidTo(next)).toEqual([]);
    next.put({ kind: 'digitPressed', legId: 'leg-c1', digit: '7' });
    next.clock.advance(60_000);
    expect(saidTo(next)).not.toEqual([]);
  });
});

/** The queue "support" says this of the wait. */
function queuesThat(wait: string): string {
  return [
    'queues:',
    '  support: { title: { en: Support }, wrap_up: { default: 0s },',
    `             wait: { ${wait} }, limits: { waiting: 30, wait: 1h, unstaffed: never } }`,
    '  safety: { title: { en: Safety }, wrap_up: { default: 0s }, limits: { unstaffed: never } }',
    '',
  ].join('\n');
}

describe('a call whose files have changed', () => {
  const waits = (heritage: Heritage): Floor => {
    const floor = new Floor();
    floor.arrives('c1', '200');
    floor.heard('c1', floor.wanted().find((command) => command.startsWith('speak'))!);
    return nextProcess(floor, [callerLeg(floor, 'c1')], heritage);
  };

  test('goes on behind a queue that is gone', () => {
    const queues = FILES['queues.yaml']!.replace('support:', 'other:');
    const operators = FILES['operators.yaml']!.replaceAll('support: {}', 'other: {}');
    const flows = Object.fromEntries(
      ['straight', 'greeted'].map((name) => {
        const file = `${name}.flow.yaml`;
        return [
          file,
          FILES[file]!.replace('queue: support', 'queue: other').replace('name: support', 'name: other'),
        ];
      }),
    );
    const next = waits({ changes: { 'queues.yaml': queues, 'operators.yaml': operators, ...flows } });
    expect(adopted(next)).toMatchObject({ phase: 'inFlow', queue: null });
    expect(stepsOf(next)).toEqual(['bye']);
    expect(next.wanted()).toContainEqual(expect.stringMatching(/^speak c1-\w+\/say-3$/));
  });

  test('waits on in the version with which it began', () => {
    const greeted = FILES['greeted.flow.yaml']!.replace('hello: { play: hello', 'hi: { play: hello').replace(
      'start: hello',
      'start: hi',
    );
    const next = waits({ changes: { 'greeted.flow.yaml': greeted } });
    expect(waiting(next)).toEqual(['c1']);
    expect(next.switchboard.flowVersions().size).toBe(2);
  });

  test('and whose version is kept no more comes to the last resort when its step is not there', () => {
    const greeted = FILES['greeted.flow.yaml']!.replace('  wait:', '  line:').replace(
      'next: wait',
      'next: line',
    );
    const next = waits({ changes: { 'greeted.flow.yaml': greeted }, areFlowsGone: true });
    expect(waiting(next)).toEqual(['c1']);
    next.clock.advance(300_000);
    expect(entry(next, 'trouble')?.what).toContain('not in this version');
    expect(next.wanted().some((command) => command.startsWith('speak'))).toBe(true);
  });
});

describe('a caller of whom nothing was kept', () => {
  const lost = { isLost: true } as const;

  test('and who waits has the place that the leg tells', () => {
    const floor = new Floor();
    floor.arrives('c1');
    floor.clock.advance(60_000);
    floor.arrives('c2');
    const next = nextProcess(floor, [callerLeg(floor, 'c2'), callerLeg(floor, 'c1')], lost);
    expect(waiting(next)).toEqual(['c1', 'c2']);
    expect(adopted(next)).toMatchObject({ phase: 'waiting', queue: 'support', waitedMs: 61_000 });
    next.ready('anna');
    expect(next.wanted()).toContainEqual(expect.stringMatching(/^ring op-c1-\w+-101$/));
    next.clock.advance(239_000);
    expect(entry(next, 'queueLeft')).toMatchObject({ outcome: 'timeout', waitMs: 300_000 });
    expect(stepsOf(next)).toEqual(['sorry']);
  });

  test('and whose clock was set meanwhile has not waited for longer than a day', () => {
    const floor = new Floor();
    floor.arrives('c1');
    const next = nextProcess(floor, [callerLeg(floor, 'c1')], { ...lost, deadMs: 3_000 * 86_400_000 });
    expect(adopted(next)).toMatchObject({ queue: 'support', waitedMs: 86_400_000 });
  });

  test('and whom the flow moves on to another queue has the class and the head start of the number', () => {
    const straight = FILES['straight.flow.yaml']!.replace('timeout: sorry', 'timeout: more').replace(
      '  sorry:',
      '  more: { queue: safety, on: { timeout: sorry, full: sorry, unstaffed: sorry, left: bye, error: sorry } }\n  sorry:',
    );
    const numbers = 'numbers: { "100": { flow: straight, class: 1, boost: 5s } }\n';
    const changes = { 'straight.flow.yaml': straight, 'numbers.yaml': numbers };
    const floor = new Floor(changes);
    floor.arrives('c1');
    const next = nextProcess(floor, [callerLeg(floor, 'c1')], { ...lost, changes });
    next.clock.advance(300_000);
    expect(next.marks.get('leg-c1')?.place).toMatch(/^2;safety;.*;more;\d+;\d+;1;5000;0;/);
  });

  test('and who waits, with a phone that rings, is still offered there', () => {
    const floor = ringing();
    const next = nextProcess(floor, [callerLeg(floor, 'c1'), phoneLeg(floor, 'op-c1-1', 'ringing')], lost);
    expect(adopted(next)).toMatchObject({ phase: 'offered', operator: 'anna' });
  });

  test('and who talks has talked for as long as the leg of the operator tells, whoever saw it, and waited no longer', () => {
    const floor = new Floor();
    floor.ready('anna');
    floor.arrives('c1');
    floor.clock.advance(7_000);
    floor.talks('c1', 'op-c1-1');
    floor.clock.advance(40_000);
    const second = nextProcess(floor, talking(floor, 'c1', 'op-c1-1'), lost);
    expect(entry(second, 'queueLeft')).toMatchObject({ outcome: 'answered', waitMs: 7_000 });
    second.ends('op-c1-1');
    expect(entry(second, 'talkEnded')).toMatchObject({ operator: 'anna', talkMs: 41_000 });
    const [began] = second.entries.filter(({ kind }) => kind === 'talkBegan');
    expect(began?.atMs).toBe(second.clock.now().wallMs - 41_000);
  });

  test.each(['told', 'not told'])('and who talks has waited once, though it was %s before as well', (how) => {
    const floor = new Floor();
    floor.ready('anna');
    floor.arrives('c1');
    floor.clock.advance(7_000);
    const arrived = [...floor.entries];
    floor.talks('c1', 'op-c1-1');
    const second = nextProcess(floor, talking(floor, 'c1', 'op-c1-1'), lost);
    second.ends('leg-c1');
    const all = [...(how === 'told' ? floor.entries : arrived), ...second.entries];
    const told = all.flatMap((each) =>
      'callId' in each && !('contactId' in each) ? [each as CallEntry] : [],
    );
    const record = told.reduce<CallRecord | undefined>(foldRecord, undefined);
    expect(record).toMatchObject({ waitMs: 7_000, operator: 'anna', outcome: 'answered' });
    const folding = new Folding();
    folding.take(all);
    const report = folding.report({ by: 'queue', from: '2027-01-15T00:00:00Z', to: '2027-01-16T00:00:00Z' });
    expect(report.totals[0]).toMatchObject({
      value: 'support',
      figures: { entered: 1, answered: 1, asaMs: 7_000 },
    });
  });

  test('and who has only just begun to talk has talked, though both have hung up by then', () => {
    const floor = new Floor();
    floor.ready('anna');
    floor.arrives('c1');
    expect(floor.talksKept).toEqual([]);
    floor.talks('c1', 'op-c1-1');
    expect(floor.talksKept).toEqual(['c1']);
    const next = nextProcess(floor, []);
    expect(next.outcome('c1')).toMatchObject({ outcome: 'answered' });
  });

  test.each([undefined, 'soon', String(9e15), '12'])(
    'and whose talk has no true beginning (%s) talks from now on',
    (joined) => {
      const floor = inTalk();
      floor.marks.set('op-c1-1', joined === undefined ? {} : { joined });
      const next = nextProcess(floor, talking(floor, 'c1', 'op-c1-1'), lost);
      next.clock.advance(5_000);
      next.ends('op-c1-1');
      expect(entry(next, 'talkEnded')).toMatchObject({ operator: 'anna', talkMs: 5_000 });
    },
  );

  test('and who stands nowhere comes as if anew, with the same id', () => {
    const floor = new Floor();
    floor.arrives('c1', '200');
    const next = nextProcess(floor, [callerLeg(floor, 'c1')], lost);
    expect(kinds(next).slice(0, 2)).toEqual(['callArrived', 'stepEntered']);
    expect(stepsOf(next)).toEqual(['hello']);
    expect(next.wanted()).toContainEqual(expect.stringMatching(/^speak c1-\w+\/say-1$/));
  });

  test('and who hears somebody is left alone', () => {
    const floor = inTalk();
    floor.marks.clear();
    const next = nextProcess(floor, talking(floor, 'c1', 'op-c1-1'), lost);
    expect(next.wanted()).toEqual([]);
    expect(next.switchboard.liveCallIds().size).toBe(0);
  });
});

test('what only a newer version knows of a call is handed on to it, whatever happens meanwhile', () => {
  const floor = new Floor();
  floor.arrives('c1');
  const [before] = keptOf(floor);
  const kept = [{ ...before!, later: { more: 1 } }];
  const next = nextProcess(floor, [callerLeg(floor, 'c1')], { kept });
  next.ready('anna');
  const [after] = keptOf(next);
  expect(after).toMatchObject({ later: { more: 1 }, offers: [{ operatorId: 'anna' }] });
  expect(before).toMatchObject({ offers: [] });
});

test('a caller of whom the books are closed is none to go on with', () => {
  const floor = new Floor();
  floor.arrives('c1');
  const leg = callerLeg(floor, 'c1');
  floor.ends('leg-c1');
  const next = nextProcess(floor, [leg]);
  expect(next.switchboard.liveCallIds().size).toBe(0);
  expect(next.entries).toEqual([]);
});

test('a caller whom the process before was hanging up is hung up', () => {
  const floor = new Floor();
  floor.arrives('c1', '200');
  floor.put({ kind: 'hangUpAsked', callId: 'c1', by: 'test' });
  const next = nextProcess(floor, [callerLeg(floor, 'c1')]);
  expect(next.wanted()).toEqual(['hangUp leg-c1']);
  next.ends('leg-c1', { byUs: true });
  expect(next.outcome('c1')).toMatchObject({ by: 'system' });
});
