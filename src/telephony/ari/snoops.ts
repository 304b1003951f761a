import { hasStatus, unlessGone } from './ari-error.ts';
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
const START_STEP_MS = 25;
const START_TRIES = 40;

/** One that is there already is as good as a new one; Asterisk answers 500 then, and not that there is one. */
export async function openSnoop(exchange: Exchange, { snoopId, ...snoop }: Snoop): Promise<void> {
  const wanted = { ...snoop, snoopId, app: exchange.app, appArgs: ROLE };
  const { channels } = exchange.client();
  try {
    await channels.snoopChannelWithId(wanted);
  } catch (err) {
    if (!hasStatus(err, 500)) throw err;
    await channels.get({ channelId: snoopId });
  }
}

/**
 * Does something with a snoop that was just made. It comes to our application a moment after that; until then Asterisk
 * answers 409 ("not in a Stasis application"), so it is asked again, a second at most.
 */
export async function onceStarted(exchange: Exchange, act: () => Promise<unknown>): Promise<void> {
  for (let triesLeft = START_TRIES; ; triesLeft--) {
    try {
      await act();
      return;
    } catch (err) {
      if (triesLeft === 0 || !hasStatus(err, 409)) throw err;
      await new Promise<void>((resolve) => exchange.clock.after(START_STEP_MS, resolve));
    }
  }
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
