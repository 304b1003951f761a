import { describe, expect, test } from 'vitest';
import { NOBODY } from '../kit/nobody.ts';
import {
  callbackFloor,
  customerTakes,
  operatorTakes,
  outcomeOf,
  promised,
  storyOf,
  tryOf,
} from './callback-floor.ts';

const MINUTE_MS = 60_000;

describe('a call of ours that comes to nothing', () => {
  test('ends with the time of the promise, although operators take it and hang up again and again', () => {
    const floor = callbackFloor('window: 15m, whisper: hello, take: 1');
    const id = promised(floor);
    floor.ready('anna');
    for (let minute = 0; minute < 16; minute++) {
      const leg = floor.wanted().findLast((what) => what.startsWith('ring op-'));
      if (leg === undefined) break;
      const legId = leg.slice('ring '.length);
      floor.put({ kind: 'legAnswered', legId });
      floor.ends(legId);
      floor.clock.advance(MINUTE_MS);
    }
    floor.clock.advance(MINUTE_MS);
    expect(outcomeOf(floor, id)).toBe('expired');
    expect(storyOf(floor, id).map(({ kind }) => kind)).not.toContain('callbackDialled');
    expect([...floor.switchboard.liveCallIds()]).toEqual([]);
  });

  test('is over half a minute after the last phone rang for it, and the promise has the place again', () => {
    const floor = callbackFloor();
    const id = promised(floor);
    floor.ready('anna');
    floor.put({ kind: 'legRinging', legId: tryOf(id).operator });
    floor.put({ kind: 'operatorAsked', operatorId: 'anna', ask: 'pause', reason: null });
    floor.ends(tryOf(id).operator, { sip: 603 });
    floor.arrives('c2');
    floor.clock.advance(30_000 - 1);
    expect([...floor.switchboard.liveCallIds()]).toEqual([`${id}-1`, 'c2']);
    floor.clock.advance(1);
    expect(floor.outcome(`${id}-1`)).toMatchObject({ outcome: 'unreached' });
    floor.wanted();
    floor.ready('anna');
    expect(floor.wanted()).toEqual([`ring ${tryOf(id, 2).operator}`]);
  });

  test('is no call that was abandoned: the customer hears the words and hangs up', () => {
    const floor = callbackFloor('first: caller, whisper: hello');
    const id = promised(floor);
    floor.ready('anna');
    floor.clock.advance(5_010);
    floor.put({ kind: 'legAnswered', legId: `out-${id}-1-1` });
    floor.ends(`out-${id}-1-1`);
    expect(floor.outcome(`${id}-1`)).toMatchObject({ outcome: 'unreached', where: null, by: 'caller' });
    expect(storyOf(floor, id)).toContainEqual(
      expect.objectContaining({ kind: 'callbackDelayed', why: 'the customer hung up' }),
    );
  });
});

test('a customer whose leg never ends is let go when it is found, each time', () => {
  const floor = callbackFloor();
  const legs = tryOf(promised(floor));
  floor.ready('anna');
  operatorTakes(floor, legs.operator);
  customerTakes(floor, legs);
  floor.put({ kind: 'hangUpAsked', callId: legs.callId });
  floor.clock.advance(5_000);
  floor.ends(legs.operator, { byUs: true });
  expect(floor.outcome(legs.callId)).toMatchObject({ outcome: 'answered' });
  floor.wanted();
  const marks = { role: 'outside' } as const;
  const leg = {
    legId: legs.customer,
    callId: legs.callId,
    role: 'outside',
    answered: true,
    caller: NOBODY,
    hears: [],
    marks,
  } as const;
  for (let look = 0; look < 2; look++) {
    floor.put({ kind: 'legFound', leg });
    expect(floor.wanted()).toEqual([`hangUp ${legs.customer}`]);
  }
  floor.ends(legs.customer, { byUs: true });
  floor.put({ kind: 'legAnswered', legId: legs.customer });
  expect(floor.wanted()).toEqual([]);
});
