import { describe, expect, test } from 'vitest';
import { prngFrom, SimulatedClock } from '../../src/base/index.ts';
import type { TelephonyCommand, TelephonyEvent } from '../../src/telephony/index.ts';
import { SimulatedExchange } from './simulated-exchange.ts';
import { CALM, type Weather } from './weather.ts';

type Scene = {
  readonly clock: SimulatedClock;
  readonly exchange: SimulatedExchange;
  readonly story: readonly string[];
  readonly events: readonly TelephonyEvent[];
};

async function open(seed: number, weather: Partial<Weather> = {}): Promise<Scene> {
  const clock = new SimulatedClock();
  const prng = prngFrom(seed);
  const phoneIds = ['1001', '1002'];
  const exchange = new SimulatedExchange({ clock, prng, weather: { ...CALM, ...weather }, phoneIds });
  const story: string[] = [];
  const events: TelephonyEvent[] = [];
  await exchange.listen((event) => {
    events.push(event);
    story.push(`${clock.now().monoMs} ${JSON.stringify(event)}`);
  });
  clock.advance(100);
  return { clock, exchange, story, events };
}

const RING: TelephonyCommand = {
  ...{ kind: 'ring', node: 'main', legId: 'op', callId: 'c', phoneIds: ['1001'], marks: {} },
  show: { number: '', name: '' },
};

/** Ten callers are answered, one after the other, hear a prompt, and hang up. */
function busyMinute({ clock, exchange }: Scene): void {
  for (let place = 0; place < 10; place++) {
    const caller = exchange.call(`+7916000000${place}`, '100');
    const { legId } = caller;
    clock.advance(50);
    exchange.execute({ kind: 'answer', legId });
    exchange.execute({ kind: 'play', legId, playId: 'p', sounds: ['/a'] });
    clock.advance(500);
    caller.press('1');
    caller.press('2');
    clock.advance(5000);
    caller.hangUp();
  }
  clock.advance(5000);
}

const kindsOf = (events: readonly TelephonyEvent[], legId: string): readonly string[] =>
  events.flatMap((event) => ('legId' in event && event.legId === legId ? [event.kind] : []));

describe('the simulated exchange', () => {
  test('tells the same story from the same seed, and another one from another', async () => {
    const [one, again, other] = [await open(7), await open(7), await open(8)];
    for (const scene of [one, again, other]) busyMinute(scene);
    expect(again.story).toEqual(one.story);
    expect(other.story).not.toEqual(one.story);
  });

  test('keeps the order of one leg’s events however long they are on their way', async () => {
    const scene = await open(3, { latencyMsMax: 400 });
    busyMinute(scene);
    const digits = ['digitPressed', 'digitPressed'];
    expect(kindsOf(scene.events, 'caller-1')).toEqual([
      'callerArrived',
      'legAnswered',
      ...digits,
      'playFinished',
      'legEnded',
    ]);
  });

  test('may say things twice, but never a digit or the end of a prompt', async () => {
    const scene = await open(5, { repeatedEvents: 1000 });
    busyMinute(scene);
    const kinds = kindsOf(scene.events, 'caller-1');
    const times = (kind: string): number => kinds.filter((each) => each === kind).length;
    expect([times('callerArrived'), times('legAnswered'), times('legEnded')]).toEqual([2, 2, 2]);
    expect([times('digitPressed'), times('playFinished')]).toEqual([2, 1]);
  });

  test('may lose answers: the command fails by time, whether or not it was carried out', async () => {
    const { clock, exchange, events } = await open(11, { lostAnswers: 1000 });
    const legIds = Array.from({ length: 40 }, () => exchange.call('+7916', '100').legId);
    clock.advance(100);
    for (const legId of legIds) exchange.execute({ kind: 'answer', legId });
    clock.advance(3000);
    const failed = events.filter((event) => event.kind === 'commandFailed');
    expect(failed).toHaveLength(40);
    expect(failed.every((event) => event.reason === 'timeout')).toBe(true);
    const answered = events.filter((event) => event.kind === 'legAnswered').length;
    expect(answered).toBeGreaterThan(5);
    expect(answered).toBeLessThan(35);
  });

  test('may refuse commands, which then have no effect', async () => {
    const { clock, exchange, events } = await open(13, { refusals: 1000 });
    const caller = exchange.call('+7916', '100');
    clock.advance(100);
    exchange.execute({ kind: 'answer', legId: caller.legId });
    clock.advance(1000);
    expect(events.at(-1)).toMatchObject({ kind: 'commandFailed', command: 'answer', reason: 'refused' });
    expect(caller.state).toBe('calling');
  });

  test('forgets what happens while nobody is connected', async () => {
    const { clock, exchange, events } = await open(17);
    const caller = exchange.call('+7916', '100');
    clock.advance(100);
    exchange.loseConnection();
    caller.hangUp();
    clock.advance(5000);
    exchange.restoreConnection();
    clock.advance(5000);
    expect(kindsOf(events, caller.legId)).toEqual(['callerArrived']);
    expect((await exchange.look()).legs).toEqual([]);
  });

  test('gives up a phone that answers nothing after half a minute', async () => {
    const { clock, exchange, events } = await open(19);
    exchange.phone('1001', { kind: 'dead' });
    exchange.execute(RING);
    clock.advance(31_000);
    expect(kindsOf(events, 'op')).toEqual([]);
    clock.advance(2000);
    expect(events.at(-1)).toMatchObject({ kind: 'legEnded', legId: 'op', end: { sip: 408 } });
  });

  test('rings no phone any more for which an INVITE was on its way when it died', async () => {
    const { clock, exchange } = await open(19, { latencyMsMax: 400 });
    const phone = exchange.phone('1001', { kind: 'ring' });
    exchange.execute(RING);
    exchange.restart();
    clock.advance(1_000);
    expect(phone.state).toBe('idle');
  });
});
