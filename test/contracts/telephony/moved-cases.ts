import { expect, test } from 'vitest';
import type { Stage } from './world.ts';

/** What differs for so long is not on its way any more. */
const SURE_MS = 850;
/** Whoever would fight about a leg would have moved it in this time. */
const PEACE_MS = 500;
const PUT_BACK_MAX = 3;

export function movedCases(stage: () => Stage): void {
  const moves = (legId: string): readonly boolean[] =>
    stage()
      .all('legMoved', legId)
      .map(({ isGivenUp }) => isGivenUp);
  const hears = (legId: string, others: readonly string[]): Promise<void> =>
    stage().world.until(
      `${legId} hears ${others.join()}`,
      async () => (await stage().heardBy(legId)).toSorted().join() === others.toSorted().join(),
    );
  const wait = async (legId: string): Promise<void> => {
    stage().wants({ kind: 'wait', legId, room: 'sales', music: 'default' });
    await stage().world.until(`${legId} waits`, () => stage().world.isWaiting(legId));
  };

  test('a caller who waits is put back among those who wait, with music', async () => {
    const { legId, caller } = await stage().answered();
    await wait(legId);
    await stage().world.moveAway(legId);
    await stage().hears('legMoved', legId);
    await stage().world.until('the caller waits', () => stage().world.isWaiting(legId));
    await stage().world.until('music is heard', () => caller.hears());
    expect(moves(legId)).toEqual([false]);
  });

  test('two who talk hear each other again, whoever of them was moved', async () => {
    const { legId } = await stage().talk('op-80-1', '1001');
    for (const moved of [legId, 'op-80-1']) {
      await stage().world.moveAway(moved);
      await stage().hears('legMoved', moved);
      await hears(legId, ['op-80-1']);
      expect(await stage().world.isAway(moved)).toBe(false);
    }
    expect(moves(legId)).toEqual([false]);
    expect(stage().all('commandFailed')).toEqual([]);
  });

  test('what nobody told is seen by two looks', async () => {
    const { legId } = await stage().talk('op-81-1', '1001');
    stage().world.loseEvents(1_000);
    await stage().world.moveAway(legId);
    await stage().world.pass(PEACE_MS);
    stage().world.loseEvents(0);
    expect(moves(legId)).toEqual([]);
    expect((await stage().world.telephony.look()).isInDoubt).toBe(true);
    await stage().world.pass(SURE_MS);
    await stage().world.telephony.look();
    await stage().hears('legMoved', legId);
    await hears(legId, ['op-81-1']);
  });

  test('who is in a conference is put back into it', async () => {
    const [first, second] = [await stage().answered('+79160000001'), await stage().answered('+79160000002')];
    for (const { legId } of [first, second])
      stage().wants({ kind: 'enterConference', legId, conference: 'lobby' });
    await hears(first.legId, [second.legId]);
    await stage().world.moveAway(first.legId);
    await stage().hears('legMoved', first.legId);
    await hears(first.legId, [second.legId]);
  });

  test('who is there alone is put back into the same conference, and hears music', async () => {
    const [first, second] = [await stage().answered('+79160000001'), await stage().answered('+79160000002')];
    stage().wants({ kind: 'enterConference', legId: first.legId, conference: 'lobby' });
    await stage().world.until('music is heard', () => first.caller.hears());
    await stage().world.moveAway(first.legId);
    await stage().hears('legMoved', first.legId);
    await stage().settled(first.legId, 'back');
    await stage().world.until('music is heard again', () => first.caller.hears());
    stage().wants({ kind: 'enterConference', legId: second.legId, conference: 'lobby' });
    await hears(first.legId, [second.legId]);
  });

  test('who was nowhere is nowhere again', async () => {
    const { legId } = await stage().answered();
    await stage().world.moveAway(legId);
    await stage().hears('legMoved', legId);
    await stage().world.until('nobody else has the leg', async () => !(await stage().world.isAway(legId)));
    expect(await stage().world.isWaiting(legId)).toBe(false);
  });

  test('nobody fights about a leg that is moved again and again, and the next command takes it along', async () => {
    const { legId } = await stage().answered();
    await wait(legId);
    for (let time = 1; time <= PUT_BACK_MAX; time++) {
      await stage().world.moveAway(legId);
      await stage().hears('legMoved', legId, time);
      await stage().world.until('the caller waits', () => stage().world.isWaiting(legId));
      // The word that it is back may still be on its way.
      await stage().settled(legId, `back ${time}`);
    }
    await stage().world.moveAway(legId);
    await stage().hears('legMoved', legId, PUT_BACK_MAX + 1);
    await stage().world.pass(SURE_MS);
    expect((await stage().world.telephony.look()).isInDoubt).toBe(false);
    expect(moves(legId)).toEqual([false, false, false, true]);
    expect(await stage().world.isAway(legId)).toBe(true);
    await wait(legId);
    await stage().world.moveAway(legId);
    await stage().hears('legMoved', legId, PUT_BACK_MAX + 2);
    expect(moves(legId).at(-1)).toBe(false);
  });

  test('what our own commands do with a leg is no moving by somebody else', async () => {
    const { legId, callId } = await stage().talk('op-82-1', '1001');
    await stage().reachable('1002', { kind: 'answer', afterMs: 10 });
    const operator = 'op-82-1';
    const quiet = async (word: string): Promise<void> => {
      await stage().settled(legId, word);
      await stage().settled(operator, word);
      await stage().world.telephony.look();
      await stage().world.pass(SURE_MS);
      await stage().world.telephony.look();
      expect(stage().all('legMoved'), word).toEqual([]);
    };
    stage().ring('op-82-2', callId, '1002');
    await stage().hears('legAnswered', 'op-82-2');
    await wait(legId);
    stage().wants({ kind: 'join', callId, legIds: [operator, 'op-82-2'] });
    await quiet('held, while another is consulted');
    stage().wants({ kind: 'join', callId, legIds: [legId, 'op-82-2'] });
    await quiet('all three talk');
    stage().wants({ kind: 'supervise', legId: 'op-82-2', callId, of: operator, how: 'whisper' });
    await quiet('one of them whispers');
    stage().wants({ kind: 'supervise', legId: 'op-82-2', callId, of: operator, how: 'bargeIn' });
    await quiet('and barges in');
    stage().wants({ kind: 'part', legId, callId });
    stage().wants({ kind: 'enterConference', legId, conference: 'lobby' });
    await quiet('the caller is in a conference');
    stage().wants({ kind: 'leaveConference', legId });
    await wait(legId);
    stage().wants({ kind: 'leaveWait', legId });
    await quiet('the caller is alone');
    expect(stage().all('commandFailed')).toEqual([]);
  });
}
