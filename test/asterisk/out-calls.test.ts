import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import { freePort } from '../kit/free-port.ts';
import { type Behaviour, type IncomingCall, OperatorPhone, type OutgoingCall } from '../kit/phones/index.ts';
import { Ear } from '../kit/tones.ts';
import { outBundle, VOICES } from './out-bundle.ts';
import { Scene } from './scene.ts';

/** Nobody is left ringing or talking for longer than this (I8). */
const GONE_MS_MAX = 2_000;
const CARRIER = '127.0.0.9';

let folder: string;
let scene: Scene;
let outside: OperatorPhone;
beforeAll(async () => {
  folder = outBundle();
  const port = await freePort();
  const trunks = {
    local: { match: ['127.0.0.2/32'] },
    carrier: { match: [CARRIER], host: `${CARRIER}:${port}`, calls_per_second: 100 },
  };
  scene = await Scene.open({ CORDBOARD_BUNDLE: folder, CORDBOARD_TRUNKS: JSON.stringify(trunks) });
  const account = { user: 'outside', password: '' };
  const behaviour = { kind: 'ring' } as const;
  outside = await OperatorPhone.open({ account, diary: scene.diary, behaviour, host: CARRIER, port });
}, 60_000);
afterAll(async () => {
  await outside.close();
  await scene.close();
  rmSync(folder, { recursive: true });
});
afterEach(async () => {
  const cel = await scene.clear();
  expect(cel.openChannels(), 'what Asterisk has begun it has ended').toEqual([]);
  expect(outside.current, 'nobody rings or talks outside').toBeUndefined();
});

const passes = (ms: number): Promise<void> => new Promise((passed) => setTimeout(passed, ms));
const earOf = (call: OutgoingCall | IncomingCall): Ear => new Ear(call.media!, VOICES);
const names = (ear: Ear): readonly string[] => ear.sounds().map(({ what }) => what);

/** Somebody dials, and is answered by the flow. */
async function dials(dialled: string, behaviour: Behaviour): Promise<OutgoingCall> {
  outside.behave(behaviour);
  return (await scene.call(dialled)).answered();
}

const answers = (talkMs?: number): Behaviour => ({
  ...{ kind: 'answer', afterMs: 200 },
  ...(talkMs !== undefined && { talkMs }),
});

const rings = (call: OutgoingCall): Promise<IncomingCall> =>
  eventually(`it rings outside for ${call.number}`, () => outside.current);

async function talksOutside(call: OutgoingCall): Promise<IncomingCall> {
  const other = await rings(call);
  await eventually('both hear each other', async () =>
    names(earOf(call)).includes('other') && other.state === 'talking' ? true : undefined,
  );
  return other;
}

const isGone = (other: IncomingCall): Promise<unknown> =>
  eventually('nobody is left outside', () => (other.state === 'ended' ? true : undefined), GONE_MS_MAX);

async function storyOf(call: OutgoingCall) {
  const record = await scene.recordOf(call);
  const { timeline } = await scene.hotline.api.story(record.callId);
  return { record, timeline };
}

describe('a number outside', () => {
  test('is rung by the trunk in full, is heard and hears, and the flow goes on behind it', async () => {
    const call = await dials('100', answers(1_500));
    const ear = earOf(call);
    const other = await rings(call);
    expect([other.calledNumber, other.callerNumber]).toEqual(['+4930123456', '+4930100']);
    expect(await call.ended).toMatchObject({ by: 'peer' });
    // Ringing is a sound without a name.
    expect(names(ear)).toEqual(['sound', 'other', 'well']);
    expect(names(earOf(other))).toEqual(['caller']);
    const { record, timeline } = await storyOf(call);
    expect(record).toMatchObject({ outcome: 'self_served', labels: ['answered'] });
    expect(record.talkMs).toBeGreaterThan(1_000);
    expect(record.talkMs).toBeLessThan(2_500);
    expect(timeline).toContainEqual(
      expect.objectContaining({ kind: 'dialled', trunk: 'carrier', route: 'germany' }),
    );
  });

  test.each([
    ['busy', { kind: 'refuse', status: 486 }],
    ['declined', { kind: 'refuse', status: 603, afterMs: 100 }],
    ['no_answer', { kind: 'refuse', status: 480, afterMs: 100 }],
    ['no_answer', { kind: 'ring' }],
    ['failed', { kind: 'refuse', status: 404 }],
    ['failed', { kind: 'refuse', status: 503 }],
  ] as const)(
    'is %s where it is',
    async (outcome, behaviour) => {
      const call = await dials('100', behaviour);
      expect(await call.ended).toMatchObject({ by: 'peer' });
      expect((await storyOf(call)).record).toMatchObject({ outcome: 'self_served', labels: [outcome] });
    },
    15_000,
  );

  test('that no route allows is never called', async () => {
    const before = outside.calls.length;
    const call = await dials('400', answers());
    await call.ended;
    const { record, timeline } = await storyOf(call);
    expect(record.labels).toEqual(['failed']);
    expect(timeline).toContainEqual(
      expect.objectContaining({ kind: 'dialRefused', why: 'no route allows it' }),
    );
    expect(outside.calls).toHaveLength(before);
  });
});

describe('whoever answers', () => {
  test('hears the whisper alone, and has the caller after the key', async () => {
    const call = await dials('200', answers());
    const ear = earOf(call);
    const other = await rings(call);
    expect(other.callerNumber).toBe(call.number);
    await eventually('the whisper is heard', () =>
      names(earOf(other)).includes('hello') ? true : undefined,
    );
    await passes(1_000);
    expect(names(earOf(other))).toEqual(['hello']);
    await other.media!.press('1');
    await talksOutside(call);
    await passes(300);
    call.hangUp();
    await isGone(other);
    expect(names(ear)).toEqual(['sound', 'other']);
    expect((await storyOf(call)).record).toMatchObject({ outcome: 'self_served', endedBy: 'caller' });
  });

  test('and presses nothing is let go', async () => {
    const call = await dials('200', answers());
    const other = await rings(call);
    expect(await call.ended).toMatchObject({ by: 'peer' });
    await isGone(other);
    expect(names(earOf(other))).toEqual(['hello']);
    expect((await storyOf(call)).record.labels).toEqual(['no_answer']);
  }, 25_000);
});

describe('a caller who hangs up', () => {
  test.each([0, 50, 120, 180, 200, 220, 260, 350, 600])(
    'after %i ms of the call out leaves no leg',
    async (ms) => {
      const call = await dials('100', answers());
      await passes(ms);
      call.hangUp();
      await call.ended;
      const { record } = await storyOf(call);
      expect(['abandoned', 'self_served']).toContain(record.outcome);
    },
  );

  test('during the whisper leaves no leg', async () => {
    const call = await dials('200', answers());
    const other = await rings(call);
    await eventually('the whisper begins', () => (other.state === 'talking' ? true : undefined));
    call.hangUp();
    await isGone(other);
    expect((await storyOf(call)).record).toMatchObject({ outcome: 'abandoned' });
  });
});

describe('a transfer', () => {
  test('is over when the other party hangs up, and both have heard the announcement', async () => {
    const call = await dials('300', answers());
    const ear = earOf(call);
    const other = await talksOutside(call);
    await eventually('both hear it', () =>
      names(ear).includes('bye') && names(earOf(other)).includes('bye') ? true : undefined,
    );
    await passes(300);
    expect(names(earOf(other))[0]).toBe('hello');
    other.hangUp();
    expect(await call.ended).toMatchObject({ by: 'peer' });
    expect((await storyOf(call)).record).toMatchObject({ outcome: 'transferred_out' });
  });

  test('is over when the caller hangs up', async () => {
    const call = await dials('300', answers());
    const other = await talksOutside(call);
    call.hangUp();
    await isGone(other);
    expect((await storyOf(call)).record).toMatchObject({ outcome: 'transferred_out', endedBy: 'caller' });
  });
});

describe('operators', () => {
  test('of a group ring together, the first hears the whisper and talks, the other missed nothing', async () => {
    const anna = await scene.ready('anna', { kind: 'ring' });
    const boris = await scene.ready('boris', { kind: 'answer', afterMs: 300, talkMs: 1_800 });
    const call = await dials('500', { kind: 'ring' });
    await call.ended;
    expect(names(earOf(boris.calls[0]!))).toEqual(['hello', 'caller']);
    expect(anna.calls[0]!.cancelReason).toContain('elsewhere');
    expect((await storyOf(call)).record).toMatchObject({
      ...{ outcome: 'answered', operator: 'boris', labels: ['answered'] },
    });
  });

  test('whom a queue has found hear the whisper alone, and then both the announcement', async () => {
    const anna = await scene.ready('anna', { kind: 'answer', afterMs: 100, talkMs: 3_000 });
    const call = await dials('600', { kind: 'ring' });
    const ear = earOf(call);
    await call.ended;
    const heard = names(earOf(anna.calls[0]!));
    expect([heard[0], heard.includes('bye'), heard.includes('caller')]).toEqual(['hello', true, true]);
    expect(names(ear)).not.toContain('hello');
    expect(names(ear)).toContain('bye');
    expect((await storyOf(call)).record).toMatchObject({ outcome: 'answered', operator: 'anna' });
  });
});
