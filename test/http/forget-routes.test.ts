import { afterEach, beforeEach, expect, test } from 'vitest';
import { foldCallback } from '../../src/callbacks/index.ts';
import type { Http } from '../../src/http/index.ts';
import { bookedEntry } from '../callbacks/promise.ts';
import { SmallHouse, SmallStore, waitingCall } from './doubles.ts';
import { waitingContact } from './small-contacts.ts';
import { smallHttp } from './small-http.ts';

let house: SmallHouse;
let store: SmallStore;
let http: Http;

beforeEach(async () => {
  [house, store] = [new SmallHouse(), new SmallStore()];
  http = await smallHttp({ house, store });
});
afterEach(() => http.close());

const forget = (number: string) =>
  http.inject({
    method: 'DELETE',
    url: `/api/v1/customers?number=${encodeURIComponent(number)}`,
    headers: { authorization: 'Bearer token' },
  });

test('a person is taken out of everything, and the audit tells of it without the number', async () => {
  house.contacts.put(waitingContact('c1'));
  const { customer } = waitingContact('c1');
  expect((await forget(customer)).json()).toEqual({ calls: 2, contacts: 1, recordings: 3, held: 1 });
  expect(store.forgottenNumbers).toEqual([customer]);
  expect(store.facts).toMatchObject([
    { what: 'customers.delete', on: null, by: 'admin', details: { calls: 2 } },
  ]);
  expect(JSON.stringify(store.facts)).not.toContain(customer.slice(1));
});

test('who is on the line, or is to be called back, is not forgotten in the middle of it', async () => {
  const { statusCode, ...answer } = await forget(waitingCall.caller);
  expect([statusCode, answer.json().code]).toEqual([409, 'CUSTOMER_BUSY']);
  const promise = foldCallback(undefined, bookedEntry('p1', 1_000))!;
  store.promises = [promise];
  expect((await forget(promise.number)).json().code).toBe('CUSTOMER_BUSY');
  expect(store.forgottenNumbers).toEqual([]);
  expect(house.recordings.asked).toEqual([]);
});
