import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import type { OperatorPhone, OutgoingCall } from '../kit/phones/index.ts';
import { atOnce, expectAllIsOver, mayBeDone, momentsMs, passes } from './race.ts';
import { expectSameTalk, type OperatorId, PHONES, Scene } from './scene.ts';

/** Long enough for whatever two at once have set going: the next phone rings, is answered, the two are joined. */
const SETTLED_MS = 400;
const AROUND = momentsMs(-60, 300, [-20, 20]);

/** Who may hang up while something is done with the talk. */
type Side = 'caller' | 'anna' | 'boris';
type Talk = { readonly call: OutgoingCall; readonly asks: (what: string, body?: object) => Promise<void> };

let scene: Scene;
const phones = new Map<OperatorId, OperatorPhone>();
beforeAll(async () => {
  scene = await Scene.open();
  for (const id of ['anna', 'boris'] as const)
    phones.set(id, await scene.ready(id, { kind: 'answer', afterMs: 20 }));
}, 60_000);
afterAll(() => scene.close());

/** A caller who talks with anna, while boris is free. */
async function inTalk(): Promise<Talk> {
  await scene.setState('boris', 'paused');
  const call = await (await scene.call('200')).answered();
  await scene.talks('anna', call);
  await scene.setState('boris', 'ready');
  const [record] = await scene.hotline.api.recordsOf(call.number);
  return { call, asks: (what, body) => scene.hotline.api.withTalk(record!.callId, what, body) };
}

/** Boris, who was asked for a word, has answered. */
async function inConsultation(): Promise<Talk> {
  const talk = await inTalk();
  scene.conferring.add(talk.call.number);
  await talk.asks('consult', { operator: 'boris' });
  const [record] = await scene.hotline.api.recordsOf(talk.call.number);
  await eventually('boris is consulted', async () => {
    const { timeline } = await scene.hotline.api.story(record!.callId);
    return timeline.some(({ kind }) => kind === 'consultAnswered') ? true : undefined;
  });
  return talk;
}

function hangsUp(side: Side, call: OutgoingCall): void {
  if (side === 'caller') call.hangUp();
  else phones.get(side)!.hangUp();
}

/** Whoever is still there hangs up, and nothing is left. */
async function isOver({ call }: Talk): Promise<void> {
  await passes(SETTLED_MS);
  call.hangUp();
  await call.ended;
  const record = await expectAllIsOver(scene, call, phones);
  expect(record.outcome).toBe('answered');
  const endpoints = Object.values<string>(PHONES);
  expectSameTalk(record, await scene.hotline.witness.cel((endpoint) => endpoints.includes(endpoint)));
}

/** What was promised to anna is kept, although she hangs up at once: boris has the caller. */
async function isWithBoris({ call }: Talk): Promise<void> {
  await scene.talks('boris', call);
}

for (const side of ['caller', 'anna', 'boris'] as const) {
  test.each(AROUND)(`the caller is given away, and ${side} hangs up %i ms after that`, async (afterMs) => {
    const talk = await inTalk();
    let isGiven = false;
    const gives = async (): Promise<void> => {
      isGiven = await mayBeDone(talk.asks('transfer', { operator: 'boris' }));
    };
    await atOnce(gives, () => hangsUp(side, talk.call), afterMs);
    if (isGiven && side === 'anna') await isWithBoris(talk);
    await isOver(talk);
  });

  test.each(AROUND)(`the caller is handed over, and ${side} hangs up %i ms after that`, async (afterMs) => {
    const talk = await inConsultation();
    const handsOver = () => mayBeDone(talk.asks('consult/hand-over'));
    await atOnce(handsOver, () => hangsUp(side, talk.call), afterMs);
    // Whoever hangs up while somebody is consulted hands the caller over by that.
    if (side === 'anna') await isWithBoris(talk);
    await isOver(talk);
  });
}

for (const side of ['caller', 'anna'] as const) {
  test.each(AROUND)(`the caller is put on hold, and ${side} hangs up %i ms after that`, async (afterMs) => {
    const talk = await inTalk();
    await atOnce(
      () => mayBeDone(talk.asks('hold')),
      () => hangsUp(side, talk.call),
      afterMs,
    );
    await isOver(talk);
  });

  test.each(AROUND)(`the hold is over, and ${side} hangs up %i ms after that`, async (afterMs) => {
    const talk = await inTalk();
    await talk.asks('hold');
    await passes(60);
    await atOnce(
      () => mayBeDone(talk.asks('resume')),
      () => hangsUp(side, talk.call),
      afterMs,
    );
    await isOver(talk);
  });

  test.each(AROUND)(
    `anna's phone gives the caller away by itself, and ${side} hangs up %i ms after that`,
    async (afterMs) => {
      const talk = await inTalk();
      const target = `sip:${PHONES.boris}@${scene.hotline.sip.host}`;
      const gives = async () => phones.get('anna')!.current?.refer(target);
      await atOnce(gives, () => hangsUp(side, talk.call), afterMs);
      if (side === 'anna' && afterMs > 0) await isWithBoris(talk);
      await isOver(talk);
    },
  );
}
