import { prngFrom } from '../../../src/base/index.ts';
import type { Address } from '../../../test/kit/phones/index.ts';
import { Stranger } from '../../../test/kit/stranger.ts';
import type { Drill } from '../drill.ts';
import { lacksSipServer } from '../edge-load.ts';
import { passes } from '../standard-load.ts';
import { mutated } from './mutate.ts';
import { tortureMessages } from './torture-messages.ts';
import { attacked, FEW } from './watched-calls.ts';
import { attackedEdge } from './watched-edge.ts';

const MUTANTS = 20_000;
/** So many at a time, or the socket of the server is full and they are lost. */
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
  run: () => attacked(({ hotline }) => thrown(hotline.sip)),
};

/** The same at the port of a SIP edge, which is another program with another parser. */
export const tortureOfEdge: Drill = {
  id: 'S01E',
  title: 'malformed SIP to a SIP edge',
  promise:
    'Malformed messages by the thousand end neither the SIP server nor the edge, nor a node behind it, and the calls that are there go on.',
  load: FEW,
  hindrance: lacksSipServer,
  run: () => attackedEdge(({ world }) => thrown(world.server.sip)),
};

async function thrown(sip: Address): ReturnType<Drill['run']> {
  const prng = prngFrom(1);
  let answers = 0;
  let letIn = 0;
  let count = 0;
  let sections = 0;
  for (const host of HOSTS) {
    const stranger = await Stranger.open(host, sip);
    const messages = tortureMessages({ from: host, port: stranger.port, to: sip.host });
    sections = messages.length;
    for (const { bytes } of messages) stranger.throws(bytes);
    count += messages.length;
    for (let mutants = 0; mutants < MUTANTS / HOSTS.length; mutants++) {
      stranger.throws(mutated(asNew(prng.pick(messages).bytes, mutants), prng));
      count += 1;
      if (mutants % AT_ONCE === 0) await passes(PAUSE_MS);
    }
    await passes(1_000);
    answers += stranger.answersCount;
    letIn += stranger.letInCount;
    await stranger.close();
  }
  return {
    evidence: [
      `${sections} of 49 sections of RFC 4475 and ${MUTANTS} mutants of them, ${count} messages in all, got ${answers} answers`,
    ],
    figures: [
      { what: 'answers, as a sign that they were read', value: answers, unit: 'answers', atLeast: sections },
      { what: 'calls and registrations let in', value: letIn, unit: 'of them', atMost: 0 },
    ],
    faults: [],
  };
}

/** With another branch and Call-ID: what looks like a repetition is not read to its end. */
const asNew = (bytes: Buffer, count: number): Buffer =>
  Buffer.from(bytes.toString('latin1').replaceAll('torture-', `t${count}-`), 'latin1');
