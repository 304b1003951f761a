import type { LegEnd } from '../index.ts';
import { AriError } from './ari-error.ts';
import type { AriChannel, AriEvent } from './ari-types.ts';
import { isTurnedAway } from './door.ts';
import { inBackground } from './in-background.ts';
import { bestEnd, endOf, isRefusal } from './leg-ends.ts';
import type { Leg } from './legs.ts';
import { isLetGo } from './live-legs.ts';
import type { Parts } from './parts.ts';

/** How long the end of a channel that has left us may take to be told with its cause. */
const CAUSE_LIMIT_MS = 2000;
/** Within this a channel that was sent on by somebody is where it was sent. */
const SENT_ON_MS = 200;

/**
 * Somebody wants the channel to end. In talk that is the end of the leg: an operator is free in this moment,
 * and the next offer does not wait for the clearing up. A phone that only rings ends with `ChannelDestroyed`,
 * which knows why.
 */
export function hangUpRequested(parts: Parts, event: AriEvent): void {
  const leg = parts.legs.byChannel(event.channel.id);
  if (leg?.state === 'answered') endLeg(parts, leg, endOf(event, { byUs: leg.isEndedByUs, inTalk: true }));
}

export function channelDestroyed(parts: Parts, event: AriEvent): void {
  const leg = parts.legs.byChannel(event.channel.id);
  if (leg === undefined) return turnedAway(parts, event.channel);
  const inTalk = leg.state === 'answered';
  endChannel(parts, leg, event.channel.id, endOf(event, { byUs: leg.isEndedByUs, inTalk }));
}

function turnedAway({ exchange }: Parts, channel: AriChannel): void {
  if (!isTurnedAway(channel)) return;
  const dialled = channel.channelvars?.cb_dialled ?? '';
  exchange.emit({ kind: 'callerTurnedAway', node: exchange.node, dialled });
}

/**
 * The channel has left our application: it ends, or the dialplan has it now. Either way it is no leg of ours, but that
 * of a caller to whom somebody else has the exchange apologize.
 */
export function stasisEnded(parts: Parts, { channel }: AriEvent): void {
  const leg = parts.legs.byChannel(channel.id);
  if (leg === undefined) return;
  const isAnswered = leg.state === 'answered';
  if (leg.isEndedByUs || (isAnswered && leg.role !== 'caller')) return endUntold(parts, leg, channel.id);
  inBackground(parts.exchange.log, 'ask where a caller has gone', () =>
    leftUs(parts, leg, channel.id, isAnswered ? SENT_ON_MS : CAUSE_LIMIT_MS),
  );
}

/** Nobody tells that the channel has ended, and the event of its leaving does not say where it has gone. */
async function leftUs(parts: Parts, leg: Leg, channelId: string, afterMs: number): Promise<void> {
  const hasApology = await isLetGoIn(parts, leg, channelId, afterMs);
  if (parts.legs.byChannel(channelId) !== leg) return;
  if (hasApology) parts.exchange.emit({ kind: 'callerLetGo', legId: leg.legId });
  else endUntold(parts, leg, channelId);
}

/** Whether somebody else has the exchange apologize to the caller of this leg, who is ours no more. */
export async function isBeingLetGo(parts: Parts, legId: string): Promise<boolean> {
  const leg = parts.legs.get(legId);
  if (leg?.role !== 'caller' || leg.isEndedByUs) return false;
  return isLetGoIn(parts, leg, parts.legs.channelOf(legId), SENT_ON_MS);
}

/** The same, behind the time that being sent on takes; false where the exchange does not tell. */
async function isLetGoIn(
  { exchange, legs }: Parts,
  leg: Leg,
  channelId: string,
  afterMs: number,
): Promise<boolean> {
  await new Promise<void>((passed) => exchange.clock.after(afterMs, passed));
  if (leg.role !== 'caller' || legs.byChannel(channelId) !== leg) return false;
  try {
    return isLetGo((await exchange.client().channels.get({ channelId })) as unknown as AriChannel);
  } catch (err) {
    if (err instanceof AriError) return false;
    throw err;
  }
}

const endUntold = (parts: Parts, leg: Leg, channelId: string): void =>
  endChannel(parts, leg, channelId, { q850: null, sip: null, byUs: leg.isEndedByUs });

/**
 * A channel that was there before a gap in the connection and is not there after it; why, nobody tells any
 * more.
 */
export function channelVanished(parts: Parts, channelId: string): void {
  const leg = parts.legs.byChannel(channelId);
  if (leg === undefined) return;
  endChannel(parts, leg, channelId, { q850: null, sip: null, byUs: leg.isEndedByUs, isFound: true });
}

/** One contact less; with the last one the leg ends, and with one at which somebody has declined. */
function endChannel(parts: Parts, leg: Leg, channelId: string, end: LegEnd): void {
  if (!leg.isEndedByUs && isRefusal(end, leg.rang.has(channelId))) {
    parts.offers.declined(leg, channelId);
    return endLeg(parts, leg, end);
  }
  leg.ends.push(end);
  if (leg.channels.length === 1) endLeg(parts, leg, bestEnd(leg.ends));
  else parts.legs.drop(leg, channelId);
}

function endLeg(parts: Parts, leg: Leg, end: LegEnd): void {
  const { conferences, exchange, legs, prompts, recordings, rooms, supervisions, talks } = parts;
  const { legId, callId, channels } = leg;
  legs.remove(leg);
  for (const channelId of channels) {
    exchange.whereabouts.forget(channelId);
    rooms.forget(channelId);
    conferences.forget(channelId);
  }
  prompts.legGone(legId);
  recordings.legGone(legId);
  supervisions.legGone(legId);
  exchange.emit({ kind: 'legEnded', legId, end });
  if (callId !== null) talks.closeWhenOver(callId);
}
