import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deliverMessage } from '../../src/jobs/index.ts';
import { Receiver } from './receiver.ts';

const MESSAGE = { id: 'msg_1', event: 'call.ended', body: '{"type":"call.ended","caller":"Анна"}' };

describe('a try to deliver', () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await Receiver.start('key');
  });
  afterEach(() => receiver.close());

  const deliver = (url = receiver.url) =>
    deliverMessage(MESSAGE, { url, secret: 'key', events: ['call.ended'] }, 1_000_000);

  test('posts the body as it is, signed', async () => {
    expect(await deliver()).toEqual({ kind: 'delivered' });
    expect(receiver.received).toEqual([
      expect.objectContaining({ id: 'msg_1', body: MESSAGE.body, signed: true, path: '/hook' }),
    ]);
    expect(receiver.received[0]?.headers).toMatchObject({ 'content-type': 'application/json' });
  });

  test.each([
    [200, { kind: 'delivered' }],
    [299, { kind: 'delivered' }],
    [302, { kind: 'failed', why: 'status 302' }],
    [400, { kind: 'failed', why: 'status 400' }],
    [410, { kind: 'gone' }],
    [500, { kind: 'failed', why: 'status 500' }],
  ])('takes status %i for what it is', async (status, result) => {
    receiver.answers = [Receiver.status(status, { location: `${receiver.url}/elsewhere` })];
    expect(await deliver()).toEqual(result);
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook']);
  });

  test.each([
    ['7', 7_000],
    ['0', 0],
    ['999999', 3_600_000],
    ['Thu, 01 Jan 1970 00:17:00 GMT', 20_000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['soon', undefined],
  ])('hears when a receiver asks for a pause: %s', async (header, againMs) => {
    receiver.answers = [Receiver.status(503, { 'retry-after': header })];
    const asked = againMs === undefined ? {} : { againMs };
    expect(await deliver()).toEqual({ kind: 'failed', why: 'status 503', ...asked });
  });

  test('reports a receiver that breaks the connection', async () => {
    receiver.answers = [(response) => response.destroy()];
    expect(await deliver()).toEqual({ kind: 'failed', why: expect.any(String) });
  });

  test('does not wait for a receiver that never answers, nor for one that never ends', async () => {
    receiver.answers = [() => {}, (response) => response.writeHead(200).write('and so on')];
    const target = { url: receiver.url, secret: 'key', events: ['call.ended'] };
    const hung = await deliverMessage(MESSAGE, target, 1_000_000, 50);
    expect(hung).toEqual({ kind: 'failed', why: expect.stringMatching(/timeout/) });
    expect(await deliver()).toEqual({ kind: 'delivered' });
  });

  test('reports a receiver that is not there', async () => {
    const { url } = receiver;
    await receiver.close();
    expect(await deliver(url)).toEqual({ kind: 'failed', why: expect.stringMatching(/ECONNREFUSED/) });
    receiver = await Receiver.start('key');
  });
});
