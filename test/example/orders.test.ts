import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ORDERS, serveOrders } from '../../scripts/example/orders.ts';
import { readBundleFolder } from '../../src/boot/index.ts';
import { settingOf } from '../../src/boot/setting.ts';
import { loadBundle } from '../../src/bundle/index.ts';
import type { FetchResult } from '../../src/flow/index.ts';
import { itemText } from '../../src/rehearsal/happening.ts';
import { callInto, Rehearsal, SOME_TIME_MS } from '../../src/rehearsal/index.ts';
import { ROOT } from '../sources.ts';

/** What callers hear before the day, by the order's number. */
const SAID: Readonly<Record<string, string>> = {
  '1001': 'order-packed',
  '1002': 'order-sent',
  '1003': 'order-delivered',
  '9999': 'no-such-order',
};

const { bundle } = loadBundle(await readBundleFolder(join(ROOT, 'ivr-flows')));
let server: Awaited<ReturnType<typeof serveOrders>>;
beforeAll(async () => {
  server = await serveOrders(0);
});
afterAll(() => void server.close());

test('has a sentence here for every order that the server knows', () => {
  expect(Object.keys(SAID)).toEqual([...ORDERS.keys(), '9999']);
});

test.each(Object.entries(SAID))(
  'the example hotline reads out what its server says of order %s',
  async (order, said) => {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/orders/${order}`);
    const answer: FetchResult = { kind: 'answered', status: response.status, body: await response.text() };
    const asked: string[] = [];
    const rehearsal = new Rehearsal({
      flows: {
        ...settingOf(bundle!),
        servers: ({ url }) => {
          asked.push(url);
          return answer;
        },
      },
      start: callInto(bundle!.flows.flows.get('hotline')!, bundle!, {}),
      atMs: SOME_TIME_MS,
      queueEnds: () => null,
    });
    rehearsal.call();
    rehearsal.press('25');
    rehearsal.hear();
    rehearsal.press(`${order}#`);
    rehearsal.hear();
    expect(asked).toEqual([`http://127.0.0.1:8090/orders/${order}`]);
    const sentences = rehearsal.happenings.flatMap((one) =>
      one.kind === 'said' ? [one.items.map(itemText).join(' ')] : [],
    );
    expect(sentences).toContainEqual(expect.stringMatching(new RegExp(`^${said}( \\d{4}-\\d\\d-\\d\\d)?$`)));
  },
);
