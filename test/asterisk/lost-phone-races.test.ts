import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import type { OperatorPhone, OutgoingCall } from '../kit/phones/index.ts';
import { expectAllIsOver, IS_FULL, mayBeDone, passes } from './race.ts';
import { PHONES, Scene } from './scene.ts';

/** From the last sound to the caller's place in the line: OPTIONS every 30 s, 3 s for their answer, 3 s of silence. */
const NOTICED_MS_MAX = 40_000;
/** The same for a phone of which the exchange knows at once that it is gone. */
const NOTICED_AT_ONCE_MS_MAX = 6_000;
const TEST_MS = 60_000;

/** How a phone goes, and how soon that must be noticed. `npm test` does not wait for OPTIONS. */
const WAYS: readonly (readonly [way: string, withinMs: number])[] = [
  ['signs out and is gone', NOTICED_AT_ONCE_MS_MAX],
  ...(IS_FULL
    ? ([
        ['has no network any more', NOTICED_MS_MAX],
        ['has no network any more while the caller is given away', NOTICED_MS_MAX],
      ] as const)
    : []),
];

let scene: Scene;
let anna: OperatorPhone;
let boris: OperatorPhone;
beforeAll(async () => {
  scene = await Scene.open();
  anna = await scene.ready('anna', { kind: 'answer', afterMs: 20 });
  boris = await scene.register('boris', { kind: 'answer', afterMs: 20 });
}, TEST_MS);
afterAll(() => scene.close());

/** Not a word and not a sound comes from anna's phone any more. */
async function vanishes(way: string, { number }: OutgoingCall): Promise<void> {
  const media = anna.current!.media!;
  if (way === 'signs out and is gone') await anna.unregister();
  anna.behave({ kind: 'dead' });
  await media.close();
  if (!way.endsWith('given away')) return;
  const [record] = await scene.hotline.api.recordsOf(number);
  // Boris takes no calls: it is refused, and the talk must go on being watched.
  await mayBeDone(scene.hotline.api.withTalk(record!.callId, 'transfer', { operator: 'boris' }));
}

/** Anna starts another phone; the contact of the one that is gone is still there, and answers nobody. */
async function comesBack(): Promise<void> {
  await anna.close();
  anna = await scene.register('anna', { kind: 'answer', afterMs: 20 });
}

test.each(WAYS)(
  'a phone %s in a talk: the caller hears so, and has the old place',
  async (way, withinMs) => {
    await scene.setState('boris', 'paused');
    const call = await (await scene.call('200')).answered();
    await scene.talks('anna', call);
    const later = await (await scene.call('200')).answered();
    await scene.waitsIn('support', later.number);
    await vanishes(way, call);
    const place = await eventually(
      'the caller waits again',
      async () => {
        const { queues } = await scene.hotline.api.board();
        const waiting = queues.find(({ id }) => id === 'support')!.waiting.map(({ caller }) => caller);
        return waiting.length === 2 ? waiting : undefined;
      },
      withinMs,
    );
    expect(place, 'in the order of their arrival').toEqual([call.number, later.number]);
    await passes(200);
    await scene.setState('boris', 'ready');
    await scene.talks('boris', call);
    call.hangUp();
    await scene.talks('boris', later);
    later.hangUp();
    await comesBack();
    const phones = new Map([
      ['anna', anna],
      ['boris', boris],
    ] as const);
    for (const each of [call, later]) {
      const record = await expectAllIsOver(scene, each, phones);
      expect(record).toMatchObject({ outcome: 'answered', operator: 'boris', endedBy: 'caller' });
    }
    await expectApology(call);
    expect(scene.diary.count('refused', PHONES.boris), 'never rung while in use').toBe(0);
  },
  TEST_MS,
);

async function expectApology({ number }: OutgoingCall): Promise<void> {
  const [record] = await scene.hotline.api.recordsOf(number);
  const { timeline } = await scene.hotline.api.story(record!.callId);
  const lost = timeline.findIndex(({ kind }) => kind === 'operatorLost');
  expect(timeline[lost]).toMatchObject({ operator: 'anna' });
  const said = timeline.slice(lost).find((entry) => entry.kind === 'said');
  expect(JSON.stringify(said)).toContain('the connection was lost');
}
