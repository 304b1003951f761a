import { expect, test } from 'vitest';
import type { Arrived, Stage } from './world.ts';

/** Words that a person says before a beep is over are lost: so long it may take. */
const BEEP_MS = 700;

export function recordingCases(stage: () => Stage): void {
  let count = 0;
  const records = async (longestMs = 60_000, silenceMs = 30_000): Promise<Recorded> => {
    const arrived = await stage().answered();
    count += 1;
    const recordingId = `${arrived.callId}-${count}`;
    stage().wants({ kind: 'record', legId: arrived.legId, recordingId, longestMs, silenceMs });
    arrived.caller.speak(true);
    await stage().world.pass(BEEP_MS);
    return { ...arrived, recordingId };
  };
  const isOver = async ({ legId, recordingId }: Recorded): Promise<void> => {
    expect(await stage().hears('recorded', legId)).toEqual({
      kind: 'recorded',
      legId,
      recordingId,
      ok: true,
    });
    await stage().world.pass(500);
    expect(stage().all('recorded', legId)).toHaveLength(1);
  };
  const soundOf = async (recordingId: string): Promise<Buffer | undefined> => {
    const pieces = await stage().world.telephony.recording(recordingId);
    return pieces === undefined ? undefined : Buffer.concat(await Array.fromAsync(pieces));
  };

  test('the end of a recording that is awaited by somebody else is told at once when it is over, else when it comes', async () => {
    const recorded = await records();
    const { legId, recordingId, caller } = recorded;
    stage().wants({ kind: 'awaitRecord', legId, recordingId });
    await stage().world.pass(500);
    expect(stage().all('recorded')).toEqual([]);
    caller.press('5');
    await isOver(recorded);
    stage().wants({ kind: 'awaitRecord', legId, recordingId });
    await stage().world.until('it is told again', () => stage().all('recorded', legId).length === 2);
    expect(
      stage()
        .all('recorded', legId)
        .map(({ ok }) => ok),
    ).toEqual([true, true]);
  });

  test('a key ends a recording, which lies there until it is forgotten', async () => {
    const recorded = await records();
    const { recordingId, caller } = recorded;
    await stage().world.pass(500);
    expect(stage().all('recorded')).toEqual([]);
    caller.press('5');
    await isOver(recorded);
    const { telephony } = stage().world;
    expect(await telephony.recordings()).toContain(recordingId);
    const sound = await soundOf(recordingId);
    expect(sound?.toString('latin1', 0, 4)).toBe('RIFF');
    expect(sound!.length).toBeGreaterThan(1_000);
    await telephony.forgetRecording(recordingId);
    await telephony.forgetRecording(recordingId);
    expect(await telephony.recordings()).not.toContain(recordingId);
    expect(await soundOf(recordingId)).toBeUndefined();
  });

  test('a silence ends a recording, speech does not', async () => {
    const recorded = await records(60_000, 1_000);
    await stage().world.pass(1_500);
    expect(stage().all('recorded')).toEqual([]);
    recorded.caller.speak(false);
    await isOver(recorded);
  });

  test('a recording ends at its longest time', async () => {
    await isOver(await records(1_000));
  });

  test('a recording is stopped, and what was said so far stays', async () => {
    const recorded = await records();
    const { legId, recordingId } = recorded;
    stage().wants({ kind: 'stopRecord', legId, recordingId });
    await isOver(recorded);
    stage().wants({ kind: 'stopRecord', legId, recordingId });
    await stage().settled(legId, 'after');
    expect(stage().all('commandFailed')).toEqual([]);
    expect((await soundOf(recordingId))?.toString('latin1', 0, 4)).toBe('RIFF');
  });

  test('the part of a call that another process has begun is stopped, and its end is told once', async () => {
    const { legId, callId } = await stage().answered();
    const recordingId = `${callId}-t9`;
    for (const after of ['first', 'second']) {
      stage().wants({ kind: 'stopRecord', legId, recordingId });
      expect(await stage().hears('recorded', legId)).toMatchObject({ recordingId, ok: true });
      await stage().settled(legId, after);
    }
    expect(stage().all('recorded')).toHaveLength(1);
    expect(stage().all('commandFailed')).toEqual([]);
  });

  test.each(['record', 'recordCall'] as const)(
    'an order to stop right behind %s is not lost',
    async (kind) => {
      const { legId, callId } = await stage().answered();
      const delaysMs = [0, 20, 60, 150];
      for (const delayMs of delaysMs) {
        const recordingId = `${callId}-at${delayMs}`;
        stage().wants({ kind, legId, recordingId, longestMs: 60_000, silenceMs: 60_000 });
        await stage().world.pass(delayMs);
        stage().wants({ kind: 'stopRecord', legId, recordingId });
        await stage().hears('recorded', legId, delaysMs.indexOf(delayMs) + 1);
      }
      expect(stage().all('commandFailed')).toEqual([]);
    },
  );

  test('what was said by a caller who hangs up stays', async () => {
    const recorded = await records();
    await stage().world.pass(500);
    recorded.caller.hangUp();
    await stage().hears('legEnded', recorded.legId);
    await isOver(recorded);
    expect((await soundOf(recorded.recordingId))!.length).toBeGreaterThan(1_000);
  });

  test('a recording stops a prompt that still plays', async () => {
    const { legId, callId } = await stage().answered();
    stage().wants({ kind: 'play', legId, playId: 'long', sounds: [stage().world.sounds.long] });
    await stage().world.pass(300);
    const wish = { legId, recordingId: `${callId}-p`, longestMs: 1_000, silenceMs: 5_000 };
    stage().wants({ kind: 'record', ...wish });
    expect((await stage().hears('playFinished', legId)).ok).toBe(false);
    expect((await stage().hears('recorded', legId)).ok).toBe(true);
  });

  test('a call is recorded through prompts and keys until it is stopped, and again until it ends', async () => {
    const { legId, callId, caller } = await stage().answered();
    const recordingIds = [1, 2].map((segment) => `${callId}-t${segment}`);
    for (const recordingId of recordingIds) {
      stage().wants({ kind: 'recordCall', legId, recordingId });
      await stage().world.pass(200);
      stage().wants({ kind: 'play', legId, playId: recordingId, sounds: [stage().world.sounds.short] });
      expect((await stage().hears('playFinished', legId, recordingIds.indexOf(recordingId) + 1)).ok).toBe(
        true,
      );
      caller.press('1');
      await stage().world.pass(300);
      if (recordingId === recordingIds[0]) stage().wants({ kind: 'stopRecord', legId, recordingId });
      else caller.hangUp();
      await stage().hears('recorded', legId, recordingIds.indexOf(recordingId) + 1);
    }
    await stage().world.pass(500);
    const told = stage().all('recorded', legId);
    expect(told.map(({ recordingId, ok }) => [recordingId, ok])).toEqual(
      recordingIds.map((id) => [id, true]),
    );
    expect(stage().all('legEnded')).toHaveLength(1);
    expect(stage().all('commandFailed')).toEqual([]);
    const { telephony } = stage().world;
    expect((await telephony.recordings()).toSorted()).toEqual(expect.arrayContaining(recordingIds));
    for (const recordingId of recordingIds) {
      expect((await soundOf(recordingId))!.length).toBeGreaterThan(5_000);
      await telephony.forgetRecording(recordingId);
      expect(await soundOf(recordingId)).toBeUndefined();
    }
  });

  test('what cannot be recorded is told once', async () => {
    const wish = { legId: 'nobody', recordingId: 'nobody-1', longestMs: 1_000, silenceMs: 5_000 };
    stage().wants({ kind: 'record', ...wish });
    expect((await stage().hears('recorded', 'nobody')).ok).toBe(false);
    expect((await stage().hears('commandFailed', 'nobody')).reason).toBe('gone');
    expect(await soundOf('nobody-1')).toBeUndefined();
  });

  test('the end of a recording that fell into a gap of the connection is told after it', async () => {
    const recorded = await records();
    stage().world.cutConnection();
    await stage().hears('exchangeLost');
    recorded.caller.press('1');
    await stage().world.pass(500);
    stage().world.mendConnection();
    await isOver(recorded);
  });
}

type Recorded = Arrived & { readonly recordingId: string };
