import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../../../test/kit/eventually.ts';
import { Stranger } from '../../../test/kit/stranger.ts';
import { hostileWords } from '../../../test/telephony/hostile-words.ts';
import type { Drill } from '../drill.ts';
import { passes, type StandardLoad } from '../standard-load.ts';
import { attacked, FEW } from './watched-calls.ts';

const WORDS = 10_000;
/** So many of them are the caller's own name, number and headers in a call that is taken and given up at once. */
const CALLERS = 1_000;
const TRUNK = '127.0.0.2';
const DIALLED = '100';
const AT_ONCE = 10;
const PAUSE_MS = 25;
const QUIET_MS = 3_000;
const GONE_MS = 10_000;
/** What a channel of ours may be at in the dialplan: a number, a code, or a place of ours. */
const EXTENSION = /^(?:\+?\d{1,15}|\*\d\d|s|)$/;

/** Callers with names and numbers that a dialplan, a header or a log could take for its own words. */
export const words: Drill = {
  id: 'S07',
  title: 'words of strangers in calls',
  promise: 'What callers send is never run, dialled or taken for a line of a log.',
  load: FEW,
  run: () => attacked(called),
};

async function called(standard: StandardLoad): ReturnType<Drill['run']> {
  const { hotline } = standard;
  const { data } = hotline.launched;
  const trace = join(data, 'trace');
  const run = [
    `\${SHELL(touch ${trace})}`,
    `\`touch ${trace}\``,
    `\${FILE(${trace},,,l,,x)}`,
    `;touch ${trace}`,
  ];
  const stranger = await Stranger.open(TRUNK, hotline.sip);
  for (const [index, word] of hostileWords(WORDS - run.length)
    .concat(run)
    .entries()) {
    if (index % (WORDS / CALLERS) === 0 || index >= WORDS - run.length) callAndGiveUp(stranger, word);
    else
      void stranger.asks('INVITE', 'caller', { to: encodeURIComponent(word.toWellFormed()).slice(0, 1_000) });
    if (index % AT_ONCE === 0) await passes(PAUSE_MS);
  }
  await allRead(stranger);
  const known = standard.talking.length + standard.waiting.length + standard.phones.length;
  const left = async (): Promise<number> => (await hotline.witness.channels()).length - known;
  await eventually('all have given up', async () => ((await left()) === 0 ? true : undefined), GONE_MS).catch(
    () => {},
  );
  const faults: string[] = [];
  if (existsSync(trace)) faults.push('a program was run');
  faults.push(...(await strangeLines(data)));
  const { answersCount: answers } = stranger;
  await stranger.close();
  return {
    evidence: [
      `${WORDS} texts, of them ${CALLERS} as name, number and headers of callers, got ${answers} answers`,
    ],
    figures: [
      { what: 'answers, as a sign that they were read', value: answers, unit: 'answers', atLeast: WORDS / 2 },
      { what: 'channels left over', value: await left(), unit: 'channels', atMost: 0 },
    ],
    faults,
  };
}

/** What was sent waits in Asterisk: all has been read when no more answers come. */
async function allRead(stranger: Stranger): Promise<void> {
  for (let before = -1; before !== stranger.answersCount; ) {
    before = stranger.answersCount;
    await passes(QUIET_MS);
  }
}

/** The word is in everything that a caller can say of themselves. */
function callAndGiveUp(stranger: Stranger, word: string): void {
  const inLine = word.replaceAll(/[\r\n\0]/g, ' ');
  const user = encodeURIComponent(word.toWellFormed()).slice(0, 300);
  const quoted = inLine.replaceAll(/["\\]/g, '\\$&');
  const identity: [string, string][] = [
    ['P-Asserted-Identity', `"${quoted}" <sip:${user}@${TRUNK}>`],
    ['Diversion', `"${quoted}" <sip:${user}@${TRUNK}>;reason=${encodeURIComponent(word.toWellFormed())}`],
    ['Subject', inLine],
    ['X-Cordboard-Call', inLine],
  ];
  stranger.callsAndGivesUp({ name: quoted, user, to: DIALLED, extra: identity });
}

/** Lines of Cordboard's log that are no JSON, and lines of Asterisk's own diary that name a strange place. */
async function strangeLines(data: string): Promise<readonly string[]> {
  const log = (await readFile(join(data, 'logs/cordboard.log'), 'utf8'))
    .split('\n')
    .filter((line) => line !== '');
  const broken = log.filter((line) => !isJson(line)).slice(0, 3);
  const diary = await readFile(join(data, 'run/asterisk/log/cel-custom/Master.csv'), 'utf8');
  const strange = diary
    .trimEnd()
    .split('\n')
    .filter((line) => !EXTENSION.test(fieldsOf(line)[6] ?? '?'))
    .slice(0, 3);
  return [
    ...broken.map((line) => `a line of the log is no JSON: ${line.slice(0, 200)}`),
    ...strange.map((line) => `a line of the diary is strange: ${line.slice(0, 300)}`),
  ];
}

/** The fields of a line of Asterisk's diary. */
const fieldsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, field = '']) => field);

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
