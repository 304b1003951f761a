import { eventually } from '../../../test/kit/eventually.ts';
import type { Stranger } from '../../../test/kit/stranger.ts';
import type { Drill } from '../drill.ts';
import { type EdgeLoad, lacksSipServer } from '../edge-load.ts';
import {
  BANNED_MS_MAX,
  banFigures,
  FROM,
  type Guesses,
  guesses,
  KNOWN,
  othersAreServed,
  scansWithTools,
} from './s03-scanners.ts';
import { lacksSipvicious } from './sipvicious.ts';
import { FEW } from './watched-calls.ts';
import { attackedEdge } from './watched-edge.ts';

/** SIPVicious says its name, and is turned away at once for that: who guesses like it and does not, guesses here. */
const [GUESSER, ASKER] = ['127.0.1.45', '127.0.1.46'] as const;
/** The first request of every phone brings no proof, and nobody learns anything by it: the gate has patience with them. */
const ASKS_MAX = 150;

/** The same tools at the port of a SIP edge, whose gate has rules and bans of its own. */
export const scannersOfEdge: Drill = {
  id: 'S03E',
  title: 'scanners (SIPVicious) at a SIP edge',
  promise:
    'Nobody learns from the edge which accounts exist, and whoever guesses names or passwords is turned away within 10 seconds, as is a scanner that says its name; phones elsewhere do not notice.',
  load: FEW,
  hindrance: async () => (await lacksSipServer()) ?? lacksSipvicious(),
  run: () => attackedEdge(scanned),
};

async function scanned(edge: EdgeLoad): ReturnType<Drill['run']> {
  const { server, hotline } = edge.world;
  const { sip } = server;
  const { evidence, faults: found } = await scansWithTools(sip);
  const faults = [...found];
  const registers = (user: (turn: number) => string) => async (stranger: Stranger, turn: number) => {
    const status = await stranger.registers({
      ...hotline.account(KNOWN),
      user: user(turn),
      password: `guess-${turn}`,
    });
    return status === undefined ? undefined : { status };
  };
  const names = await guesses(
    sip,
    FROM.names,
    registers((turn) => String(2_000 + turn)),
  );
  const passwords = await guesses(
    sip,
    GUESSER,
    registers(() => KNOWN),
  );
  const asks = await guesses(sip, ASKER, (stranger, turn) => stranger.asks('REGISTER', String(2_000 + turn)));
  const figures = [
    ...(await banOf(edge, 'names', FROM.names, names)),
    ...(await banOf(edge, 'passwords', GUESSER, passwords)),
    ...(await banOf(edge, 'asking without a proof', ASKER, asks, ASKS_MAX)),
  ];
  const isBanned = (await edge.world.api.bans()).some(({ address }) => address === FROM.crack);
  if (!isBanned) faults.push('a scanner that said its name is not banned');
  const { name: spare } = edge.idle[0]!;
  faults.push(...(await othersAreServed(sip, hotline.account(spare))));
  const guessed = `${names.count} names, ${passwords.count} passwords for ${KNOWN}, which exists, and ${asks.count} requests without any were tried by hand`;
  return { evidence: [...evidence, guessed], figures, faults };
}

/** How long and how many tries it took, by whoever tried; infinite where there is no ban. */
async function banOf(
  { world }: EdgeLoad,
  what: string,
  host: string,
  { count, fromMs }: Guesses,
  triesMax?: number,
) {
  const sinceOf = async (): Promise<number | undefined> =>
    (await world.api.bans()).find(({ address, source }) => address === host && source === 'edge')?.sinceMs;
  const sinceMs = await eventually(`${what}: a ban`, sinceOf, BANNED_MS_MAX).catch(
    () => Number.POSITIVE_INFINITY,
  );
  return banFigures(what, Math.max(0, sinceMs - fromMs) / 1_000, count, triesMax);
}
