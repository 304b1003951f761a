import { expect, test } from 'vitest';
import { entry } from './adopted.ts';
import { FILES, Floor } from './floor.ts';
import { callerLeg, nextProcess, phoneLeg } from './next-process.ts';

const FILES_REDIAL = {
  'queues.yaml': FILES['queues.yaml']!.replace('offer: {', 'wait: { redial: 2m }, offer: {'),
};

/** c1 waits before c2, and Cordboard was away for so long that the exchange apologizes to c1 just now. */
function apologizes(): { readonly floor: Floor; readonly legs: ReturnType<typeof callerLeg>[] } {
  const floor = new Floor(FILES_REDIAL);
  floor.arrives('c1');
  floor.arrives('c2');
  return { floor, legs: [{ ...callerLeg(floor, 'c1'), isLetGo: true }, callerLeg(floor, 'c2')] };
}

test('whom the exchange lets go is nobody for the line, and the record ends with the apology', () => {
  const { floor, legs } = apologizes();
  const next = nextProcess(floor, legs, { changes: FILES_REDIAL });
  expect(next.switchboard.liveCallIds()).toContain('c1');
  expect(entry(next, 'queueLeft')).toMatchObject({ callId: 'c1', outcome: 'failed' });
  next.ready('anna');
  expect(next.operator('anna').callId).toBe('c2');
  expect(next.wanted().filter((command) => command.includes('leg-c1'))).toEqual([]);
  next.clock.advance(12_000);
  next.ends('leg-c1');
  expect(next.outcome('c1')).toMatchObject({ outcome: 'overflow', by: 'system' });
  expect(entry(next, 'callEnded')).not.toHaveProperty('estimated');
  const ended = next.entries.find(({ kind }) => kind === 'callEnded');
  expect(ended?.atMs).toBe(next.clock.now().wallMs);
});

test('so it is when only the line was away', () => {
  const { floor, legs } = apologizes();
  floor.put({ kind: 'exchangeLost', node: 'main' });
  floor.wanted();
  floor.put({ kind: 'exchangeBack', restarted: false, legs });
  floor.ready('anna');
  expect(floor.operator('anna').callId).toBe('c2');
  floor.ends('leg-c1');
  expect(floor.outcome('c1')).toMatchObject({ outcome: 'overflow', by: 'system' });
});

test('so it is of whom somebody else lets go while we are there, a phone that rings being let go', () => {
  const { floor } = apologizes();
  floor.ready('anna');
  floor.put({ kind: 'callerLetGo', legId: 'leg-c1' });
  expect(floor.wanted()).toContain('hangUp op-c1-1');
  floor.put({ kind: 'callerLetGo', legId: 'leg-c1' });
  floor.put({ kind: 'callerLetGo', legId: 'nobody' });
  floor.ends('op-c1-1', { byUs: true });
  expect(floor.operator('anna').callId).toBe('c2');
  floor.clock.advance(12_000);
  floor.ends('leg-c1');
  expect(floor.outcome('c1')).toMatchObject({ outcome: 'overflow', by: 'system' });
  expect(entry(floor, 'callEnded')).not.toHaveProperty('estimated');
});

test('who has talked, of which only the diary tells, is on record so, whoever lets them go then', () => {
  const { floor } = apologizes();
  floor.ready('anna');
  floor.put({ kind: 'legAnswered', legId: 'op-c1-1' });
  floor.clock.advance(5_000);
  const atMs = floor.clock.now().wallMs - 4_000;
  const joins = ['leg-c1', 'op-c1-1'].map((legId) => ({ legId, firstMs: atMs, lastMs: atMs }));
  floor.put({ kind: 'diaryRead', ends: [{ legId: 'op-c1-1', atMs: atMs + 1_000 }], joins });
  floor.put({ kind: 'callerLetGo', legId: 'leg-c1' });
  expect(entry(floor, 'talkEnded')).toMatchObject({ operator: 'anna', talkMs: 1_000 });
  floor.ends('leg-c1');
  expect(floor.outcome('c1')).toMatchObject({ outcome: 'answered' });
});

test('an apology whose end nobody tells is over after a minute', () => {
  const { floor, legs } = apologizes();
  const next = nextProcess(floor, legs, { changes: FILES_REDIAL });
  next.clock.advance(60_000);
  expect(next.outcome('c1')).toMatchObject({ outcome: 'overflow' });
});

test.each(['now', 'before'])('whoever was let go %s has the old place on calling again', (when) => {
  const { floor, legs } = apologizes();
  const heritage = when === 'now' ? {} : { letGo: ['leg-c1'] };
  const next = nextProcess(floor, when === 'now' ? legs : legs.slice(1), {
    ...heritage,
    changes: FILES_REDIAL,
  });
  if (when === 'now') next.ends('leg-c1');
  expect(next.outcome('c1')).toMatchObject({ outcome: 'overflow', by: 'system' });
  next.arrives('c3', '100', 'leg-c3', legs[0]!.caller.number);
  next.ready('anna');
  expect(next.operator('anna').callId).toBe('c3');
});

test('whoever hears more there than an apology is not hung up, and their record ends as an estimate', () => {
  const { floor, legs } = apologizes();
  const next = nextProcess(floor, legs, { changes: FILES_REDIAL });
  next.wanted();
  next.clock.advance(60_000);
  expect(next.wanted().filter((command) => command.includes('leg-c1'))).toEqual([]);
  expect(entry(next, 'callEnded')).toMatchObject({ outcome: 'overflow', estimated: true });
});

test('an operator has nobody any more whose caller is let go, though they were on hold', () => {
  const floor = new Floor(FILES_REDIAL);
  floor.ready('anna');
  floor.arrives('c1');
  floor.talks('c1', 'op-c1-1');
  floor.put({ kind: 'talkAsked', callId: 'c1', by: 'operator anna', ask: { kind: 'hold' } });
  floor.put({ kind: 'exchangeLost', node: 'main' });
  floor.clock.advance(5_000);
  floor.wanted();
  const legs = [
    { ...callerLeg(floor, 'c1'), isLetGo: true as const },
    phoneLeg(floor, 'op-c1-1', 'answered'),
  ];
  floor.put({ kind: 'exchangeBack', restarted: false, legs });
  expect(entry(floor, 'talkEnded')).toMatchObject({ talkMs: 5_000, by: 'system' });
  expect(floor.wanted()).toContain('hangUp op-c1-1');
  floor.clock.advance(12_000);
  floor.ends('leg-c1');
  expect(floor.outcome('c1')).toMatchObject({ outcome: 'answered' });
});

test('what the exchange has for whom it lets go is on no recording', () => {
  const straight = FILES['straight.flow.yaml']!.replace('start: wait', 'start: taped');
  const taped = straight.replace('steps:\n', 'steps:\n  taped: { record: start, next: wait }\n');
  const floor = new Floor({ 'straight.flow.yaml': taped });
  floor.arrives('c1');
  expect(floor.wanted()).toContain('recordCall leg-c1 c1-t1');
  const letGo = { ...callerLeg(floor, 'c1'), isLetGo: true as const };
  floor.put({ kind: 'exchangeBack', restarted: false, legs: [letGo] });
  expect(floor.wanted()).toContain('stopRecord leg-c1 c1-t1');
});
