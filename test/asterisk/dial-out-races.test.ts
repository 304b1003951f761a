import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OperatorPhone, OutgoingCall, PhoneEvent } from '../kit/phones/index.ts';
import { Desks, ownCallOf } from './desks.ts';
import { atOnce, IS_FULL, momentsMs } from './race.ts';

/** How long people talk: the two must have been joined before one of them hangs up. */
const TALK_MS = 200;
/** When she dials, counted from the moment at which the two callers do: far off, and where it is decided who is first. */
const AROUND = [...momentsMs(-200, 200, [-120, 120]), -40, -20, -15, -10, -5, 0, 10, 20];
const RACES = AROUND.flatMap((afterMs) => Array.from({ length: IS_FULL ? 5 : 2 }, () => afterMs));
const BUSY = 486;

let desks: Desks;
let phone: OperatorPhone;
/** How often she was through with her number, and how often a caller was there first. */
const wonBy = { operator: 0, caller: 0 };

beforeAll(async () => {
  desks = await Desks.open();
  phone = await desks.phone('1001', { kind: 'answer', afterMs: 20, talkMs: TALK_MS });
  desks.outside.behave({ kind: 'answer', afterMs: 20, talkMs: TALK_MS });
  await desks.api.setState('anna', 'ready');
}, 60_000);
afterAll(async () => {
  await desks.clear();
  await desks.close();
});

test.each(RACES)(
  'two callers come to two queues of one operator who dials out %i ms later: one talk at a time, nobody is lost',
  async (afterMs) => {
    const from = desks.scene.diary.events.length;
    const callers: OutgoingCall[] = [];
    const comes = async (): Promise<void> => {
      callers.push(...(await Promise.all([desks.scene.call('600'), desks.scene.call('700')])));
    };
    let own!: OutgoingCall;
    const dials = async (): Promise<void> => {
      own = await phone.dial('030123456');
    };
    await atOnce(comes, dials, afterMs);
    const isThrough = await ownCallIsOver(own);
    wonBy[isThrough ? 'operator' : 'caller'] += 1;
    for (const call of callers) expect(await call.ended).toMatchObject({ by: 'peer', status: 200 });
    await nobodyIsLost(callers);
    const events = desks.scene.diary.events.slice(from);
    expect(events.filter(({ kind, phone: name }) => kind === 'refused' && name === phone.name)).toEqual([]);
    if (isThrough) expect(rungDuring(own, events), 'rung while she called').toEqual([]);
  },
);

test('she was through in some of these races, and a caller was there first in others', () => {
  expect(wonBy.operator).toBeGreaterThan(0);
  expect(wonBy.caller).toBeGreaterThan(0);
});

/** Either she is told that she has a call, or she is put through and has one record of it. Resolves with which. */
async function ownCallIsOver(own: OutgoingCall): Promise<boolean> {
  const { status } = await own.ended;
  expect([200, BUSY]).toContain(status);
  const isThrough = status !== BUSY;
  if (isThrough) await restIsOver();
  const records = await desks.api.recordsOf('101');
  expect(records, 'one record of each call that was put through').toHaveLength(
    wonBy.operator + Number(isThrough),
  );
  return isThrough;
}

/** Behind a call of her own she rests for a second, which these races do not wait for. */
async function restIsOver(): Promise<void> {
  const { record } = await ownCallOf(desks, '101');
  expect(record).toMatchObject({ outcome: 'answered', operator: 'anna', direction: 'outgoing' });
  await desks.is('anna', { unit: 'wrapUp' });
  await desks.api.setState('anna', 'finish_wrap_up');
}

/** Both have talked with her, each with one offer and one record; by Asterisk's diary one behind the other. */
async function nobodyIsLost(callers: readonly OutgoingCall[]): Promise<void> {
  for (const [index, call] of callers.entries()) {
    const record = await desks.scene.recordOf(call);
    const queue = ['help', 'sales'][index];
    expect(record).toMatchObject({ outcome: 'answered', operator: 'anna', queue, offersCount: 1 });
  }
  await desks.is('anna', { unit: 'free' });
  const { witness } = desks.scene.hotline;
  await witness.isEmpty();
  const cel = await witness.cel((endpoint) => endpoint === phone.name);
  expect(cel.doubleTalks()).toEqual([]);
}

/** Her phone rang between her first digit and the end of that call. */
function rungDuring(own: OutgoingCall, events: readonly PhoneEvent[]): readonly PhoneEvent[] {
  const [beganMs, endedMs] = ['placed', 'wasHungUp'].map(
    (kind) => events.find((event) => event.callId === own.callId && event.kind === kind)!.atMs,
  );
  return events.filter(
    ({ kind, phone: name, atMs }) =>
      kind === 'rang' && name === phone.name && atMs > beganMs! && atMs < endedMs!,
  );
}
