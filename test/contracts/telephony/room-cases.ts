import { expect, test } from 'vitest';
import type { Stage } from './world.ts';

export function roomCases(stage: () => Stage): void {
  const wait = async (legId: string, room = 'sales'): Promise<void> => {
    stage().wants({ kind: 'wait', legId, room, music: 'default' });
    await stage().world.until(`${legId} waits`, () => stage().world.isWaiting(legId));
  };

  test('a waiting caller hears music', async () => {
    const { legId, caller } = await stage().answered();
    await wait(legId);
    await stage().world.until('music is heard', () => caller.hears());
  });

  test('the next one hears music too, when the last one has just left', async () => {
    const first = await stage().answered('+79160000001');
    const next = await stage().answered('+79160000002');
    await wait(first.legId);
    await stage().world.until('music is heard', () => first.caller.hears());
    for (let round = 0; round < 3; round++) {
      for (const [leaves, enters] of [
        [first, next],
        [next, first],
      ] as const) {
        stage().wants({ kind: 'leaveWait', legId: leaves.legId });
        stage().wants({ kind: 'wait', legId: enters.legId, room: 'sales', music: 'default' });
        await stage().world.until('music is heard', () => enters.caller.hears());
      }
    }
  });

  test('who leaves the room is alone, and hears nothing', async () => {
    const { legId, caller } = await stage().answered();
    await wait(legId);
    await stage().world.until('music is heard', () => caller.hears());
    stage().wants({ kind: 'leaveWait', legId });
    await stage().world.until('the room is left', async () => !(await stage().world.isWaiting(legId)));
    await stage().world.pass(100);
    expect(await caller.hears()).toBe(false);
    expect(stage().all('legEnded')).toEqual([]);
  });

  test('to leave a room without being in one is no failure', async () => {
    const { legId } = await stage().answered();
    stage().wants({ kind: 'leaveWait', legId });
    await stage().settled(legId, 'after');
    expect(stage().all('commandFailed')).toEqual([]);
  });

  test('a waiting caller hears prompts, and then music again', async () => {
    const { legId, caller } = await stage().answered();
    await wait(legId);
    stage().wants({ kind: 'play', legId, playId: 'place', sounds: [stage().world.sounds.short] });
    expect((await stage().hears('playFinished', legId)).ok).toBe(true);
    expect(await stage().world.isWaiting(legId)).toBe(true);
    await stage().world.until('music is heard', () => caller.hears());
  });

  test('those who wait do not hear each other', async () => {
    const first = await stage().answered('+79160000001');
    const next = await stage().answered('+79160000002');
    await wait(first.legId);
    await wait(next.legId);
    expect(await stage().heardBy(first.legId)).toEqual([]);
  });
}
