import { expect, test } from 'vitest';
import { Floor } from './floor.ts';

const FILES = {
  'schedules.yaml': 'schedules:\n  office: { zone: UTC, hours: { mon-fri: 09:00-17:00 } }\n',
  'callers.yaml': `callers:
  "+79160000001": { class: 1, attributes: { tier: gold } }
  "+79160000002": { blocked: true }
`,
  'straight.flow.yaml': `flow: straight
start: who
steps:
  who:
    caller_lookup: { attributes: { tier: none } }
    on: { found: look, unknown: look, blocked: end }
  look:
    check_queue:
      name: support
      waiting: 2
      schedule: office
      closing: 30m
      into: { available: free, waiting: ahead, wait: seconds, closes: left }
    on: { closing: tell, unstaffed: tell, available: tell, busy: tell, ok: tell }
  tell: { say: "{{ tier }} {{ free }} {{ ahead }} {{ seconds >= 0 }} {{ left }}", next: wait }
  wait: { queue: support, on: { timeout: end, full: end, unstaffed: end } }
  end: { hangup: rejected }
`,
};

/** How the look ended, and what the caller was told of it; then the caller waits. */
function looks(floor: Floor, callId: string): readonly unknown[] {
  floor.arrives(callId);
  floor.heard(callId, floor.wanted().find((command) => command.startsWith('speak'))!);
  floor.wanted();
  const noted = floor.noted(callId);
  const left = noted.find((entry) => entry.kind === 'stepLeft' && entry.step === 'look');
  return [left?.outcome, noted.find(({ kind }) => kind === 'said')?.what];
}

test('a flow is told how a queue is at that moment', () => {
  const floor = new Floor(FILES);
  floor.clock.advance(3_600_000);
  expect(looks(floor, 'c3')).toEqual(['unstaffed', ['none 0 0 false 28800']]);
  floor.ready('anna');
  // The caller who waited is being rung for, so nobody is free.
  expect(looks(floor, 'c4')).toEqual(['ok', ['none 0 1 true 28800']]);
  expect(looks(floor, 'c5')).toEqual(['busy', ['none 0 2 true 28800']]);
  floor.ready('boris');
  floor.ends('leg-c4');
  floor.ends('leg-c5');
  floor.clock.advance(7.5 * 3_600_000);
  const [outcome] = looks(floor, 'c6');
  expect(outcome).toBe('closing');
});

test('a free operator is seen', () => {
  const floor = new Floor(FILES);
  floor.clock.advance(3_600_000);
  floor.ready('anna');
  floor.ready('boris');
  expect(looks(floor, 'c3')).toEqual(['available', ['none 2 0 true 28800']]);
});

const CHOOSING = {
  'bundle.yaml': 'safety_queue: safety\napology: sorry\nfarewell: bye\nlanguages: [en, ru]\n',
  'prompts.yaml': `prompts:
  hello: { en: Hello, ru: Привет }
  bye: { en: Goodbye, ru: Пока }
  sorry: { en: Sorry, ru: Простите }
`,
  'straight.flow.yaml': `flow: straight
start: choose
steps:
  choose:
    language: { prompts: hello, keys: { 1: en, 2: ru }, remember: true }
    on: { done: tell, failed: end }
  tell: { play: bye, next: end }
  end: { hangup: normal }
`,
};

/** In which languages the caller is first spoken to. */
const greeted = (floor: Floor, callId: string): unknown[] => {
  floor.arrives(callId);
  return floor.noted(callId).flatMap((entry) => (entry.kind === 'said' ? [entry.language] : []));
};

test('the language that a caller chose is known at the next call of the same number', () => {
  const floor = new Floor(CHOOSING);
  expect(greeted(floor, 'c1')).toEqual(['en']);
  floor.put({ kind: 'digitPressed', legId: 'leg-c1', digit: '2' });
  expect(floor.noted('c1')).toContainEqual(
    expect.objectContaining({ kind: 'languageChosen', language: 'ru' }),
  );
  floor.ends('leg-c1');
  // The test's callers have the number of their call.
  const caller = { number: '+79160000001', name: '' };
  const again = { callId: 'c1b', legId: 'leg-c1b', dialled: '100', caller, arrivedWallMs: 0 };
  floor.put({ kind: 'callerArrived', ...again });
  expect(floor.noted('c1b').filter(({ kind }) => kind === 'said')).toMatchObject([{ language: 'ru' }]);
  expect(greeted(floor, 'c2')).toEqual(['en']);
});

test('what earlier processes knew of callers is known after a start: the last word counts', () => {
  const floor = new Floor(CHOOSING);
  const past = { caller: '+79160000001', operator: null };
  floor.put({
    kind: 'callersRestored',
    callers: [
      { ...past, language: 'en' },
      { ...past, language: 'ru' },
      { ...past, operator: 'anna', language: null },
    ],
  });
  expect(greeted(floor, 'c1')).toEqual(['ru']);
});

test('known callers stand where their class says, and unwelcome ones are sent away', () => {
  const floor = new Floor(FILES);
  expect(looks(floor, 'c3')[1]).toEqual([expect.stringContaining('none')]);
  expect(looks(floor, 'c1')[1]).toEqual([expect.stringContaining('gold')]);
  const [support] = floor.switchboard.board(floor.clock.now()).queues;
  expect(support!.waiting.map(({ callId }) => callId)).toEqual(['c1', 'c3']);
  floor.arrives('c2');
  expect(floor.wanted()).toEqual(['hangUp leg-c2 rejected']);
});
