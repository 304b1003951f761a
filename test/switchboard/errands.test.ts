import { describe, expect, test } from 'vitest';
import { Floor } from './floor.ts';

const ENDS = '  end: { hangup: normal }\n';
const STEPS = {
  hold: 'first: { hold: { for: 30s, music: jazz, key: 1 }, on: { done: well, pressed: keyed } }',
  send_digits: 'first: { send_digits: { digits: "12w3", tone: 80ms, gap: 40ms }, next: well }',
  conference:
    'first: { conference: { room: lobby, longest: 30m }, on: { left: keyed, ended: well, full: end } }',
  leader: 'first: { conference: { room: lobby, leads: true }, on: { left: keyed, ended: well, full: end } }',
  early_media: 'first: { early_media: hello, next: keyed }',
  bot: 'first: { bot: { name: b, intents: {} }, on: { failed: end, error: well } }',
} as const;

function floorWith(...kinds: (keyof typeof STEPS)[]): Floor {
  const flows = kinds.map((kind) => {
    const tags = ['keyed', 'well'].filter((name) => STEPS[kind].includes(name));
    const lines = [STEPS[kind], ...tags.map((name) => `${name}: { tag: ${name}, next: end }`)];
    const steps = lines.map((line) => `  ${line}\n`).join('');
    return [`${kind}.flow.yaml`, `flow: ${kind}\nstart: first\nsteps:\n${steps}${ENDS}`];
  });
  const numbers = kinds.map((kind, index) => `  "30${index}": { flow: ${kind} }\n`);
  const changes = { ...Object.fromEntries(flows), 'numbers.yaml': `numbers:\n${numbers.join('')}` };
  return new Floor(changes, 100, 'rehearsals');
}

const stepsOf = (floor: Floor, callId: string): readonly unknown[] =>
  floor.noted(callId).flatMap(({ kind, step }) => (kind === 'stepEntered' ? [step] : []));
const press = (floor: Floor, callId: string, digit: string): void =>
  floor.put({ kind: 'digitPressed', legId: `leg-${callId}`, digit });

describe('a caller on hold', () => {
  test('hears music for the time, and goes on', () => {
    const floor = floorWith('hold');
    floor.arrives('c1', '300');
    expect(floor.wanted()).toEqual(['answer leg-c1', 'wait leg-c1']);
    floor.clock.advance(29_999);
    expect(floor.wanted()).toEqual([]);
    floor.clock.advance(1);
    expect(floor.wanted()).toEqual(['leaveWait leg-c1', 'hangUp leg-c1']);
    expect(stepsOf(floor, 'c1')).toEqual(['first', 'well', 'end']);
  });

  test('leaves the music by the key', () => {
    const floor = floorWith('hold');
    floor.arrives('c1', '300');
    press(floor, 'c1', '1');
    expect(floor.wanted()).toContain('leaveWait leg-c1');
    expect(stepsOf(floor, 'c1')).toEqual(['first', 'keyed', 'end']);
    floor.clock.advance(60_000);
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'self_served' });
  });

  test('who hangs up leaves nothing behind', () => {
    const floor = floorWith('hold');
    floor.arrives('c1', '300');
    floor.wanted();
    floor.ends('leg-c1');
    floor.clock.advance(60_000);
    expect(floor.wanted()).toEqual([]);
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'abandoned', by: 'caller' });
  });
});

test('digits are sent, and the flow goes on when the last tone is over', () => {
  const floor = floorWith('send_digits');
  floor.arrives('c1', '300');
  expect(floor.wanted()).toEqual(['answer leg-c1', 'sendDigits leg-c1 12w3']);
  floor.clock.advance(859);
  expect(stepsOf(floor, 'c1')).toEqual(['first']);
  floor.clock.advance(1);
  expect(stepsOf(floor, 'c1')).toEqual(['first', 'well', 'end']);
});

describe('a conference', () => {
  test('is left by the star, and ends for each at the longest time', () => {
    const floor = floorWith('conference');
    for (const callId of ['c1', 'c2']) floor.arrives(callId, '300');
    expect(floor.wanted()).toEqual([
      ...['answer leg-c1', 'enterConference leg-c1 lobby'],
      ...['answer leg-c2', 'enterConference leg-c2 lobby'],
    ]);
    press(floor, 'c1', '*');
    expect(floor.wanted()).toEqual(['leaveConference leg-c1', 'hangUp leg-c1']);
    floor.clock.advance(30 * 60_000);
    expect(stepsOf(floor, 'c2')).toEqual(['first', 'well', 'end']);
  });

  test('ends for all when its leader hangs up', () => {
    const floor = floorWith('leader', 'conference');
    floor.arrives('c1', '300');
    for (const callId of ['c2', 'c3']) floor.arrives(callId, '301');
    floor.wanted();
    floor.ends('leg-c1');
    expect(floor.wanted()).toEqual([
      ...['leaveConference leg-c2', 'hangUp leg-c2'],
      ...['leaveConference leg-c3', 'hangUp leg-c3'],
    ]);
    expect(stepsOf(floor, 'c3')).toEqual(['first', 'well', 'end']);
  });

  test('takes thirty, and whoever leaves makes room', () => {
    const floor = floorWith('conference');
    for (let index = 1; index <= 31; index++) floor.arrives(`c${index}`, '300');
    expect(stepsOf(floor, 'c30')).toEqual(['first']);
    expect(stepsOf(floor, 'c31')).toEqual(['first', 'end']);
    floor.ends('leg-c5');
    floor.arrives('c32', '300');
    expect(stepsOf(floor, 'c32')).toEqual(['first']);
  });

  test('that the exchange refuses is an error of the step', () => {
    const floor = floorWith('conference');
    floor.arrives('c1', '300');
    const legId = 'leg-c1';
    floor.put({ kind: 'commandFailed', command: 'enterConference', legId, reason: 'refused', detail: 'no' });
    expect(floor.noted('c1')).toContainEqual(
      expect.objectContaining({ kind: 'trouble', what: '"first": enterConference: no' }),
    );
    expect(floor.wanted()).toContain('leaveConference leg-c1');
  });
});

test('what is said before the answer is said without one', () => {
  const floor = floorWith('early_media');
  floor.arrives('c1', '300');
  expect(floor.wanted()).toEqual(['speak c1/say-1']);
  floor.heard('c1', 'speak c1/say-1');
  expect(stepsOf(floor, 'c1')).toEqual(['first', 'keyed', 'end']);
  expect(floor.noted('c1').map(({ kind }) => kind)).not.toContain('trouble');
});

test('what the exchange cannot do yet is an error of the step, if a flow comes to it after all', () => {
  const floor = floorWith('bot');
  floor.arrives('c1', '300');
  expect(floor.noted('c1')).toContainEqual(
    expect.objectContaining({ kind: 'trouble', what: '"first": the exchange cannot do "bot" yet' }),
  );
  expect(stepsOf(floor, 'c1')).toEqual(['first', 'well', 'end']);
});
