import { expect, test } from 'vitest';
import { noticeWayBy } from '../../src/boot/notice-way.ts';
import type { Order } from '../../src/egress/index.ts';
import type { FetchResult } from '../../src/flow/index.ts';

const request = { url: 'https://crm.example/', headers: {}, secretHeaders: {}, body: '{}' };

async function resultOf(result: FetchResult): Promise<[object, Order]> {
  let asked: Order | undefined;
  const way = noticeWayBy({
    async fetch(order) {
      asked = order;
      return result;
    },
    close: async () => {},
  });
  return [await way.send(request, 'c1-4'), asked!];
}

test('a notice is posted once, with its key', async () => {
  const [, order] = await resultOf({ kind: 'answered', status: 204, body: '' });
  expect(order).toMatchObject({
    idempotencyKey: 'c1-4',
    request: { method: 'post', triesMax: 1, hasKey: true },
  });
});

test.each<[FetchResult, object]>([
  [{ kind: 'answered', status: 200, body: '' }, { kind: 'delivered' }],
  [
    { kind: 'answered', status: 302, body: '' },
    { kind: 'failed', why: 'status 302' },
  ],
  [
    { kind: 'answered', status: 500, body: '' },
    { kind: 'failed', why: 'status 500' },
  ],
  [{ kind: 'timeout' }, { kind: 'failed', why: 'no answer within 10 s' }],
  [{ kind: 'tooBig' }, { kind: 'failed', why: 'an answer that is too long' }],
  [
    { kind: 'refused', why: 'there is no secret "crm"' },
    { kind: 'failed', why: 'there is no secret "crm"' },
  ],
  [
    { kind: 'unreachable', why: 'gone' },
    { kind: 'failed', why: 'gone' },
  ],
])('%j is %j', async (result, wanted) => {
  expect((await resultOf(result))[0]).toEqual(wanted);
});
