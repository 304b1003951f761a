import { expect, test } from 'vitest';
import type { Command } from '../../src/switchboard/index.ts';
import { onNode } from '../kit/on-node.ts';
import { Floor } from './floor.ts';
import { type Heritage, keptOf, nextProcess, talking } from './next-process.ts';

const FILES = {
  'queues.yaml': 'queues:\n  support: { needs: "en >= 1", recording: { mode: all } }\n  safety: {}\n',
};

/** A talk of which everything is recorded. */
function recordedTalk(): Floor {
  const floor = new Floor(FILES);
  floor.ready('anna');
  floor.arrives('c1', '100');
  floor.talks('c1', 'op-c1-1');
  floor.clock.advance(1_000);
  return floor;
}

type Switch = 'stop' | 'pause' | 'resume';
const asked = (to: Switch) =>
  ({ kind: 'talkAsked', callId: 'c1', by: 'operator anna', ask: { kind: 'record', to } }) as const;

function ask(floor: Floor, to: Switch): void {
  floor.put(asked(to));
  floor.clock.advance(1_000);
}

/** Whether the next process records the talk. */
function recordsOn(floor: Floor, heritage: Heritage): boolean {
  const next = nextProcess(floor, talking(floor, 'c1', 'op-c1-1'), { ...heritage, changes: FILES });
  return next.wanted().some((line) => line.startsWith('recordCall'));
}

test('a process that knows the legs alone goes on recording what was recorded', () => {
  expect(recordsOn(recordedTalk(), { isLost: true })).toBe(true);
});

test.each(['pause', 'stop'] as const)('and nothing behind a %s, whatever else it knows', (to) => {
  const floor = recordedTalk();
  const kept = keptOf(floor);
  ask(floor, to);
  expect(recordsOn(floor, { isLost: true })).toBe(false);
  // It died before it had kept this.
  expect(recordsOn(floor, { kept })).toBe(false);
  expect(recordsOn(floor, {})).toBe(false);
});

test('who resumes in the last moment is recorded, and who pauses once more is not', () => {
  const floor = recordedTalk();
  ask(floor, 'pause');
  const kept = keptOf(floor);
  ask(floor, 'resume');
  expect(recordsOn(floor, { kept })).toBe(true);
  expect(recordsOn(floor, { isLost: true })).toBe(true);
  ask(floor, 'pause');
  expect(recordsOn(floor, { kept })).toBe(false);
});

test('what was kept later than it was written on the leg holds', () => {
  const floor = recordedTalk();
  ask(floor, 'pause');
  const legs = talking(floor, 'c1', 'op-c1-1');
  ask(floor, 'resume');
  const next = nextProcess(floor, legs, { changes: FILES });
  expect(next.wanted().some((line) => line.startsWith('recordCall'))).toBe(true);
});

test('what is written there and cannot be read is taken for a pause', () => {
  const floor = recordedTalk();
  const [caller, ...phone] = talking(floor, 'c1', 'op-c1-1');
  const odd = { ...caller!, marks: { ...caller!.marks, tape: 'of another version' } };
  const next = nextProcess(floor, [odd, ...phone], { changes: FILES, isLost: true });
  expect(next.wanted().some((line) => line.startsWith('recordCall'))).toBe(false);
});

test('a pause stands on the leg before the recording is stopped', () => {
  const { switchboard, clock } = recordedTalk();
  const wanted: Command[] = [];
  switchboard.handle(onNode(asked('pause')), wanted, clock.now());
  const kinds = wanted.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'mark' || kind === 'stopRecord')).toEqual(['mark', 'stopRecord']);
});

test('who asks for a pause again that was not confirmed has the exchange told again', () => {
  const floor = recordedTalk();
  const stops = (): readonly string[] => floor.wanted().filter((line) => line.startsWith('stopRecord'));
  ask(floor, 'pause');
  expect(stops()).toHaveLength(1);
  ask(floor, 'pause');
  expect(stops()).toHaveLength(1);
  floor.put({ kind: 'recorded', legId: 'leg-c1', recordingId: 'c1-t1', ok: true });
  ask(floor, 'pause');
  expect(stops()).toEqual([]);
});
