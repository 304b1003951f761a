import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSecurityLine } from '../../../src/bans/index.ts';
import { eventually } from '../../../test/kit/eventually.ts';
import type { Account, Address } from '../../../test/kit/phones/index.ts';
import { Stranger } from '../../../test/kit/stranger.ts';
import type { Drill, DrillFigure, DrillRun } from '../drill.ts';
import type { StandardLoad } from '../standard-load.ts';
import { lacksSipvicious, sipvicious } from './sipvicious.ts';
import { attacked, FEW } from './watched-calls.ts';

/** Each attacker has an address of its own. */
export const FROM = {
  map: '127.0.1.40',
  war: '127.0.1.41',
  names: '127.0.1.42',
  crack: '127.0.1.43',
  phone: '127.0.1.44',
} as const;
/** Phones of the load are among them. */
const EXTENSIONS = '1000-1999';
export const KNOWN = '1001';
const METHODS = ['REGISTER', 'OPTIONS', 'INVITE'] as const;
/** What they find stands in a table, a line for each. */
const FOUND = /\|\s*1\d{3}\s*\|/;
const GUESSES = 500;
export const BANNED_MS_MAX = 10_000;
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
  const { evidence, faults } = await scansWithTools(sip);
  const { count } = await guesses(sip, FROM.names, (stranger, turn) =>
    stranger.asks('REGISTER', String(2_000 + turn)),
  );
  const figures = [
    ...(await banOf(standard, 'names', FROM.names)),
    ...(await banOf(standard, 'passwords', FROM.crack)),
  ];
  const served = await othersAreServed(sip, standard.hotline.account(KNOWN));
  return { evidence: [...evidence, `${count} names were tried`], figures, faults: [...faults, ...served] };
}

/** What SIPVicious does, and what it finds that it should not. */
export async function scansWithTools({
  host,
  port,
}: Address): Promise<Pick<DrillRun, 'evidence' | 'faults'>> {
  const target = [host, '-p', String(port)];
  const faults: string[] = [];
  const map = await sipvicious('svmap', FROM.map, ...target);
  for (const method of METHODS) {
    const war = await sipvicious('svwar', FROM.war, '-e', EXTENSIONS, '-m', method, '--force', ...target);
    if (FOUND.test(war)) faults.push(`svwar by ${method}: ${war}`);
  }
  const cracked = await sipvicious('svcrack', FROM.crack, '-u', KNOWN, '-r', `1-${GUESSES}`, ...target);
  if (FOUND.test(cracked)) faults.push(`svcrack: ${cracked}`);
  return {
    evidence: [
      `svmap ${map.includes(host) ? 'found a SIP server' : 'found nothing'}; svwar asked for ${EXTENSIONS} by ${METHODS.join(', ')}`,
      `svcrack tried ${GUESSES} passwords for ${KNOWN}, which exists`,
    ],
    faults,
  };
}

/** How often somebody asked until turned away, and when they began (wall time). */
export type Guesses = { readonly count: number; readonly fromMs: number };

/** One guess after the other, as fast as answers come: svwar gives up when all get the same. */
export async function guesses(
  sip: Address,
  host: string,
  guess: (stranger: Stranger, turn: number) => Promise<{ readonly status: number } | undefined>,
): Promise<Guesses> {
  const stranger = await Stranger.open(host, sip);
  const fromMs = Date.now();
  let count = 0;
  for (let status: number | undefined; status !== TURNED_AWAY && count < GUESSES; count++)
    status = (await guess(stranger, count))?.status;
  await stranger.close();
  return { count, fromMs };
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
  return banFigures(what, (sinceMs - firstMs) / 1_000, failures.length);
}

export const banFigures = (
  what: string,
  seconds: number,
  tries: number,
  triesMax = TRIES_MAX,
): readonly DrillFigure[] => [
  {
    what: `${what}: from the first failure to the ban`,
    value: seconds,
    unit: 's',
    atMost: BANNED_MS_MAX / 1_000,
  },
  {
    what: `${what}: failures until turned away`,
    value: tries,
    unit: 'tries',
    atMost: triesMax,
    atLeast: 1,
  },
];

function accuses(line: string, address: string): boolean {
  const event = readSecurityLine(line);
  const suspects = event === undefined || event.kind === 'signedIn' ? [] : event.suspects;
  return suspects.some((suspect) => suspect.address === address);
}

/** The right password opens nothing at a banned address, and everything elsewhere. */
export async function othersAreServed(sip: Address, account: Account): Promise<readonly string[]> {
  const answers: (number | undefined)[] = [];
  for (const host of [FROM.crack, FROM.phone]) {
    const stranger = await Stranger.open(host, sip);
    answers.push(await stranger.registers(account));
    await stranger.close();
  }
  return answers.join() === `${TURNED_AWAY},200`
    ? []
    : [`the right password was answered ${answers.join(' and ')}`];
}
