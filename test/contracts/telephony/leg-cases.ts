import { expect, test } from 'vitest';
import type { LiveLeg, TelephonyCommand } from '../../../src/telephony/index.ts';
import type { Stage } from './world.ts';

/** From when the exchange tells until that is heard, on a busy machine. */
const APART_MS = 400;

/** Since when the caller is there: the leg says so, and its mark, which knows whole seconds. */
export function cameAsItSays(leg: LiveLeg | undefined, arrivedWallMs = Number.NaN): void {
  const { createdWallMs, marks } = leg!;
  expect(Math.abs(arrivedWallMs - createdWallMs!)).toBeLessThan(APART_MS);
  expect(Math.abs(arrivedWallMs - 500 - 1_000 * Number(marks.arrived))).toBeLessThan(500 + APART_MS);
}

export function legCases(stage: () => Stage): void {
  test('a caller arrives with the number dialled and their own, not yet answered', async () => {
    const { legId, caller, callId } = await stage().arrival('+79161112233', '200');
    const [arrived] = stage().all('callerArrived');
    expect(arrived).toMatchObject({ dialled: '200', caller: { number: '+79161112233' } });
    expect(arrived?.isAnswered).toBeUndefined();
    const [leg] = (await stage().world.telephony.look()).legs;
    expect(leg).toMatchObject({ legId, callId, role: 'caller', answered: false, hears: [] });
    expect(leg?.caller, 'whom another process would serve').toMatchObject({ number: '+79161112233' });
    expect(leg?.marks).toMatchObject({ id: callId, role: 'caller', dialled: '200' });
    cameAsItSays(leg, arrived?.arrivedWallMs);
    expect(caller.isConnected()).toBe(false);
  });

  test('an answered caller is connected, and it is told', async () => {
    const { legId } = await stage().answered();
    const [leg] = (await stage().world.telephony.look()).legs;
    expect(leg).toMatchObject({ legId, answered: true });
  });

  test('digits come in their order, each once, equal ones too', async () => {
    const { legId, caller } = await stage().answered();
    for (const [place, digit] of ['1', '2', '2', '#', '2'].entries()) {
      caller.press(digit);
      await stage().hears('digitPressed', legId, place + 1);
    }
    await stage().world.pass(200);
    const digits = stage()
      .all('digitPressed', legId)
      .map(({ digit }) => digit);
    expect(digits).toEqual(['1', '2', '2', '#', '2']);
  });

  test('digits that are sent reach the caller in their order', async () => {
    const { legId, caller } = await stage().answered();
    stage().wants({ kind: 'sendDigits', legId, digits: '12w2#', toneMs: 80, gapMs: 80 });
    await stage().world.until('all have come', () => caller.keysHeard() === '122#');
    expect(stage().all('digitPressed', legId)).toEqual([]);
  });

  test('a phone that calls a feature code is told of by its account, and can be answered', async () => {
    const phone = await stage().reachable('1001', { kind: 'ring' });
    await phone.dial('*20');
    const { legId, phoneId, dialled } = await stage().hears('phoneCalled');
    expect({ phoneId, dialled }).toEqual({ phoneId: '1001', dialled: '*20' });
    stage().wants({ kind: 'answer', legId });
    await stage().hears('legAnswered', legId);
    stage().wants({ kind: 'hangUp', legId, reason: 'normal' });
    await stage().hears('legEnded', legId);
  });

  test('a caller who gives up before the answer has ended, once', async () => {
    const { legId, caller } = await stage().arrival();
    caller.hangUp();
    expect((await stage().hears('legEnded', legId)).end.byUs).toBe(false);
    await stage().world.pass(300);
    expect(stage().all('legEnded', legId)).toHaveLength(1);
    expect((await stage().world.telephony.look()).legs).toEqual([]);
  });

  test('a caller who hangs up after the answer has ended by a normal clearing', async () => {
    const { legId, caller } = await stage().answered();
    caller.hangUp();
    const { end } = await stage().hears('legEnded', legId);
    expect(end).toEqual({ q850: 16, sip: null, byUs: false });
  });

  test.each([
    ['busy', 486],
    ['congestion', 503],
    ['no_such_number', 404],
    ['rejected', 403],
    ['overloaded', 503],
  ] as const)(
    'a caller who is hung up as %s before the answer is refused with %i',
    async (reason, status) => {
      const { legId, caller } = await stage().arrival();
      stage().wants({ kind: 'hangUp', legId, reason });
      expect((await stage().hears('legEnded', legId)).end.byUs).toBe(true);
      await stage().world.until('the caller is refused', () => caller.refusedWith() !== null);
      expect(caller.refusedWith()).toBe(status);
    },
  );

  test('a caller who goes to the overflow stays connected, and is shown as let go until the end', async () => {
    const { legId, caller } = await stage().answered();
    stage().wants({ kind: 'toOverflow', legId });
    expect((await stage().hears('legEnded', legId)).end.byUs).toBe(true);
    expect(caller.isConnected()).toBe(true);
    const look = async () => (await stage().world.telephony.look()).legs;
    expect(await look()).toMatchObject([{ legId, role: 'caller', answered: true, isLetGo: true }]);
    caller.hangUp();
    await stage().world.until('the caller is gone', async () => (await look()).length === 0);
  });

  test('commands for one leg are carried out in the order in which they were given', async () => {
    const { legId } = await stage().answered();
    for (let place = 1; place <= 20; place++) {
      stage().wants({ kind: 'mark', legId, marks: { place: String(place) } });
    }
    await stage().settled(legId, 'last');
    const [leg] = (await stage().world.telephony.look()).legs;
    expect(leg?.marks).toMatchObject({ place: '20', flow: 'last' });
  });

  test('a command for a leg that is gone fails as gone, whatever it is, and never throws', async () => {
    const { legId, caller, callId } = await stage().answered();
    caller.hangUp();
    await stage().hears('legEnded', legId);
    const commands: readonly TelephonyCommand[] = [
      { kind: 'answer', legId },
      { kind: 'play', legId, playId: 'late', sounds: [stage().world.sounds.short] },
      { kind: 'wait', legId, room: 'sales', music: 'default' },
      { kind: 'mark', legId, marks: { place: '1' } },
      { kind: 'toOverflow', legId },
      { kind: 'hangUp', legId, reason: 'normal' },
      { kind: 'join', callId, legIds: [legId, 'op-nobody'] },
    ];
    for (const command of commands) stage().wants(command);
    for (const { kind } of commands) {
      await stage().world.until(`${kind} has failed`, () => failures(kind).length > 0);
      expect(failures(kind).map(({ reason }) => reason)).toContain('gone');
    }
    expect(stage().all('playFinished', legId)).toMatchObject([{ playId: 'late', ok: false }]);

    function failures(kind: TelephonyCommand['kind']) {
      return stage()
        .all('commandFailed')
        .filter(({ command }) => command === kind);
    }
  });
}
