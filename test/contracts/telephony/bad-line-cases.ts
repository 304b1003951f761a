import { expect, test } from 'vitest';
import type { Stage } from './world.ts';

/** What differs for so long is not on its way any more. */
const SURE_MS = 850;
const LONGER_THAN_SHORT_MS = 1_000;
/** While it is recorded, other commands of the leg wait. */
const RECORDED_MS = 500;

export function badLineCases(stage: () => Stage): void {
  const look = async (): Promise<boolean> => (await stage().world.telephony.look()).isInDoubt;
  const kinds = (): readonly string[] => stage().events.map(({ kind }) => kind);

  test('where nothing was lost a look tells nothing', async () => {
    const { legId } = await stage().talk('op-70-1', '1001');
    await stage().settled(legId, 'quiet');
    const before = kinds();
    await look();
    await stage().world.pass(SURE_MS);
    expect(await look()).toBe(false);
    expect(kinds()).toEqual(before);
  });

  test('what was told to nobody is told behind a look, once', async () => {
    const phone = await stage().reachable('1001', { kind: 'ring' });
    const listening = await stage().answered('+79160000001');
    const leaving = await stage().answered('+79160000002');
    const talking = await stage().answered('+79160000003');
    stage().ring('op-71-1', talking.callId, '1001');
    await stage().world.until('the phone rings', () => phone.isRinging());
    stage().world.loseEvents(1_000);
    const sounds = [stage().world.sounds.short];
    stage().wants({ kind: 'play', legId: listening.legId, playId: 'short', sounds });
    leaving.caller.hangUp();
    await stage().world.call('+79160000004', '100');
    await phone.unregister();
    stage().wants({ kind: 'join', callId: talking.callId, legIds: [talking.legId, 'op-71-1'] });
    await stage().world.pass(LONGER_THAN_SHORT_MS);
    stage().world.loseEvents(0);
    expect(kinds()).not.toContain('legEnded');
    expect(await look()).toBe(true);
    await stage().world.pass(SURE_MS);
    await look();
    await stage().hears('legsJoined');
    await stage().hears('callerArrived', undefined, 4);
    await stage().world.until('the phone is away', () => !stage().isReachable('1001'));
    expect(
      stage()
        .all('legEnded')
        .map(({ legId }) => legId),
    ).toEqual([leaving.legId]);
    const played = stage()
      .all('playFinished')
      .map(({ playId, ok }) => `${playId} ${ok}`);
    expect(played).toEqual(['short true']);
  });

  test('a prompt that ends in a gap of the connection is told behind it', async () => {
    const { legId } = await stage().answered();
    const sounds = [stage().world.sounds.short];
    stage().wants({ kind: 'play', legId, playId: 'short', sounds });
    await stage().world.pass(100);
    stage().world.cutConnection();
    await stage().world.pass(LONGER_THAN_SHORT_MS);
    stage().world.mendConnection();
    await stage().hears('exchangeBack', undefined, 2);
    await look();
    await stage().world.pass(SURE_MS);
    await look();
    const { playId, ok } = await stage().hears('playFinished', legId);
    expect([playId, ok]).toEqual(['short', true]);
  });

  test('commands whose answers are cut off are carried out once', async () => {
    const phone = await stage().reachable('1001', { kind: 'answer', afterMs: 10 });
    const { legId, callId, caller } = await stage().arrival();
    stage().world.cutAnswers();
    stage().wants({ kind: 'answer', legId });
    await stage().hears('legAnswered', legId);
    const sounds = [stage().world.sounds.short];
    stage().wants({ kind: 'play', legId, playId: 'short', sounds });
    await stage().hears('playFinished', legId);
    expect(await caller.hears(), 'it is not heard again').toBe(false);
    const limits = { longestMs: 60_000, silenceMs: 60_000 };
    stage().wants({ kind: 'record', legId, recordingId: 'r70', ...limits });
    await stage().world.pass(RECORDED_MS);
    stage().wants({ kind: 'stopRecord', legId, recordingId: 'r70' });
    await stage().hears('recorded', legId);
    stage().wants({ kind: 'wait', legId, room: 'sales', music: 'default' });
    await stage().world.until('the caller waits', () => stage().world.isWaiting(legId));
    stage().ring('op-72-1', callId, '1001');
    await stage().hears('legAnswered', 'op-72-1');
    stage().wants({ kind: 'join', callId, legIds: [legId, 'op-72-1'] });
    await stage().hears('legsJoined');
    stage().wants({ kind: 'recordCall', legId, recordingId: 'r71' });
    await stage().settled(legId, 'in a talk');
    stage().wants({ kind: 'part', legId, callId });
    stage().wants({ kind: 'hangUp', legId: 'op-72-1', reason: 'normal' });
    await stage().hears('legEnded', 'op-72-1');
    stage().wants({ kind: 'hangUp', legId, reason: 'normal' });
    await stage().hears('legEnded', legId);
    await stage().hears('recorded', legId, 2);
    expect(phone.timesRung()).toBe(1);
    expect(stage().all('commandFailed')).toEqual([]);
    expect(stage().all('playFinished')).toHaveLength(1);
    expect(
      stage()
        .all('recorded')
        .map(({ ok }) => ok),
    ).toEqual([true, true]);
  });
}
