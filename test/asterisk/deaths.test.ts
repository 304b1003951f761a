import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import type { OutgoingCall } from '../kit/phones/index.ts';
import { freeze } from '../kit/processes.ts';
import { loudness } from '../kit/sound.ts';
import { passes } from './race.ts';
import { PHONES, Scene } from './scene.ts';

/** A process that died is there again within this. */
const AGAIN_MS = 20_000;
/** What happened longer ago than this is known to the next process. */
const KEPT_MS = 200;
/** Nobody serves calls for so long, and what happens then does so after this. */
const AWAY_MS = 4_000;
const HAPPENS_MS = 1_000;
/** Two who were there write down the same moment so far apart at most. */
const APART_MS = 200;
/** Whoever is free has the next caller within this. */
const OFFERED_MS = 2_000;
/** So long a talker is listened to, and so many packets of sound come in it. */
const HEARD_MS = 600;
const PACKETS_LEAST = 20;

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open({ CORDBOARD_TAKEOVER_SPARE: 'true' });
}, 60_000);
afterAll(() => scene.close());
afterEach(async () => {
  expect((await scene.clear()).openChannels(), 'what Asterisk has begun it has ended').toEqual([]);
});

/** Cordboard is killed without a warning; `meanwhile` happens while there is none. Resolves when it is ready again. */
async function dies(meanwhile: () => Promise<void> = async () => {}): Promise<void> {
  await passes(KEPT_MS);
  const pid = await scene.hotline.pidOf('cordboard');
  process.kill(pid, 'SIGKILL');
  await meanwhile();
  await scene.hotline.anotherIsReady(pid, AGAIN_MS);
}

/** The same, and nobody comes to go on with the calls before this time is over. */
async function isAwayFor(awayMs: number, meanwhile: () => Promise<void>): Promise<void> {
  const { hotline } = scene;
  const pids = [hotline.launched.pid, await hotline.spare(AGAIN_MS)];
  for (const pid of pids) await freeze(pid);
  try {
    await dies(async () => {
      const overMs = performance.now() + awayMs;
      await meanwhile();
      await passes(Math.max(0, overMs - performance.now()));
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    });
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
}

/** What Asterisk itself has written down of this caller. */
async function inDiary({
  number,
}: OutgoingCall): Promise<{ begunMs: number; endedMs: number; talkMs: number }> {
  const cel = await scene.hotline.witness.cel((endpoint) => Object.values<string>(PHONES).includes(endpoint));
  const { begunMs, endedMs } = cel.callsOf(number)[0]!;
  const talkMs = cel.talksOf(number).reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  return { begunMs, endedMs: endedMs!, talkMs };
}

const answered = async (dialled: string): Promise<OutgoingCall> => (await scene.call(dialled)).answered();

type Waiting = { readonly callId: string; readonly caller: string; readonly ageMs: number };

/** Callers of the queue as the board has them, in their order. */
async function inLine(): Promise<readonly Waiting[]> {
  const { queues } = await scene.hotline.api.board();
  return queues.find(({ id }) => id === 'support')?.waiting ?? [];
}

/** Whether sound comes all the time. */
async function hearsSomebody({ media }: OutgoingCall): Promise<void> {
  const before = media.packets().length;
  await passes(HEARD_MS);
  const heard = media.packets().slice(before);
  expect(heard.length, 'packets that come').toBeGreaterThan(PACKETS_LEAST);
  expect(loudness(heard.at(-1)!.samples), 'they are no silence').toBeGreaterThan(0.01);
}

test('Cordboard is started anew by an admin: whoever waits and whoever talks goes on', async () => {
  await scene.ready('anna', { kind: 'answer', afterMs: 20 });
  const talking = await answered('200');
  await scene.talks('anna', talking);
  const waiting = await answered('200');
  await scene.waitsIn('support', waiting.number);
  const pid = await scene.hotline.pidOf('cordboard');
  await scene.hotline.api.restart();
  await scene.hotline.anotherIsReady(pid, AGAIN_MS);
  await hearsSomebody(talking);
  expect((await inLine()).map(({ caller }) => caller)).toEqual([waiting.number]);
  talking.hangUp();
  await scene.talks('anna', waiting);
  waiting.hangUp();
  for (const call of [talking, waiting])
    expect(await scene.recordOf(call)).toMatchObject({
      outcome: 'answered',
      operator: 'anna',
      endEstimated: false,
    });
});

test('the process that lies ready goes on when Cordboard does nothing any more', async () => {
  await scene.ready('anna', { kind: 'answer', afterMs: 20 });
  const talking = await answered('200');
  await scene.talks('anna', talking);
  const waiting = await answered('200');
  await scene.waitsIn('support', waiting.number);
  const spare = await scene.hotline.spare(AGAIN_MS);
  const pid = await scene.hotline.pidOf('cordboard');
  await freeze(pid);
  await hearsSomebody(talking);
  await scene.hotline.anotherIsReady(pid, AGAIN_MS);
  expect(await scene.hotline.pidOf('cordboard')).toBe(spare);
  await hearsSomebody(talking);
  expect((await inLine()).map(({ caller }) => caller)).toEqual([waiting.number]);
  talking.hangUp();
  await scene.talks('anna', waiting);
  waiting.hangUp();
  for (const call of [talking, waiting])
    expect(await scene.recordOf(call)).toMatchObject({ outcome: 'answered', operator: 'anna' });
});

test('whom the parent lets go just as a Cordboard is there again has the apology on record, to its end', async () => {
  const { hotline } = scene;
  const call = await answered('200');
  await scene.waitsIn('support', call.number);
  const [channel] = await hotline.witness.channels();
  await hotline.witness.letGo(channel!.id);
  await passes(AWAY_MS);
  expect(await inLine()).toEqual([]);
  expect(await hotline.witness.channels()).toHaveLength(1);
  call.hangUp();
  const record = await scene.recordOf(call);
  expect(record).toMatchObject({ outcome: 'overflow', endedBy: 'system', endEstimated: false });
  expect(record.endedMs! - record.arrivedMs).toBeGreaterThanOrEqual(AWAY_MS);
});

describe('when Cordboard dies', () => {
  test('whoever waits keeps the place and the music, and all are served in their order', async () => {
    const callers: OutgoingCall[] = [];
    for (let count = 0; count < 5; count++) {
      const call = await answered('200');
      await scene.waitsIn('support', call.number);
      callers.push(call);
    }
    const before = await inLine();
    await dies(() => hearsSomebody(callers[2]!));
    const after = await inLine();
    expect(after.map(({ caller }) => caller)).toEqual(callers.map(({ number }) => number));
    for (const [place, { ageMs }] of after.entries())
      expect(ageMs, 'the wait goes on').toBeGreaterThan(before[place]!.ageMs);
    const anna = await scene.ready('anna', { kind: 'answer', afterMs: 20, talkMs: 100 });
    await Promise.all(callers.map((call) => call.ended));
    expect(anna.calls.map(({ callerNumber }) => callerNumber)).toEqual(callers.map(({ number }) => number));
    for (const call of callers)
      expect(await scene.recordOf(call)).toMatchObject({ outcome: 'answered', operator: 'anna' });
  });

  test('two who talk notice nothing, and the talk is theirs in the records', async () => {
    await scene.ready('anna', { kind: 'answer', afterMs: 20 });
    const call = await answered('200');
    await scene.talks('anna', call);
    const talkedMs = performance.now();
    await dies(() => hearsSomebody(call));
    expect(await scene.hotline.api.operator('anna')).toMatchObject({ unit: 'busy', presence: 'ready' });
    await hearsSomebody(call);
    call.hangUp();
    const { callId, talkMs, ...record } = await scene.recordOf(call);
    expect(record).toMatchObject({ outcome: 'answered', operator: 'anna', endEstimated: false });
    expect(Math.abs(talkMs - (performance.now() - talkedMs))).toBeLessThan(1_500);
    const { timeline } = await scene.hotline.api.story(callId);
    expect(timeline).toContainEqual(expect.objectContaining({ kind: 'adopted', operator: 'anna' }));
    expect(await scene.hotline.api.operator('anna')).toMatchObject({ unit: 'free' });
  });

  test('an operator who hangs up meanwhile leaves a caller to whom the flow goes on', async () => {
    const anna = await scene.ready('anna', { kind: 'answer', afterMs: 20 });
    const call = await answered('200');
    await scene.talks('anna', call);
    await dies(async () => anna.hangUp());
    expect(await call.ended).toMatchObject({ by: 'peer' });
    expect(await scene.recordOf(call)).toMatchObject({ outcome: 'answered', endedBy: 'operator' });
  });

  test('a phone that rings goes on ringing, and who answers it meanwhile has the caller', async () => {
    const anna = await scene.ready('anna', { kind: 'ring' });
    const boris = await scene.ready('boris', { kind: 'ring' });
    const call = await answered('200');
    const isRung = () => [...anna.calls, ...boris.calls][0];
    const offer = await eventually('a phone rings', isRung);
    const phone = anna.calls.length > 0 ? anna : boris;
    await dies(async () => phone.pickUp());
    await eventually('both hear each other', async () => (offer.state === 'talking' ? true : undefined));
    await hearsSomebody(call);
    expect([...anna.calls, ...boris.calls], 'nobody else was rung').toHaveLength(1);
    call.hangUp();
    expect(await scene.recordOf(call)).toMatchObject({ outcome: 'answered' });
  });

  test('a phone that was not yet rung holds up nobody: the caller is offered at once', async () => {
    const { hotline } = scene;
    const call = await answered('200');
    await scene.waitsIn('support', call.number);
    await scene.register('anna', { kind: 'answer', afterMs: 20 });
    const callId = (await inLine())[0]!.callId;
    const marks = { cb_id: callId, cb_role: 'operator', cb_attempt: '1', cb_operator: 'anna' };
    const legId = `op-${callId}-1`;
    await hotline.witness.makeChannel('PJSIP/1001', `${legId}-1`, { ...marks, cb_rung: 'no' });
    await dies();
    await eventually('nobody waits for that phone', async () => {
      const channels = await hotline.witness.channels();
      return channels.every(({ id }) => !id.startsWith(legId)) || undefined;
    });
    const readyMs = performance.now();
    await scene.setState('anna', 'ready');
    await scene.talks('anna', call);
    expect(performance.now() - readyMs).toBeLessThan(OFFERED_MS);
    call.hangUp();
    expect(await scene.recordOf(call)).toMatchObject({ outcome: 'answered', operator: 'anna' });
  });

  test('a caller in a menu is asked again, and can answer', async () => {
    await scene.ready('anna', { kind: 'answer', afterMs: 20 });
    const call = await answered('100');
    await dies();
    await call.press('1');
    await scene.talks('anna', call);
    call.hangUp();
    expect(await scene.recordOf(call)).toMatchObject({ outcome: 'answered', queue: 'support' });
  });

  test('a caller who hangs up meanwhile has a record as if somebody had seen it', async () => {
    const early = await answered('200');
    await scene.waitsIn('support', early.number);
    const call = await answered('200');
    await scene.waitsIn('support', call.number);
    await dies(async () => early.hangUp());
    expect((await inLine()).map(({ caller }) => caller)).toEqual([call.number]);
    const gone = { outcome: 'abandoned', abandonedWhere: 'queue', endEstimated: false };
    expect(await scene.recordOf(early)).toMatchObject(gone);
    call.hangUp();
  });

  test('a talk ends when the operator has hung up, though nobody was there to see it', async () => {
    const anna = await scene.ready('anna', { kind: 'answer', afterMs: 20 });
    const call = await answered('200');
    await scene.talks('anna', call);
    await isAwayFor(AWAY_MS, async () => {
      await passes(HAPPENS_MS);
      anna.hangUp();
    });
    await call.ended;
    const record = await scene.recordOf(call);
    const { talkMs, endedMs } = await inDiary(call);
    expect(Math.abs(record.talkMs - talkMs), 'the talk').toBeLessThan(APART_MS);
    expect(Math.abs(record.endedMs! - endedMs), 'the end').toBeLessThan(APART_MS);
    const { timeline } = await scene.hotline.api.story(record.callId);
    const left = timeline.find(({ kind }) => kind === 'talkEnded');
    expect(endedMs - left!.atMs, 'from the end of the talk to that of the call').toBeGreaterThan(
      AWAY_MS - HAPPENS_MS - APART_MS,
    );
  });

  test('a call ends when the caller has hung up, though nobody was there to see it', async () => {
    await scene.ready('anna', { kind: 'answer', afterMs: 20 });
    const [talking, waiting] = [await answered('200'), await answered('200')];
    await scene.talks('anna', talking);
    await scene.waitsIn('support', waiting.number);
    await isAwayFor(AWAY_MS, async () => {
      await passes(HAPPENS_MS);
      talking.hangUp();
      waiting.hangUp();
    });
    for (const call of [talking, waiting]) {
      const record = await scene.recordOf(call);
      const { talkMs, endedMs } = await inDiary(call);
      expect(record.endEstimated).toBe(false);
      expect(Math.abs(record.talkMs - talkMs), 'the talk').toBeLessThan(APART_MS);
      expect(Math.abs(record.endedMs! - endedMs), 'the end').toBeLessThan(APART_MS);
    }
    const { waitMs, arrivedMs, endedMs } = await scene.recordOf(waiting);
    expect(waitMs, 'nobody has waited for longer than they were there').toBeLessThanOrEqual(
      endedMs! - arrivedMs,
    );
  });

  test('a caller who comes while nobody is there has come then', async () => {
    let call: OutgoingCall | undefined;
    await isAwayFor(AWAY_MS, async () => {
      await passes(HAPPENS_MS);
      call = await answered('200');
    });
    await scene.waitsIn('support', call!.number);
    call!.hangUp();
    const record = await scene.recordOf(call!);
    const { begunMs } = await inDiary(call!);
    expect(Math.abs(record.arrivedMs - begunMs), 'the begin').toBeLessThan(APART_MS);
  });
});
