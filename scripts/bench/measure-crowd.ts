import { prngFrom } from '../../src/base/index.ts';
import { Diary } from '../../test/kit/phones/index.ts';
import { type BenchPhones, openBenchPhones } from './bench-phones.ts';
import type { Contestant } from './contestant.ts';
import { CROWD } from './layout.ts';

const WAITING = 30;
const ANSWER_AFTER_MS = 300;
const TALK_MS_MIN = 2_000;
const TALK_MS_MAX = 5_000;
const BETWEEN_FIRST_CALLS_MS = 50;

/**
 * Twenty operators work through callers of whom thirty always wait: each operator talks for two to five
 * seconds, hangs up, and must ring again at once. Goes on until `tries` operators were freed and rang again.
 */
export async function measureCrowd(contestant: Contestant, tries: number, seed: number): Promise<Diary> {
  const diary = new Diary();
  const talk = prngFrom(seed);
  const behaviour = () => ({
    kind: 'answer' as const,
    afterMs: ANSWER_AFTER_MS,
    talkMs: TALK_MS_MIN + talk.below(TALK_MS_MAX - TALK_MS_MIN),
  });
  const phones = await openBenchPhones(contestant, diary, CROWD.phones, behaviour());
  for (const operator of phones.operators.values()) {
    operator.behave(behaviour());
    operator.onTalking = () => operator.behave(behaviour());
  }
  await keepWaiting(phones, diary, tries);
  await phones.close();
  return diary;
}

/** Every caller who reaches an operator is replaced by a new one. */
async function keepWaiting(phones: BenchPhones, diary: Diary, tries: number): Promise<void> {
  const place = (): Promise<unknown> => phones.line.call(phones.nextNumber(), CROWD.dialled);
  for (let count = 0; count < WAITING + CROWD.phones.length; count++) {
    await place();
    await new Promise((passed) => setTimeout(passed, BETWEEN_FIRST_CALLS_MS));
  }
  let seen = 0;
  for (let offers = 0; offers < tries + CROWD.phones.length; ) {
    const next = diary.events.slice(seen).findIndex((event) => event.kind === 'rang');
    if (next < 0) {
      await diary.until('an operator rings', (event) => event.kind === 'rang', 30_000, diary.events.length);
      continue;
    }
    seen += next + 1;
    offers += 1;
    if (offers > CROWD.phones.length) await place();
  }
}
