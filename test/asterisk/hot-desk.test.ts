import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import { Desks } from './desks.ts';

let desks: Desks;
let pin: string;
beforeAll(async () => {
  desks = await Desks.open();
  pin = await desks.makePin('clara');
}, 60_000);
afterAll(() => desks.close());
afterEach(() => desks.clear());

const caller = async () => (await desks.scene.call('600')).answered();

test('an operator without a phone signs in at one by number and PIN, takes a call there, and signs out', async () => {
  const phone = await desks.phone('2001');
  await desks.signIn(phone, '103', pin);
  await desks.is('clara', { presence: 'ready', desk: '2001', phone: 'reachable' });
  const call = await caller();
  await desks.talks('clara', call);
  call.hangUp();
  expect(await desks.scene.recordOf(call)).toMatchObject({ outcome: 'answered', operator: 'clara' });
  const goodbye = await (await phone.dial('*29')).answered();
  await goodbye.ended;
  await desks.is('clara', { presence: 'offline', desk: null });
});

test('the PIN stands in no log, journal or record', async () => {
  const phone = await desks.phone('2001');
  await desks.signIn(phone, '103', pin);
  await desks.is('clara', { desk: '2001' });
  const facts = await desks.api.audit();
  expect(facts[0]).toMatchObject({ by: 'phone 2001', what: 'operators.signed-in', on: 'clara' });
  expect(JSON.stringify(facts)).not.toContain(pin);
  expect(desks.filesWith(pin)).toEqual([]);
  expect(desks.filesWith('operators.signed-in').length, 'what was written is found').toBeGreaterThan(0);
});

test('who signs in elsewhere moves, and the phone of before rings no more', async () => {
  const first = await desks.phone('2001');
  const second = await desks.phone('2002');
  await desks.signIn(first, '103', pin);
  await desks.signIn(second, '103', pin);
  await desks.is('clara', { desk: '2002' });
  const call = await caller();
  await desks.talks('clara', call);
  call.hangUp();
  await desks.scene.recordOf(call);
  expect([first.calls.length, second.calls.length]).toEqual([0, 1]);
});

test('a wrong PIN signs nobody in, and is written down', async () => {
  const phone = await desks.phone('2001');
  const call = await (await phone.dial('*23')).answered();
  const refusals = async () =>
    (await desks.api.audit()).filter(({ what }) => what === 'operators.sign-in-refused');
  for (let tries = 1; tries <= 3; tries++) {
    await call.press('101#0#', 120);
    // What is pressed while a PIN is looked at is nobody's number.
    const isWritten = async () => ((await refusals()).length === tries ? true : undefined);
    await eventually(`try ${tries} is refused`, isWritten);
  }
  expect(await call.ended).toMatchObject({ by: 'peer' });
  await desks.is('anna', { presence: 'offline', desk: null });
  const refused = await refusals();
  expect(refused[0]).toMatchObject({ by: 'phone 2001', on: 'anna' });
});

test('the operator is still there after a sudden death of Cordboard', async () => {
  const phone = await desks.phone('2002');
  await desks.signIn(phone, '103', pin);
  await desks.is('clara', { desk: '2002' });
  await new Promise((passed) => setTimeout(passed, 300));
  await desks.killed();
  await desks.is('clara', { presence: 'ready', desk: '2002', phone: 'reachable' });
  const call = await caller();
  await desks.talks('clara', call);
  call.hangUp();
  expect(await desks.scene.recordOf(call)).toMatchObject({ operator: 'clara' });
});
