import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSecurityLine } from '../../../src/bans/index.ts';
import { eventually } from '../../../test/kit/eventually.ts';
import { Stranger } from '../../../test/kit/stranger.ts';
import type { Drill } from '../drill.ts';
import type { StandardLoad } from '../standard-load.ts';
import { fetchSipvicious, sipvicious } from './sipvicious.ts';
import { attacked, FEW } from './watched-calls.ts';

/** Each attacker has an address of its own. */
const [MAP, WAR, CRACK, PHONE] = ['127.0.0.40', '127.0.0.41', '127.0.0.42', '127.0.0.43'] as const;
/** Phones of the load are among them. */
const [EXTENSIONS, KNOWN] = ['1000-1999', '1001'] as const;
const GUESSES = 500;
const BANNED_MS_MAX = 10_000;
const TRIES_MAX = 50;

/** The tools with which the internet looks for telephone exchanges. */
export const scanners: Drill = {
  id: 'S03',
  title: 'scanners (SIPVicious)',
  promise:
    'Nobody learns which accounts exist, and whoever guesses names or passwords is turned away within 10 seconds; phones elsewhere do not notice.',
  load: FEW,
  run: async () => {
    await fetchSipvicious();
    return attacked(scanned);
  },
};

async function scanned(standard: StandardLoad): ReturnType<Drill['run']> {
  const { sip, api } = standard.hotline;
  const target = [sip.host, '-p', String(sip.port)];
  const faults: string[] = [];
  const map = await sipvicious('svmap', '-b', MAP, '-P', '5090', ...target);
  const found = await sipvicious('svwar', '-b', WAR, '-P', '5091', '-e', EXTENSIONS, '--force', ...target);
  const names = found.match(/^\s*\|?\s*1\d{3}\b.*(?:reqauth|noauth|weird)/gm) ?? [];
  if (names.length > 0) faults.push(`svwar found: ${names.slice(0, 5).join('; ')}`);
  const guesses = ['-u', KNOWN, '-r', `1-${GUESSES}`];
  const cracked = await sipvicious('svcrack', '-b', CRACK, '-P', '5092', ...guesses, ...target);
  if (cracked.includes('password:') || /\|\s*1001\s*\|/.test(cracked)) faults.push(`svcrack: ${cracked}`);
  const banned = async (address: string): Promise<number | undefined> =>
    (await api.bans()).find((ban) => ban.address === address)?.sinceMs;
  const seen = await readAttempts(standard);
  const figures = [];
  for (const [tool, address] of [
    ['svwar', WAR],
    ['svcrack', CRACK],
  ] as const) {
    const sinceMs = await eventually(`${tool} is banned`, () => banned(address), BANNED_MS_MAX).catch(
      () => undefined,
    );
    if (sinceMs === undefined) faults.push(`${tool} at ${address} is not banned`);
    const { firstMs, failures } = seen(address);
    const tookS = ((sinceMs ?? Number.POSITIVE_INFINITY) - firstMs) / 1_000;
    figures.push({
      what: `${tool}: from its first failure to the ban`,
      value: tookS,
      unit: 's',
      atMost: BANNED_MS_MAX / 1_000,
    });
    figures.push({
      what: `${tool}: failures until it was turned away`,
      value: failures,
      unit: 'tries',
      atMost: TRIES_MAX,
    });
  }
  faults.push(...(await othersAreServed(standard)));
  const isMapped = map.includes(sip.host);
  return {
    evidence: [
      `svmap ${isMapped ? 'found a SIP server' : 'found nothing'}; svwar asked for the extensions ${EXTENSIONS}, svcrack tried ${GUESSES} passwords for ${KNOWN}, which exists`,
    ],
    figures,
    faults,
  };
}

/** What the security log tells of an address, from the outside: Asterisk's own words. */
async function readAttempts(
  standard: StandardLoad,
): Promise<(address: string) => { readonly firstMs: number; readonly failures: number }> {
  const path = join(standard.hotline.launched.data, 'run/asterisk/log/security.log');
  const lines = (await readFile(path, 'latin1')).split('\n');
  const failures = lines.flatMap((line) => {
    const event = readSecurityLine(line);
    if (event?.kind === 'unknownName') return [{ address: event.address, line }];
    return event?.kind === 'wrongPassword' ? event.suspects.map(({ address }) => ({ address, line })) : [];
  });
  return (address) => {
    const own = failures.filter((failure) => failure.address === address);
    const atMs = Date.parse(/EventTV=\\"([^"\\]+)/.exec(own[0]?.line ?? '')?.[1] ?? '');
    return { firstMs: atMs, failures: own.length };
  };
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
  return answers.join() === '403,200' ? [] : [`the right password was answered ${answers.join(' and ')}`];
}
