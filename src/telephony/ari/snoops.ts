import { unlessGone, unlessThere } from './ari-error.ts';
import type { AriChannel, Exchange } from './ari-types.ts';
import { inBackground } from './in-background.ts';

/** Who hears what is said into a snoop: nobody, or the party of the channel alone. */
export type Whisper = 'none' | 'out';

/** A channel that hears another one: `in` is what its party says, `out` what its party hears. It ends with that one. */
export type Snoop = {
  readonly snoopId: string;
  readonly channelId: string;
  readonly spy: 'in' | 'out' | 'both';
  readonly whisper?: Whisper;
};

/** The argument with which such a channel comes to our application: it is nobody's leg. */
const ROLE = 'snoop';

/** One that is there already is as good as a new one. */
export async function openSnoop(exchange: Exchange, { snoopId, ...snoop }: Snoop): Promise<void> {
  const wanted = { ...snoop, snoopId, app: exchange.app, appArgs: ROLE };
  await exchange.client().channels.snoopChannelWithId(wanted).catch(unlessThere);
}

/** One that has ended already is as good as one that we end. */
export async function closeSnoop(exchange: Exchange, channelId: string): Promise<void> {
  await exchange.client().channels.hangup({ channelId, reason_code: '16' }).catch(unlessGone);
}

/** Ends those that a process before this one has left, and that `isOurs` does not know. */
export function closeLeftSnoops(
  exchange: Exchange,
  channels: readonly AriChannel[],
  isOurs: (snoopId: string) => boolean,
): void {
  for (const { id, dialplan } of channels) {
    const isSnoop = dialplan.app_name === 'Stasis' && dialplan.app_data === `${exchange.app},${ROLE}`;
    if (isSnoop && !isOurs(id)) inBackground(exchange.log, 'end a snoop', () => closeSnoop(exchange, id));
  }
}
