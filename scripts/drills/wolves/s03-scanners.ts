import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSecurityLine } from '../../../src/bans/index.ts';
import { eventually } from '../../../test/kit/eventually.ts';
import { Stranger } from '../../../test/kit/stranger.ts';
import type { Drill, DrillFigure } from '../drill.ts';
import type { StandardLoad } from '../standard-load.ts';
import { lacksSipvicious, sipvicious } from './sipvicious.ts';
import { attacked, FEW } from './watched-calls.ts';

/** Each attacker has an address of its own. */
const [MAP, WAR, NAMES, CRACK, PHONE] = [
  '127.0.0.40',
  '127.0.0.41',
  '127.0.0.42',
  '127.0.0.43',
  '127.0.0.44',
] as const;
/** Phones of the load are among them. */
const [EXTENSIONS, KNOWN] = ['1000-1999', '1001'] as const;
const METHODS = ['REGISTER', 'OPTIONS', 'INVITE'] as const;
/** What they find stands in a table, a line for each. */
const FOUND = /\|\s*1\d{3}\s*\|/;
const GUESSES = 500;
const BANNED_MS_MAX = 10_000;
const TRIES_MAX = 50;
const TURNED_AWAY = 403;

/** The tools with which the internet looks for telephone exchanges. */
export const scanners: Drill = {
  id: 'S03',
  title: 'scanners (SIPVicious)',
  promise:
    'Nobody learns which accounts exist, and whoever guesses names or passwords is turned away within 10 seconds; phones elsewhere do not notice.',
  load: FEW,
  hindrance: lacksSipvicious,
  run: () => attacked(scanned),
};

async function scanned(standard: StandardLoad): ReturnType<Drill['run']> {
  const { sip } = standard.hotline;
  const target = [sip.host, '-p', String(sip.port)];
  const faults: string[] = [];
  const map = await sipvicious('svmap', MAP, ...target);
  for (const method of METHODS) {
    const war = await sipvicious('svwar', WAR, '-e', EXTENSIONS, '-m', method, '--force', ...target);
    if (FOUND.test(war)) faults.push(`svwar by ${method}: ${war}`);
  }
  const names = await guessesNames(standard);
  const cracked = await sipvicious('svcrack', CRACK, '-u', KNOWN, '-r', `1-${GUESSES}`, ...target);
  if (FOUND.test(cracked)) faults.push(`svcrack: ${cracked}`);
  const figures = [
    ...(await banOf(standard, 'names', NAMES)),
    ...(await banOf(standard, 'passwords', CRACK)),
  ];
  faults.push(...(await othersAreServed(standard)));
  return {
    evidence: [
      `svmap ${map.includes(sip.host) ? 'found a SIP server' : 'found nothing'}; svwar asked for ${EXTENSIONS} by ${METHODS.join(', ')}`,
      `${names} names were tried, and svcrack tried ${GUESSES} passwords for ${KNOWN}, which exists`,
    ],
    figures,
    faults,
  };
}

/** One name after the other, as fast as answers come: svwar gives up when all get the same. Resolves with how many. */
async function guessesNames({ hotline }: StandardLoad): Promise<number> {
  const stranger = await Stranger.open(NAMES, hotline.sip);
  let count = 0;
  for (let status: number | undefined; status !== TURNED_AWAY && count < GUESSES; count++)
    status = (await stranger.asks('REGISTER', String(2_000 + count)))?.status;
  await stranger.close();
  return count;
}

/** How long and how many failures it took, by Asterisk's own words; infinite where there is no ban. */
async function banOf(standard: StandardLoad, what: string, address: string): Promise<readonly DrillFigure[]> {
  const { api, launched } = standard.hotline;
  const sinceOf = async (): Promise<number | undefined> =>
    (await api.bans()).find((ban) => ban.address === address)?.sinceMs;
  const sinceMs = await eventually(`${what}: a ban`, sinceOf, BANNED_MS_MAX).catch(
    () => Number.POSITIVE_INFINITY,
  );
  const log = await readFile(join(launched.data, 'run/asterisk/log/security.log'), 'latin1');
  const failures = log.split('\n').filter((line) => accuses(line, address));
  const firstMs = Date.parse(/EventTV=\\"([^"\\]+)/.exec(failures[0] ?? '')?.[1] ?? '');
  const seconds = (sinceMs - firstMs) / 1_000;
  return [
    {
      what: `${what}: from the first failure to the ban`,
      value: seconds,
      unit: 's',
      atMost: BANNED_MS_MAX / 1_000,
    },
    {
      what: `${what}: failures until turned away`,
      value: failures.length,
      unit: 'tries',
      atMost: TRIES_MAX,
      atLeast: 1,
    },
  ];
}

function accuses(line: string, address: string): boolean {
  const event = readSecurityLine(line);
  const suspects = event === undefined || event.kind === 'signedIn' ? [] : event.suspects;
  return suspects.some((suspect) => suspect.address === address);
}

/** The right password opens nothing at a banned address, and everything elsewhere. */
async function othersAreServed(standard: StandardLoad): Promise<readonly string[]> {
  const account = standard.hotline.account(KNOWN);
  const answers: (number | undefined)[] = [];
  for (const host of [CRACK, PHONE]) {
    const stranger = await Stranger.open(host, standard.hotline.sip);
    answers.push(await stranger.registers(account));
    await stranger.close();
  }
  return answers.join() === `${TURNED_AWAY},200`
    ? []
    : [`the right password was answered ${answers.join(' and ')}`];
}
