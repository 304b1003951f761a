import { Diary } from '../../test/kit/phones/index.ts';
import { type BenchPhones, openBenchPhones } from './bench-phones.ts';
import type { Contestant } from './contestant.ts';
import { PAIRS } from './layout.ts';

/** The phone rings for three seconds at most; app_queue then waits for one more. */
const SECOND_RING_MS = 10_000;
/** The queues begin one after the other, so that their phones are not given up all in the same moment. */
const BETWEEN_QUEUES_MS = 150;

/** In twenty queues at once: nobody answers the first phone, the second rings, the caller leaves. */
export async function measureNext(contestant: Contestant, tries: number): Promise<Diary> {
  const diary = new Diary();
  const all = PAIRS.flatMap((pair) => pair.phones);
  const phones = await openBenchPhones(contestant, diary, all, { kind: 'ring' });
  let left = tries;
  const work = async (pair: (typeof PAIRS)[number], place: number): Promise<void> => {
    await new Promise((passed) => setTimeout(passed, place * BETWEEN_QUEUES_MS));
    while (left > 0) {
      left -= 1;
      await oneTry(phones, diary, pair.dialled);
      await contestant.ready(pair.phones);
    }
  };
  await Promise.all(PAIRS.map(work));
  await phones.close();
  return diary;
}

async function oneTry(phones: BenchPhones, diary: Diary, dialled: string): Promise<void> {
  const number = phones.nextNumber();
  const call = await phones.line.call(number, dialled);
  const first = await diary.until(
    `a phone rings for ${number}`,
    (e) => e.kind === 'rang' && e.peer === number,
  );
  const isNext = (e: (typeof diary.events)[number]): boolean =>
    e.kind === 'rang' && e.peer === number && e.phone !== first.phone;
  const second = await diary.until(`the next phone rings for ${number}`, isNext, SECOND_RING_MS);
  call.hangUp();
  const isOver = (e: (typeof diary.events)[number]): boolean =>
    e.kind === 'ringingEnded' && e.callId === second.callId;
  await diary.until(`it stops for ${number}`, isOver);
  await call.ended;
}
