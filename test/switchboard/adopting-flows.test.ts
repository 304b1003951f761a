import { describe, expect, test } from 'vitest';
import { FILES, Floor } from './floor.ts';
import { callerLeg, keptOf, nextProcess, phoneLeg } from './next-process.ts';
import * as out from './out-floor.ts';

const ENDS = [
  'well: { tag: well, next: end }',
  'wrong: { tag: wrong, next: end }',
  'end: { hangup: normal }',
];

/** Files of one flow, at the number 300, that begins with its first step. */
function filesOf(...steps: readonly string[]): Readonly<Record<string, string>> {
  const all = [...steps, ...ENDS.filter((end) => steps.some((step) => step.includes(end.split(':')[0]!)))];
  const lines = [...new Set([...all, ENDS[2]!])].map((step) => `  ${step}\n`).join('');
  const start = /^\w+/.exec(steps[0]!)![0];
  return {
    'bundle.yaml': `${FILES['bundle.yaml']}egress: [crm.example]\n`,
    'numbers.yaml': 'numbers:\n  "300": { flow: asked }\n',
    'asked.flow.yaml': `flow: asked\nstart: ${start}\nsteps:\n${lines}`,
  };
}

/** A caller in this flow. */
function inFlow(files: Readonly<Record<string, string>>): Floor {
  const floor = new Floor(files, 100, 'rehearsals');
  floor.arrives('c1', '300');
  return floor;
}

/** Another process, which finds the caller's leg alone. */
const diesIn = (floor: Floor, changes: Readonly<Record<string, string>>, deadMs = 1_000): Floor =>
  nextProcess(floor, [callerLeg(floor, 'c1')], { changes, deadMs });

const press = (floor: Floor, digits: string): void => {
  for (const digit of digits) floor.put({ kind: 'digitPressed', legId: 'leg-c1', digit });
};
const tags = (floor: Floor): readonly unknown[] =>
  floor.noted('c1').flatMap(({ kind, label }) => (kind === 'tagged' ? [label] : []));
const stepsOf = (floor: Floor): readonly unknown[] =>
  floor.noted('c1').flatMap(({ kind, step }) => (kind === 'stepEntered' ? [step] : []));
const troubles = (floor: Floor): readonly unknown[] =>
  floor.noted('c1').flatMap(({ kind, what }) => (kind === 'trouble' ? [what] : []));

test('who entered a line in the last moment goes on behind it, however old what was kept is', () => {
  const files = filesOf(
    'first: { play: hello, next: wait }',
    'wait: { queue: support, on: { error: wrong, timeout: wrong, full: wrong, unstaffed: wrong } }',
  );
  const floor = inFlow(files);
  floor.ready('anna');
  const kept = keptOf(floor);
  floor.clock.advance(10);
  floor.heard('c1', floor.wanted().find((command) => command.startsWith('speak'))!);
  expect(floor.rung()).toHaveLength(1);
  const legs = [callerLeg(floor, 'c1'), phoneLeg(floor, 'op-c1-1', 'answered')];
  const next = nextProcess(floor, legs, { changes: files, kept });
  expect(next.noted('c1')[0]).toMatchObject({ kind: 'adopted', phase: 'offered', queue: 'support' });
  next.talks('c1', 'op-c1-1');
  next.ends('op-c1-1');
  expect(next.wanted().some((command) => command.startsWith('hangUp leg-c1'))).toBe(true);
});

describe('a step in progress when the process dies', () => {
  test('of the kind that is done again says what it says from its beginning', () => {
    const files = filesOf('first: { play: [hello, bye], next: well }');
    const floor = inFlow(files);
    const [, speak] = floor.wanted();
    const next = diesIn(floor, files);
    expect(next.noted('c1')[0]).toMatchObject({ kind: 'adopted', phase: 'inFlow', queue: null });
    const [, again] = next.wanted();
    expect([speak, again]).toEqual(['speak c1/say-1', expect.stringMatching(/^speak c1-\w+\/say-3$/)]);
    // The end of what was said before is none of what is said now.
    next.heard('c1', speak!);
    expect(tags(next)).toEqual([]);
    next.heard('c1', again!);
    expect(tags(next)).toEqual(['well']);
  });

  test('which asks for digits asks again, and those of before do not count', () => {
    const files = filesOf(
      'first: { input: { prompts: hello, into: code, digits: 4 }, on: { ok: well, failed: wrong } }',
    );
    const floor = inFlow(files);
    press(floor, '12');
    const next = diesIn(floor, files);
    expect(next.wanted().some((command) => command.startsWith('speak'))).toBe(true);
    press(next, '34');
    expect(tags(next)).toEqual([]);
    press(next, '56');
    expect(tags(next)).toEqual(['well']);
  });

  test('that asks a server is asked again with the key of before, so that nothing is done twice', () => {
    const files = filesOf(
      'first: { http: { url: "https://crm.example/visits", method: post, idempotency_key: true }, ' +
        'on: { ok: well, http_error: wrong, timeout: wrong } }',
    );
    const floor = inFlow(files);
    expect(floor.wanted()).toContain('fetch post https://crm.example/visits');
    const next = diesIn(floor, files);
    const asked = next.wanted().filter((command) => command.startsWith('fetch'));
    expect(asked).toEqual(['fetch post https://crm.example/visits']);
    expect(next.fetchKeys).toEqual(floor.fetchKeys);
    expect(floor.fetchKeys).toHaveLength(1);
  });

  test('that must not be done twice has failed', () => {
    const files = filesOf(
      'first: { http: { url: "https://crm.example/visits", method: post }, ' +
        'on: { ok: well, http_error: wrong, timeout: wrong, error: wrong } }',
    );
    const floor = inFlow(files);
    const next = diesIn(floor, files);
    expect(next.wanted().filter((command) => command.startsWith('fetch'))).toEqual([]);
    expect(tags(next)).toEqual(['wrong']);
  });
});

describe('what others did for a flow when the process died', () => {
  test('goes on for the rest of its time where that can be', () => {
    const files = filesOf('first: { hold: { for: 30s, key: 1 }, on: { done: well, pressed: wrong } }');
    const floor = inFlow(files);
    floor.clock.advance(20_000);
    const next = diesIn(floor, files);
    next.clock.advance(8_999);
    expect(tags(next)).toEqual([]);
    next.clock.advance(1);
    expect(tags(next)).toEqual(['well']);
  });

  test('is an error of the step where that cannot be', () => {
    const files = filesOf('first: { send_digits: { digits: "123" }, on: { done: well, error: wrong } }');
    const next = diesIn(inFlow(files), files);
    expect(troubles(next)).toEqual(['"first": the process that did it died']);
    expect(tags(next)).toEqual(['wrong']);
  });

  test('and is nobody any more to whom it rang outside', () => {
    const floor = out.ringing();
    const leg = {
      ...callerLeg(floor, 'c1'),
      legId: out.OUT,
      role: 'outside',
      answered: false,
      marks: {},
    } as const;
    const next = nextProcess(floor, [callerLeg(floor, 'c1'), leg], { changes: out.FILES_OUT });
    expect(next.wanted()).toContain(`hangUp ${out.OUT}`);
    expect(troubles(next)).toContain('"first": the process that did it died');
  });

  test('is promised anew when nobody knows of the promise, and under another number', () => {
    const routes = 'routes:\n  russia: { to: ["+7916*"], trunks: [carrier], caller_id: ["+74951000000"] }\n';
    const flow = filesOf(
      'first: { callback: { queue: support }, on: { booked: well, exists: wrong, refused: wrong, full: wrong } }',
    );
    const files = { ...flow, 'routes.yaml': routes };
    const next = diesIn(inFlow(files), files);
    next.clock.advance(5);
    const booked = next.entries.filter(({ kind }) => kind === 'callbackBooked');
    expect(booked).toMatchObject([{ callbackId: expect.stringMatching(/^cb-c1-\w+-1$/) }]);
    expect(tags(next)).toEqual(['well']);
  });

  test('is left alone when nothing was kept, and the caller hears somebody outside', () => {
    const floor = out.talking();
    const marks = { id: 'c1', role: 'outside' };
    const hears = ['leg-c1'];
    const outside = { ...callerLeg(floor, 'c1'), legId: out.OUT, role: 'outside', hears, marks } as const;
    const heritage = { changes: out.FILES_OUT, isLost: true };
    const next = nextProcess(floor, [callerLeg(floor, 'c1', [out.OUT]), outside], heritage);
    expect(next.wanted()).toEqual([]);
    expect(next.entries.filter(({ kind }) => kind !== 'operatorChanged')).toEqual([]);
    expect([...next.switchboard.strangers()].toSorted()).toEqual(['leg-c1', out.OUT]);
    // When the two have done, nobody is left.
    next.ends(out.OUT);
    expect(next.wanted()).toEqual(['hangUp leg-c1']);
  });
});

describe('secrets of a caller', () => {
  const FILES_OF_PIN = filesOf(
    'first: { input: { prompts: hello, into: pin, digits: 6, secret: true }, on: { ok: line, failed: wrong } }',
    'line: { queue: support, on: { timeout: check, full: wrong, unstaffed: wrong, left: wrong, error: wrong } }',
    'check: { branch: { if: pin == "739164", then: well, else: wrong }, on: { error: asks } }',
    'asks: { tag: asks, next: end }',
  );

  test('are in no snapshot, neither while they are entered nor after', () => {
    const floor = inFlow(FILES_OF_PIN);
    press(floor, '7391');
    expect(JSON.stringify(keptOf(floor))).not.toContain('7391');
    press(floor, '64');
    expect(floor.switchboard.call('c1')?.phase).toBe('waiting');
    expect(JSON.stringify(keptOf(floor))).not.toContain('7391');
    expect(JSON.stringify(floor.entries)).not.toContain('7391');
    expect(floor.marks.get('leg-c1')?.place).not.toContain('7391');
  });

  test('die with the process: a step that needs one has an error', () => {
    const floor = inFlow(FILES_OF_PIN);
    press(floor, '739164');
    const next = diesIn(floor, FILES_OF_PIN);
    next.clock.advance(300_000);
    expect(stepsOf(next)).toEqual(['check', 'asks', 'end']);
  });
});
