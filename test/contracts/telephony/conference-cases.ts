import { expect, test } from 'vitest';
import type { Arrived, Stage } from './world.ts';

export function conferenceCases(stage: () => Stage): void {
  const enters = async (number: string, conference = 'lobby'): Promise<Arrived> => {
    const arrived = await stage().answered(number);
    stage().wants({ kind: 'enterConference', legId: arrived.legId, conference });
    return arrived;
  };
  const hears = ({ legId }: Arrived, others: readonly Arrived[]): Promise<void> =>
    stage().world.until(`${legId} hears ${others.length}`, async () => {
      const heard = await stage().heardBy(legId);
      return (
        heard.toSorted().join() ===
        others
          .map((other) => other.legId)
          .toSorted()
          .join()
      );
    });

  test('all in it hear each other, and nobody else', async () => {
    const [first, second, third] = [
      await enters('+79160000001'),
      await enters('+79160000002'),
      await enters('+79160000003'),
    ];
    const elsewhere = await enters('+79160000004', 'attic');
    await hears(first, [second, third]);
    await hears(third, [first, second]);
    await hears(elsewhere, []);
  });

  test('who is there alone hears music, before others come and after they have gone', async () => {
    const first = await enters('+79160000001');
    await stage().world.until('music is heard', () => first.caller.hears());
    const second = await enters('+79160000002');
    await hears(first, [second]);
    second.caller.hangUp();
    await stage().hears('legEnded', second.legId);
    await stage().world.until('music is heard', () => first.caller.hears());
    expect(await stage().heardBy(first.legId)).toEqual([]);
  });

  test('who leaves it is alone, and may wait among others', async () => {
    const [first, second] = [await enters('+79160000001'), await enters('+79160000002')];
    await hears(first, [second]);
    stage().wants({ kind: 'leaveConference', legId: first.legId });
    await hears(second, []);
    stage().wants({ kind: 'wait', legId: first.legId, room: 'sales', music: 'default' });
    await stage().world.until('the caller waits', () => stage().world.isWaiting(first.legId));
    expect(stage().all('legEnded')).toEqual([]);
    expect(stage().all('commandFailed')).toEqual([]);
  });

  test('one that has just become empty can be entered again', async () => {
    const first = await enters('+79160000001');
    await stage().world.until('music is heard', () => first.caller.hears());
    for (let round = 0; round < 10; round++) {
      stage().wants({ kind: 'leaveConference', legId: first.legId });
      stage().wants({ kind: 'enterConference', legId: first.legId, conference: 'lobby' });
    }
    const second = await enters('+79160000002');
    await hears(first, [second]);
    expect(stage().all('commandFailed')).toEqual([]);
  });
}
