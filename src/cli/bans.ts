import type { BanNow } from '../http/index.ts';
import { askApi } from './ask-api.ts';
import { type Command, WrongUsage } from './command.ts';

/** Addresses that guessed for too long, and the end of a ban. */
export const bans: Command = {
  usage: '[lift ADDRESS]',
  say: 'addresses that the exchange or the SIP edge turns away, and why; lift: ends a ban',
  wordsMax: 2,
  async run({ words: [what, address], isJson, print, settings }) {
    if (what !== undefined && (what !== 'lift' || address === undefined))
      throw new WrongUsage('nothing, or lift ADDRESS');
    const path = address === undefined ? '/api/v1/bans' : `/api/v1/bans/${encodeURIComponent(address)}`;
    const { bans: on } = (await askApi(settings(), path, address === undefined ? 'GET' : 'DELETE')) as {
      readonly bans: readonly BanNow[];
    };
    if (isJson) print(JSON.stringify(on));
    else for (const ban of on) print(banInWords(ban));
    if (!isJson && on.length === 0) print('nobody is banned');
    return 0;
  },
};

function banInWords({ address, source, sinceMs, untilMs, why }: BanNow): string {
  const [since, until] = [sinceMs, untilMs].map((ms) => new Date(ms).toISOString());
  return `${address.padEnd(24)} ${source.padEnd(8)} since ${since} until ${until}: ${why}`;
}
