import { expect, test } from 'vitest';
import { NEVER_THERE, type Stage } from './world.ts';

export function offerCases(stage: () => Stage): void {
  test('a phone rings, is answered, and both hear each other', async () => {
    const phone = await stage().reachable('1001', { kind: 'answer', afterMs: 50 });
    const { legId, callId, caller } = await stage().answered();
    stage().wants({ kind: 'wait', legId, room: 'sales', music: 'default' });
    stage().ring('op-1-1', callId, '1001');
    await stage().hears('legAnswered', 'op-1-1');
    expect(stage().all('legRinging', 'op-1-1')).toHaveLength(1);
    expect(phone.shows()).toEqual({ number: '+79160000001', name: 'Sales: Anna' });
    stage().wants({ kind: 'join', callId, legIds: [legId, 'op-1-1'] });
    const joined = await stage().hears('legsJoined');
    expect(joined).toMatchObject({ callId, legIds: [legId, 'op-1-1'] });
    expect(await stage().heardBy(legId)).toEqual(['op-1-1']);
    expect(await stage().heardBy('op-1-1')).toEqual([legId]);
    expect(await stage().world.isWaiting(legId)).toBe(false);
    expect(await caller.hears()).toBe(true);
  });

  test('what we know of an operator’s leg is written on it before it rings', async () => {
    await stage().reachable('1001', { kind: 'ring' });
    const { callId } = await stage().arrival();
    stage().ring('op-2-1', callId, '1001');
    await stage().hears('legRinging', 'op-2-1');
    const legs = (await stage().world.telephony.look()).legs;
    expect(legs.find(({ legId }) => legId === 'op-2-1')).toMatchObject({
      legId: 'op-2-1',
      callId,
      role: 'operator',
      answered: false,
      hears: [],
      marks: { id: callId, role: 'operator', attempt: '1', operator: 'anna', epoch: '7' },
    });
  });

  test.each([
    ['busy before it rings', { kind: 'refuse', status: 486 }, { q850: 17, sip: 486 }, 0],
    ['declined after it rang', { kind: 'refuse', status: 603, afterMs: 50 }, { q850: 21, sip: 603 }, 1],
    ['unavailable after it rang', { kind: 'refuse', status: 480, afterMs: 50 }, { q850: 19, sip: 480 }, 1],
  ] as const)('a phone that is %s is told apart', async (_, reaction, end, rang) => {
    await stage().reachable('1001', reaction);
    const { callId } = await stage().arrival();
    stage().ring('op-3-1', callId, '1001');
    expect((await stage().hears('legEnded', 'op-3-1')).end).toEqual({ ...end, byUs: false });
    expect(stage().all('legRinging', 'op-3-1')).toHaveLength(rang);
    expect(stage().all('legAnswered', 'op-3-1')).toEqual([]);
  });

  test('a phone that is not there cannot be rung', async () => {
    const { callId } = await stage().arrival();
    stage().ring('op-4-1', callId, NEVER_THERE);
    expect(await stage().hears('commandFailed')).toMatchObject({
      command: 'ring',
      legId: 'op-4-1',
      reason: 'refused',
    });
    expect((await stage().world.telephony.look()).legs.map(({ role }) => role)).toEqual(['caller']);
  });

  test('ringing that we end stops at the phone', async () => {
    const phone = await stage().reachable('1001', { kind: 'ring' });
    const { callId } = await stage().arrival();
    stage().ring('op-5-1', callId, '1001');
    await stage().hears('legRinging', 'op-5-1');
    stage().wants({ kind: 'hangUp', legId: 'op-5-1', reason: 'normal' });
    expect((await stage().hears('legEnded', 'op-5-1')).end.byUs).toBe(true);
    await stage().world.until('it rings no more', () => !phone.isRinging());
    expect(phone.missedBecause()).toBe('cancelled');
  });

  test('a caller who gives up leaves the phone ringing: to end that is a decision of ours', async () => {
    const phone = await stage().reachable('1001', { kind: 'ring' });
    const { legId, callId, caller } = await stage().arrival();
    stage().ring('op-6-1', callId, '1001');
    await stage().hears('legRinging', 'op-6-1');
    caller.hangUp();
    await stage().hears('legEnded', legId);
    await stage().world.pass(200);
    expect(phone.isRinging()).toBe(true);
    expect(stage().all('legEnded', 'op-6-1')).toEqual([]);
  });

  test('an operator who hangs up in talk ends their leg, and the caller is there, alone', async () => {
    const { legId, phone } = await stage().talk('op-7-1', '1001');
    phone.hangUp();
    const { end } = await stage().hears('legEnded', 'op-7-1');
    expect(end).toEqual({ q850: 16, sip: null, byUs: false });
    await stage().world.until('alone', async () => (await stage().heardBy(legId)).length === 0);
    expect(stage().all('legEnded', legId)).toEqual([]);
  });

  test('an ended talk leaves both where they are, hearing nobody', async () => {
    const { legId, callId } = await stage().talk('op-8-1', '1001');
    stage().wants({ kind: 'part', legId, callId });
    await stage().world.until('alone', async () => (await stage().heardBy(legId)).length === 0);
    expect(await stage().heardBy('op-8-1')).toEqual([]);
    expect(stage().all('legEnded')).toEqual([]);
    stage().wants({ kind: 'join', callId, legIds: [legId, 'op-8-1'] });
    await stage().hears('legsJoined', undefined, 2);
  });

  test('two contacts of a phone ring; the first to answer is the leg, the other misses no call', async () => {
    const slow = await stage().reachable('1002', { kind: 'ring' });
    const fast = await stage().reachable('1002', { kind: 'ring' });
    await stage().world.pass(200);
    const { callId } = await stage().arrival();
    fast.behave({ kind: 'answer', afterMs: 300 });
    stage().ring('op-9-1', callId, '1002');
    await stage().world.until('both ring', () => slow.timesRung() === 1 && fast.timesRung() === 1);
    await stage().hears('legAnswered', 'op-9-1');
    await stage().world.until('the other stops', () => slow.missedBecause() === 'answered elsewhere');
    await stage().world.pass(200);
    expect(stage().all('legAnswered', 'op-9-1')).toHaveLength(1);
    expect(stage().all('legEnded')).toEqual([]);
    expect((await stage().world.telephony.look()).legs.map(({ legId }) => legId)).toContain('op-9-1');
    stage().wants({ kind: 'hangUp', legId: 'op-9-1', reason: 'normal' });
    await stage().hears('legEnded', 'op-9-1');
  });

  test('contacts that registered before we were connected ring, too', async () => {
    const one = await stage().reachable('1002', { kind: 'ring' });
    const other = await stage().reachable('1002', { kind: 'ring' });
    await stage().world.pass(200);
    stage().world.cutConnection();
    await stage().hears('exchangeLost');
    stage().world.mendConnection();
    await stage().hears('exchangeBack', undefined, 2);
    const { callId } = await stage().arrival();
    stage().ring('op-13-1', callId, '1002');
    await stage().world.until('both ring', () => one.isRinging() && other.isRinging());
  });

  test('two contacts that refuse are one leg that ends once, with the more telling reason', async () => {
    await stage().reachable('1002', { kind: 'refuse', status: 480, afterMs: 150 });
    await stage().reachable('1002', { kind: 'refuse', status: 603, afterMs: 50 });
    await stage().world.pass(200);
    const { callId } = await stage().arrival();
    stage().ring('op-10-1', callId, '1002');
    const { end } = await stage().hears('legEnded', 'op-10-1');
    expect(end).toEqual({ q850: 21, sip: 603, byUs: false });
    await stage().world.pass(200);
    expect(stage().all('legEnded')).toHaveLength(1);
  });

  test('the same offer twice rings once', async () => {
    const phone = await stage().reachable('1001', { kind: 'ring' });
    const { callId } = await stage().arrival();
    stage().ring('op-11-1', callId, '1001');
    stage().ring('op-11-1', callId, '1001');
    await stage().hears('legRinging', 'op-11-1');
    await stage().world.pass(200);
    expect(phone.timesRung()).toBe(1);
    expect(phone.isRinging()).toBe(true);
    expect(stage().all('commandFailed')).toEqual([]);
  });

  test('a transfer that a phone asks for is told, and nothing moves', async () => {
    const { legId, phone } = await stage().talk('op-12-1', '1001');
    phone.refer('sip:*20@127.0.0.1');
    const asked = await stage().hears('transferAsked', 'op-12-1');
    expect(asked.to).toContain('*20');
    await stage().world.pass(300);
    expect(await stage().heardBy(legId)).toEqual(['op-12-1']);
    expect(stage().all('transferAsked')).toHaveLength(1);
    expect(stage().all('phoneCalled')).toEqual([]);
  });

  test('a phone that registers or leaves is told of', async () => {
    const phone = await stage().reachable('1003', { kind: 'ring' });
    await phone.unregister();
    await stage().world.until('it is gone', () => !stage().isReachable('1003'));
  });

  test('of accounts that are read again those are told that exist', async () => {
    const known = await stage().world.telephony.reloadPhones(['1001', '1002']);
    expect(known).toEqual(['1001', '1002']);
  });
}
