import { describe, expect, test } from 'vitest';
import { Floor, type Noted } from './floor.ts';

const entered = (floor: Floor, callId: string): Noted =>
  floor.noted(callId).find(({ kind }) => kind === 'queueEntered')!;

describe('the wait that is to be expected', () => {
  test('is in the journal when a caller enters: as it would be told, and longer for whoever comes later', () => {
    const floor = new Floor();
    floor.ready('anna');
    floor.arrives('c1');
    floor.talks('c1', 'op-c1-1');
    floor.arrives('c2');
    const asked = floor.switchboard.whyWaiting('c2', floor.clock.now())!.estimate!;
    expect(entered(floor, 'c2').estimate).toEqual({
      p50Ms: Math.round(asked.p50Ms),
      p90Ms: Math.round(asked.p90Ms),
    });
    floor.arrives('c3');
    const [second, third] = ['c2', 'c3'].map(
      (callId) => entered(floor, callId).estimate as { p50Ms: number },
    );
    expect(third!.p50Ms).toBeGreaterThan(second!.p50Ms);
  });

  test('is not there when nobody serves, nor when the queue has no room', () => {
    const floor = new Floor();
    floor.arrives('c1');
    expect(entered(floor, 'c1')).not.toHaveProperty('estimate');
    floor.ready('anna');
    floor.talks('c1', 'op-c1-1');
    for (const callId of ['c2', 'c3', 'c4', 'c5']) floor.arrives(callId);
    expect(entered(floor, 'c4')).toHaveProperty('estimate');
    expect(floor.noted('c5').find(({ kind }) => kind === 'queueLeft')).toMatchObject({ outcome: 'full' });
    expect(entered(floor, 'c5')).not.toHaveProperty('estimate');
  });
});
