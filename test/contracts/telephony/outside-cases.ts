import { expect, test } from 'vitest';
import type { Stage } from './world.ts';

/** Calls that go out by a trunk. */
export function outsideCases(stage: () => Stage): void {
  test('somebody outside is rung, answers, and both hear each other', async () => {
    const phone = await stage().world.outside({ kind: 'answer', afterMs: 50 });
    const { legId, callId, caller } = await stage().answered();
    stage().wants({ kind: 'ringback', legId, isOn: true });
    stage().ringOut('out-1-1', callId);
    await stage().hears('legAnswered', 'out-1-1');
    expect(stage().all('legRinging', 'out-1-1')).toHaveLength(1);
    expect(phone.shows()).toEqual({ number: '+4930123456', name: '' });
    stage().wants({ kind: 'ringback', legId, isOn: false });
    stage().wants({ kind: 'join', callId, legIds: [legId, 'out-1-1'] });
    expect(await stage().hears('legsJoined')).toMatchObject({ callId, legIds: [legId, 'out-1-1'] });
    expect(await stage().heardBy(legId)).toEqual(['out-1-1']);
    expect(await stage().heardBy('out-1-1')).toEqual([legId]);
    expect(await caller.hears()).toBe(true);
    phone.hangUp();
    expect((await stage().hears('legEnded', 'out-1-1')).end).toMatchObject({ byUs: false });
  });

  test('a leg outside says of itself what it is', async () => {
    await stage().world.outside({ kind: 'ring' });
    const { callId } = await stage().arrival();
    stage().ringOut('out-2-1', callId);
    await stage().hears('legRinging', 'out-2-1');
    const legs = (await stage().world.telephony.look()).legs;
    expect(legs.find(({ legId }) => legId === 'out-2-1')).toMatchObject({
      ...{ legId: 'out-2-1', callId, role: 'outside', answered: false, hears: [] },
      marks: { id: callId, role: 'outside', attempt: '1' },
    });
  });

  test('a number that is hidden is not shown', async () => {
    const phone = await stage().world.outside({ kind: 'ring' });
    const { callId } = await stage().arrival();
    stage().ringOut('out-3-1', callId, 'carrier', null);
    await stage().hears('legRinging', 'out-3-1');
    expect(phone.shows().number).toBe('anonymous');
  });

  test.each([
    ['busy', { kind: 'refuse', status: 486 }, { q850: 17, sip: 486 }],
    ['declining after it rang', { kind: 'refuse', status: 603, afterMs: 50 }, { q850: 21, sip: 603 }],
    ['not known', { kind: 'refuse', status: 404 }, { q850: 1, sip: 404 }],
    ['behind a carrier without a line', { kind: 'refuse', status: 503 }, { q850: 34, sip: 503 }],
  ] as const)('whoever is %s is told apart', async (_, reaction, end) => {
    await stage().world.outside(reaction);
    const { callId } = await stage().arrival();
    stage().ringOut('out-4-1', callId);
    expect((await stage().hears('legEnded', 'out-4-1')).end).toEqual({ ...end, byUs: false });
  });

  test('a trunk that is not there cannot be used', async () => {
    const { callId } = await stage().arrival();
    stage().ringOut('out-5-1', callId, 'no-such-trunk');
    const failure = await stage().hears('commandFailed');
    expect(failure).toMatchObject({ command: 'ringOut', legId: 'out-5-1', reason: 'refused' });
    expect((await stage().world.telephony.look()).legs.map(({ role }) => role)).toEqual(['caller']);
  });

  test('ringing that we end stops outside as well', async () => {
    const phone = await stage().world.outside({ kind: 'ring' });
    const { callId } = await stage().arrival();
    stage().ringOut('out-6-1', callId);
    await stage().hears('legRinging', 'out-6-1');
    stage().wants({ kind: 'hangUp', legId: 'out-6-1', reason: 'normal' });
    expect((await stage().hears('legEnded', 'out-6-1')).end.byUs).toBe(true);
    await stage().world.until('it rings no more', () => !phone.isRinging());
  });

  test('whoever answers outside hears a prompt alone, and then talks', async () => {
    await stage().world.outside({ kind: 'answer', afterMs: 10 });
    const { legId, callId } = await stage().answered();
    stage().ringOut('out-7-1', callId);
    await stage().hears('legAnswered', 'out-7-1');
    const { short } = stage().world.sounds;
    stage().wants({ kind: 'play', legId: 'out-7-1', playId: 'whisper', sounds: [short] });
    expect(await stage().hears('playFinished', 'out-7-1')).toMatchObject({ playId: 'whisper', ok: true });
    stage().wants({ kind: 'join', callId, legIds: [legId, 'out-7-1'] });
    await stage().hears('legsJoined');
    for (const each of [legId, 'out-7-1'])
      stage().wants({ kind: 'play', legId: each, playId: `announced ${each}`, sounds: [short] });
    for (const each of [legId, 'out-7-1'])
      await stage().world.until(`${each} has heard it`, () =>
        stage()
          .all('playFinished', each)
          .some(({ playId, ok }) => ok && playId === `announced ${each}`),
      );
    expect(await stage().heardBy(legId)).toEqual(['out-7-1']);
  });

  test('ringing is heard until it is to end', async () => {
    const { legId, caller } = await stage().answered();
    stage().wants({ kind: 'ringback', legId, isOn: true });
    await stage().settled(legId, 'ringing');
    expect(await caller.hears()).toBe(true);
    stage().wants({ kind: 'ringback', legId, isOn: false });
    await stage().settled(legId, 'quiet');
    expect(await caller.hears()).toBe(false);
  });
}
