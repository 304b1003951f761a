import { AriError, hasStatus, unlessThere } from './ari-error.ts';
import type { Exchange } from './ari-types.ts';

/**
 * What a bridge is: its id chosen by us, its kind, and a name from which it is recognised after our restart.
 */
export type BridgePlan = {
  readonly bridgeId: string;
  readonly type: 'holding' | 'mixing';
  readonly name: string;
};

/** Bridges that we make, by their ids. */
const OURS = /^(br|wait|conf|sup)-/;

export const isOurBridge = (bridgeId: string): boolean => OURS.test(bridgeId);

/** A bridge of ours, and the channels that are in it as far as events have told. */
export type Place = { readonly bridgeId: string; readonly inside: ReadonlySet<string> };

/** One that is there already is as good as a new one. */
export async function makeBridge(exchange: Exchange, plan: BridgePlan): Promise<void> {
  await exchange
    .client()
    .bridges.createWithId({ ...plan })
    .catch(unlessThere);
}

/** One that is gone already, or just going, is as good as one that we destroy. */
export async function destroyBridge(exchange: Exchange, bridgeId: string): Promise<void> {
  exchange.whereabouts.closed(bridgeId);
  await exchange
    .client()
    .bridges.destroy({ bridgeId })
    .catch((err: unknown) => {
      if (!isGoing(err)) throw err;
    });
}

/**
 * Puts the channels into the bridge, out of whatever bridge they were in: there they stay until they are put elsewhere.
 */
export async function enterBridge(
  exchange: Exchange,
  plan: BridgePlan,
  channels: readonly string[],
): Promise<void> {
  const { whereabouts } = exchange;
  const puts = channels.map((channelId) => [channelId, whereabouts.put(channelId, plan)] as const);
  for (const [, put] of puts) put.isComing = true;
  try {
    await bringInto(exchange, plan, channels);
  } catch (err) {
    // Where they are now, nobody knows.
    for (const [channelId, put] of puts) if (whereabouts.of(channelId) === put) whereabouts.forget(channelId);
    throw err;
  } finally {
    for (const [, put] of puts) put.isComing = false;
  }
}

/**
 * Moves the channels into the bridge. One that has vanished is made again. The phones are not told each other's names:
 * who sees what is decided when a phone is rung.
 */
export async function bringInto(
  exchange: Exchange,
  plan: BridgePlan,
  channels: readonly string[],
): Promise<void> {
  try {
    await addChannels(exchange, plan.bridgeId, channels);
  } catch (err) {
    if (!hasStatus(err, 404)) throw err;
    await makeBridge(exchange, plan);
    await addChannels(exchange, plan.bridgeId, channels);
  }
}

/** One that is in no bridge, or in another, has left already. */
export async function leaveBridge(exchange: Exchange, bridgeId: string, channel: string): Promise<void> {
  exchange.whereabouts.left(channel, bridgeId);
  try {
    await exchange.client().bridges.removeChannel({ bridgeId, channel });
  } catch (err) {
    if (hasStatus(err, 400)) throw new AriError('gone', (err as AriError).message);
    if (!isGoing(err) && !hasStatus(err, 422)) throw err;
  }
}

async function addChannels(exchange: Exchange, bridgeId: string, channels: readonly string[]): Promise<void> {
  const params = { bridgeId, channel: channels.join(','), inhibitConnectedLineUpdates: true };
  try {
    await exchange.client().bridges.addChannel(params);
  } catch (err) {
    throw isChannelGone(err) ? new AriError('gone', (err as AriError).message) : err;
  }
}

/** 404: no such bridge. 409: it is in our application no more, because it is being destroyed. */
const isGoing = (err: unknown): boolean => hasStatus(err, 404) || hasStatus(err, 409);

/** 400: no such channel. 422: it is no longer in our application. */
function isChannelGone(err: unknown): boolean {
  return hasStatus(err, 400) || hasStatus(err, 422);
}
