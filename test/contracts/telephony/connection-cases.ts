import { expect, test } from 'vitest';
import { cameAsItSays } from './leg-cases.ts';
import type { Stage } from './world.ts';

export function connectionCases(stage: () => Stage): void {
  const mend = async (times: number): Promise<void> => {
    stage().world.mendConnection();
    await stage().hears('exchangeBack', undefined, times);
  };

  test('the exchange says what it is', () => {
    const { connected, version, startedWallMs } = stage().world.telephony.exchange();
    expect(connected).toBe(true);
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(startedWallMs).toBeGreaterThan(0);
  });

  test('a connection that was lost and is back finds the callers where they were', async () => {
    const { legId, caller } = await stage().answered();
    stage().wants({ kind: 'wait', legId, room: 'sales', music: 'default' });
    await stage().settled(legId, 'waits');
    stage().world.cutConnection();
    await stage().hears('exchangeLost');
    expect(stage().world.telephony.exchange().connected).toBe(false);
    await expect(stage().world.telephony.look()).rejects.toThrow();
    stage().wants({ kind: 'mark', legId, marks: { place: 'away' } });
    expect(await stage().hears('commandFailed', legId)).toMatchObject({ command: 'mark', reason: 'away' });
    await mend(2);
    const back = stage().all('exchangeBack').at(-1);
    expect(back?.restarted).toBe(false);
    expect(back?.legs.map((leg) => leg.legId)).toEqual([legId]);
    expect(await stage().world.isWaiting(legId)).toBe(true);
    await stage().world.until('music is heard', () => caller.hears());
    caller.press('5');
    await stage().hears('digitPressed', legId);
    caller.hangUp();
    await stage().hears('legEnded', legId);
  });

  test('a caller who comes meanwhile is offered again, with the time of the first try', async () => {
    stage().world.cutConnection();
    await stage().hears('exchangeLost');
    const caller = await stage().world.call('+79160000009', '100');
    await stage().world.until('the net answers', () => caller.isConnected());
    await mend(2);
    const { legId, arrivedWallMs, isAnswered } = await stage().hears('callerArrived');
    expect(isAnswered).toBe(true);
    await stage().hears('legAnswered', legId);
    const [leg] = (await stage().world.telephony.look()).legs;
    cameAsItSays(leg, arrivedWallMs);
  });

  test('an exchange that falls silent lets commands fail, and nothing hangs', async () => {
    const { legId } = await stage().answered();
    stage().world.silenceConnection();
    stage().wants({ kind: 'mark', legId, marks: { place: '1' } });
    stage().wants({ kind: 'mark', legId, marks: { place: '2' } });
    await stage().hears('exchangeLost');
    const failures = await stage().hears('commandFailed', legId, 2);
    expect(['timeout', 'away']).toContain(failures.reason);
    await mend(2);
    await stage().settled(legId, 'again');
  });

  test('an exchange that has started anew says so, and holds nothing of before', async () => {
    const { legId } = await stage().answered();
    const { startedWallMs } = stage().world.telephony.exchange();
    await stage().world.restartExchange();
    await stage().hears('exchangeLost');
    await mend(2);
    expect(stage().all('exchangeBack').at(-1)).toMatchObject({ restarted: true, legs: [] });
    expect(stage().world.telephony.exchange().startedWallMs).not.toBe(startedWallMs);
    expect((await stage().world.telephony.look()).legs).toEqual([]);
    expect(stage().all('legEnded', legId)).toEqual([]);
    const next = await stage().answered('+79160000002');
    expect(next.legId).not.toBe(legId);
  });
}
