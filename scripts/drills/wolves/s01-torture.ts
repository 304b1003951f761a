import { prngFrom } from '../../../src/base/index.ts';
import { Stranger } from '../../../test/kit/stranger.ts';
import type { Drill } from '../drill.ts';
import { passes, type StandardLoad } from '../standard-load.ts';
import { mutated } from './mutate.ts';
import { tortureMessages } from './torture-messages.ts';
import { attacked, FEW } from './watched-calls.ts';

const MUTANTS = 20_000;
/** So many at a time, or the socket of Asterisk is full and they are lost. */
const AT_ONCE = 20;
const PAUSE_MS = 10;
/** The trunk, whose messages get furthest, and nobody. */
const HOSTS = ['127.0.0.2', '127.0.0.50'] as const;

/** Messages of which no two parsers think alike. */
export const torture: Drill = {
  id: 'S01',
  title: 'malformed SIP',
  promise: 'Whatever is sent to the SIP port, Asterisk lives on, and the calls that are there go on.',
  load: FEW,
  run: () => attacked(thrown),
};

async function thrown(standard: StandardLoad): ReturnType<Drill['run']> {
  const { sip } = standard.hotline;
  const prng = prngFrom(1);
  let answers = 0;
  let count = 0;
  let sections = 0;
  for (const host of HOSTS) {
    const stranger = await Stranger.open(host, sip);
    const messages = tortureMessages({ from: host, port: stranger.port, to: sip.host });
    sections = messages.length;
    for (const { bytes } of messages) stranger.throws(bytes);
    count += messages.length;
    for (let mutants = 0; mutants < MUTANTS / HOSTS.length; mutants++) {
      stranger.throws(mutated(prng.pick(messages).bytes, prng));
      count += 1;
      if (mutants % AT_ONCE === 0) await passes(PAUSE_MS);
    }
    await passes(1_000);
    answers += stranger.answersCount;
    await stranger.close();
  }
  return {
    evidence: [
      `${sections} of 49 sections of RFC 4475 and ${MUTANTS} mutants of them, ${count} messages in all, got ${answers} answers`,
    ],
    figures: [
      { what: 'answers, as a sign that they were read', value: answers, unit: 'answers', atLeast: sections },
    ],
    faults: [],
  };
}
