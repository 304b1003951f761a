import { expect, test } from 'vitest';
import type { Stage } from './world.ts';

/** What goes wrong at the end of a talk may do so once in many. */
const TALKS = 12;

export function promptCases(stage: () => Stage): void {
  const play = (legId: string, playId: string, ...sounds: readonly string[]): void =>
    stage().wants({ kind: 'play', legId, playId, sounds });

  test('a prompt is heard, and its end is told once', async () => {
    const { legId, caller } = await stage().answered();
    play(legId, 'welcome', stage().world.sounds.long);
    expect(await caller.hears()).toBe(true);
    play(legId, 'and', stage().world.sounds.short);
    stage().wants({ kind: 'stopPlay', legId, playId: 'welcome' });
    await stage().world.until('both have ended', () => stage().all('playFinished', legId).length >= 2);
    expect(ends(stage(), legId)).toEqual(['welcome false', 'and true']);
  });

  test('several sounds follow each other and are one prompt', async () => {
    const { legId } = await stage().answered();
    const { short } = stage().world.sounds;
    play(legId, 'two', short, short);
    await stage().hears('playFinished', legId);
    await stage().world.pass(300);
    expect(ends(stage(), legId)).toEqual(['two true']);
  });

  test('a stopped prompt ends at once, with all its sounds, and is told once as not heard', async () => {
    const { legId, caller } = await stage().answered();
    const { short, long } = stage().world.sounds;
    play(legId, 'long', long, short, short);
    expect(await caller.hears()).toBe(true);
    stage().wants({ kind: 'stopPlay', legId, playId: 'long' });
    await stage().hears('playFinished', legId);
    await stage().world.pass(300);
    expect(await caller.hears()).toBe(false);
    expect(ends(stage(), legId)).toEqual(['long false']);
    expect(stage().all('commandFailed')).toEqual([]);
  });

  test('to stop a prompt that has ended is no failure', async () => {
    const { legId } = await stage().answered();
    play(legId, 'short', stage().world.sounds.short);
    await stage().hears('playFinished', legId);
    stage().wants({ kind: 'stopPlay', legId, playId: 'short' });
    await stage().settled(legId, 'after');
    expect(stage().all('commandFailed')).toEqual([]);
    expect(ends(stage(), legId)).toEqual(['short true']);
  });

  test('a missing sound is told as not heard, alone and among others', async () => {
    const { legId } = await stage().answered();
    const { short, missing } = stage().world.sounds;
    play(legId, 'none', missing);
    await stage().hears('playFinished', legId);
    play(legId, 'some', short, missing, short);
    await stage().hears('playFinished', legId, 2);
    expect(ends(stage(), legId)).toEqual(['none false', 'some false']);
  });

  test('a caller who hangs up in a prompt ends both', async () => {
    const { legId, caller } = await stage().answered();
    play(legId, 'long', stage().world.sounds.long);
    expect(await caller.hears()).toBe(true);
    caller.hangUp();
    await stage().hears('legEnded', legId);
    await stage().world.pass(300);
    expect(ends(stage(), legId)).toEqual(['long false']);
  });

  test('a prompt that plays does not hold up what comes after it', async () => {
    const { legId, caller, callId } = await stage().answered();
    const { long } = stage().world.sounds;
    play(legId, 'before waiting', long);
    expect(await caller.hears()).toBe(true);
    stage().wants({ kind: 'wait', legId, room: 'sales', music: 'default' });
    await stage().world.until('the caller waits', () => stage().world.isWaiting(legId));
    play(legId, 'before a mark', long);
    expect(await caller.hears()).toBe(true);
    await stage().settled(legId, 'marked');
    await stage().reachable('1001', { kind: 'answer', afterMs: 0 });
    stage().ring('op-20-1', callId, '1001');
    await stage().hears('legAnswered', 'op-20-1');
    play(legId, 'before a talk', long);
    expect(await caller.hears()).toBe(true);
    stage().wants({ kind: 'join', callId, legIds: [legId, 'op-20-1'] });
    await stage().hears('legsJoined');
    await stage().hears('playFinished', legId, 3);
    expect(ends(stage(), legId)).toEqual([
      'before waiting false',
      'before a mark false',
      'before a talk false',
    ]);
    expect(stage().all('commandFailed')).toEqual([]);
  });

  test('a prompt right behind a talk is heard to its end, each time', async () => {
    const { legId, callId } = await stage().answered();
    const phone = await stage().reachable('1001', { kind: 'answer', afterMs: 0 });
    for (let time = 1; time <= TALKS; time += 1) {
      const operatorLeg = `op-21-${time}`;
      stage().ring(operatorLeg, callId, '1001');
      await stage().hears('legAnswered', operatorLeg);
      stage().wants({ kind: 'join', callId, legIds: [legId, operatorLeg] });
      await stage().hears('legsJoined', undefined, time);
      phone.hangUp();
      await stage().hears('legEnded', operatorLeg);
      stage().wants({ kind: 'part', legId, callId });
      play(legId, `goodbye ${time}`, stage().world.sounds.short);
      await stage().hears('playFinished', legId, time);
    }
    expect(ends(stage(), legId).filter((end) => end.endsWith('false'))).toEqual([]);
  });
}

function ends(stage: Stage, legId: string): readonly string[] {
  return stage.all('playFinished', legId).map(({ playId, ok }) => `${playId} ${ok}`);
}
