import { Diary } from '../../test/kit/phones/index.ts';
import { openBenchPhones } from './bench-phones.ts';
import type { Contestant } from './contestant.ts';
import { ARRIVAL } from './layout.ts';

const REST_MS = 30;

/** One caller after the other comes to a queue with ready operators, and leaves as soon as a phone rings. */
export async function measureArrival(contestant: Contestant, tries: number): Promise<Diary> {
  const diary = new Diary();
  const phones = await openBenchPhones(contestant, diary, ARRIVAL.phones, { kind: 'ring' });
  for (let count = 0; count < tries; count++) {
    const number = phones.nextNumber();
    const call = await phones.line.call(number, ARRIVAL.dialled);
    await diary.until(`a phone rings for ${number}`, (e) => e.kind === 'rang' && e.peer === number);
    call.hangUp();
    await diary.until(`it stops for ${number}`, (e) => e.kind === 'ringingEnded' && e.peer === number);
    await call.ended;
    await new Promise((passed) => setTimeout(passed, REST_MS));
  }
  await phones.close();
  return diary;
}
