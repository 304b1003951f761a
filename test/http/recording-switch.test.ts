import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Http } from '../../src/http/index.ts';
import type { BoardCall } from '../../src/switchboard/index.ts';
import { SmallHouse, waitingCall } from './doubles.ts';
import { smallHttp } from './small-http.ts';

let house: SmallHouse;
let http: Http;
/** Watchers of the house before anything is asked. */
let watchers: number;

beforeEach(async () => {
  house = new SmallHouse();
  http = await smallHttp({ house });
  watchers = house.listenerCount;
});
afterEach(() => http.close());

/** The talk, recorded so. */
const isRecorded = (recording: BoardCall['recording']): void => {
  house.calls = [{ ...waitingCall, phase: 'talking', operator: 'anna', recording }];
};

async function asksFor(to: string): Promise<readonly [number, unknown]> {
  const headers = { authorization: 'Bearer token' };
  const url = '/api/v1/calls/c1/recording';
  const answer = await http.inject({ method: 'POST', url, headers, payload: { to } });
  return [answer.statusCode, answer.json()];
}

test('a pause is answered when the exchange has stopped, and not before', async () => {
  isRecorded('stopping');
  let isAnswered = false;
  const answer = asksFor('pause').finally(() => {
    isAnswered = true;
  });
  await expect.poll(() => house.listenerCount).toBe(watchers + 1);
  house.happens({ kind: 'recordingSwitched', atMs: 1, callId: 'c1', to: 'pause', by: 'anna' });
  await new Promise(setImmediate);
  expect(isAnswered).toBe(false);
  isRecorded('paused');
  house.happens({ kind: 'recordingStopped', atMs: 1, callId: 'c1', recordingId: 'c1-t1' });
  expect(await answer).toMatchObject([200, { callId: 'c1', recording: 'paused' }]);
  expect(house.listenerCount).toBe(watchers);
});

test('one that the exchange does not confirm is no success, and says so within seconds', async () => {
  isRecorded('stopping');
  expect(await asksFor('pause')).toMatchObject([504, { code: 'RECORDING_GOES_ON' }]);
  expect(house.listenerCount).toBe(watchers);
});

test('what has nothing to stop is answered at once', async () => {
  isRecorded('on');
  expect(await asksFor('resume')).toMatchObject([200, { recording: 'on' }]);
});
