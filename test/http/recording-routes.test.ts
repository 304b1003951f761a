import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Http } from '../../src/http/index.ts';
import { message, SmallHouse } from './doubles.ts';
import { smallHttp } from './small-http.ts';

let house: SmallHouse;
let http: Http;

beforeEach(async () => {
  house = new SmallHouse();
  http = await smallHttp({ house });
});
afterEach(() => http.close());

const ask = (method: 'GET' | 'POST' | 'DELETE', url: string, headers = { authorization: 'Bearer token' }) =>
  http.inject({ method, url: `/api/v1/recordings${url}`, headers });

test('messages are listed by box, call and caller', async () => {
  expect((await ask('GET', '?box=help&callId=c0&caller=%2B7901&limit=5')).json()).toEqual({
    recordings: [message],
  });
  expect((await ask('GET', '?room=1')).statusCode).toBe(400);
  expect(house.recordings.asked).toEqual([{ box: 'help', callId: 'c0', caller: '+7901', limit: 5 }]);
});

test('a sound comes as a WAV file of known length, and who hears it is told', async () => {
  const { statusCode, headers, body } = await ask('GET', '/c0-1/sound');
  expect([statusCode, headers['content-type'], headers['content-length'], body]).toEqual([
    ...[200, 'audio/wav', '9', 'RIFFsound'],
  ]);
  expect(headers['cache-control']).toBe('no-store');
  expect(house.recordings.asked).toEqual([['c0-1', 'admin']]);
  expect((await ask('GET', '/c9-1/sound')).json().code).toBe('RECORDING_UNKNOWN');
});

test('a message is marked as dealt with, and all of a caller is erased', async () => {
  expect((await ask('POST', '/c0-1/done')).json()).toEqual({ ...message, doneMs: 400 });
  expect((await ask('POST', '/c9-1/done')).statusCode).toBe(404);
  expect((await ask('DELETE', '')).statusCode).toBe(400);
  expect((await ask('DELETE', '?caller=%2B7901')).json()).toEqual({ erased: 3, held: 1 });
  expect(house.recordings.asked).toEqual([['+7901', 'admin']]);
});

test('supervisors find them by queue, operator and time', async () => {
  const query = '?queue=sales&operator=anna&from=1970-01-01T00:00:01Z&to=9000&held=false';
  expect((await ask('GET', query)).statusCode).toBe(200);
  expect(house.recordings.asked).toEqual([
    { queue: 'sales', operator: 'anna', fromMs: 1_000, toMs: 9_000, isHeld: false, limit: 100 },
  ]);
  expect((await ask('GET', '?held=maybe')).statusCode).toBe(400);
});

test('what must not be erased is held, and a new key is begun once', async () => {
  const payload = { held: true, why: 'the court asks for it' };
  const hold = (id: string) =>
    http.inject({
      ...{ method: 'POST', url: `/api/v1/recordings/${id}/hold`, payload },
      headers: { authorization: 'Bearer token' },
    });
  expect((await hold('c0-1')).json()).toEqual({ ...message, heldMs: 500 });
  expect((await hold('c9-1')).statusCode).toBe(404);
  expect((await ask('POST', '/key')).statusCode).toBe(202);
  house.recordings.isKeyBusy = true;
  expect((await ask('POST', '/key')).json().code).toBe('RECORDINGS_KEY_BUSY');
});

test('nobody without a token hears or erases anything', async () => {
  const headers = { authorization: 'Bearer other' };
  const answers = [
    ask('GET', '', headers),
    ask('GET', '/c0-1/sound', headers),
    ask('DELETE', '?caller=1', headers),
  ];
  expect((await Promise.all(answers)).map(({ statusCode }) => statusCode)).toEqual([401, 401, 401]);
  expect(house.recordings.asked).toEqual([]);
});

describe('a link', () => {
  const play = (url: string) => http.inject({ method: 'GET', url });
  const linkOf = async (recordingId: string): Promise<{ url: string; until: number }> =>
    (await ask('POST', `/${recordingId}/link`)).json();
  afterEach(() => vi.useRealTimers());

  test('plays the recording without a token, and who asked for it is told', async () => {
    const { url } = await linkOf('c0-1');
    const { statusCode, headers, body } = await play(url);
    expect([statusCode, headers['content-type'], body]).toEqual([200, 'audio/wav', 'RIFFsound']);
    expect(house.recordings.asked).toEqual([['c0-1', 'admin']]);
  });

  test('is over after five minutes', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 });
    const { url, until } = await linkOf('c0-1');
    expect(until).toBe(1_300_000);
    vi.setSystemTime(until);
    expect((await play(url)).statusCode).toBe(200);
    vi.setSystemTime(until + 1);
    expect((await play(url)).json()).toMatchObject({ code: 'LINK_OVER', details: { recordingId: 'c0-1' } });
  });

  test.each<[string, (url: string) => string]>([
    ['of another recording', (url) => url.replace('c0-1', 'c0-2')],
    ['for longer', (url) => url.replace(/until=(\d)/, 'until=9$1')],
    ['of somebody else', (url) => url.replace('by=admin', 'by=olga')],
    ['with a seal cut short', (url) => url.slice(0, -1)],
    ['with an empty seal', (url) => url.replace(/seal=.*/, 'seal=')],
  ])('%s plays nothing', async (_, changed) => {
    const { url } = await linkOf('c0-1');
    expect(changed(url)).not.toBe(url);
    expect((await play(changed(url))).statusCode).toBe(403);
    expect(house.recordings.asked).toEqual([]);
  });

  test('that another process made plays nothing', async () => {
    const { url } = await linkOf('c0-1');
    const other = await smallHttp({ house });
    expect((await other.inject({ method: 'GET', url })).statusCode).toBe(403);
    await other.close();
  });
});
