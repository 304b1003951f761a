import { createdWallMs } from './ari-time.ts';
import type { AriChannel, AriEvent } from './ari-types.ts';
import { partyIn } from './foreign-words.ts';
import { channelDestroyed, hangUpRequested, stasisEnded } from './leg-endings.ts';
import type { Leg } from './legs.ts';
import type { Parts } from './parts.ts';

type Listener = (parts: Parts, event: AriEvent) => void;

/** What we hear of the exchange, by type of event; it is asked to send no others. */
export const LISTENERS: Readonly<Record<string, Listener>> = {
  StasisStart: stasisStarted,
  StasisEnd: stasisEnded,
  ChannelStateChange: stateChanged,
  Dial: dialAdvanced,
  ChannelDtmfReceived: digitReceived,
  ChannelHangupRequest: hangUpRequested,
  ChannelDestroyed: channelDestroyed,
  ChannelTransfer: transferRequested,
  ChannelEnteredBridge: bridgeEntered,
  ChannelLeftBridge: bridgeLeft,
  PlaybackFinished: (parts, event) => parts.prompts.playbackFinished(event),
  RecordingFinished: (parts, event) => parts.recordings.ended(event),
  RecordingFailed: (parts, event) => parts.recordings.ended(event),
  ContactStatusChange: (parts, event) => parts.ways.phones.contactChanged(event),
  ApplicationReplaced: (parts) => parts.replaced(),
};

/**
 * The dialplan says who comes: a caller, or an operator's phone. Channels of our own making come as "leg" or
 * "probe".
 */
function stasisStarted(parts: Parts, { channel, args, timestamp }: AriEvent): void {
  if (args[0] === 'leg') parts.offers.channelStarted(channel.id);
  if (args[0] === 'snoop') return parts.supervisions.channelStarted(channel.id);
  if (parts.legs.byChannel(channel.id) !== undefined) return;
  if (args[0] === 'caller') callerArrived(parts, channel, args, timestamp);
  else if (args[0] === 'operator') phoneCalled(parts, channel, args);
}

/** `toldAt`: not there when it was found by a look. */
function callerArrived(
  parts: Parts,
  channel: AriChannel,
  args: readonly string[],
  toldAt: string | undefined,
): void {
  const { exchange, legs } = parts;
  const [, callId = channel.id, arrivedS, dialled = '', rehomed] = args;
  const leg = legs.add({ legId: channel.id, role: 'caller', callId, channels: [channel.id] });
  const { wallMs } = exchange.clock.now();
  const toldMs = arrivedS ? Number(arrivedS) * 1000 : wallMs;
  const arrivedWallMs = createdWallMs(channel, toldAt, wallMs) ?? toldMs;
  const caller = partyIn(channel.caller);
  // The dialplan's net has answered a caller who came while nobody listened.
  const isUp = channel.state === 'Up';
  const state = isUp ? ({ isAnswered: true } as const) : {};
  const again = rehomed === '1' ? ({ isRehomed: true } as const) : {};
  exchange.emit({
    kind: 'callerArrived',
    node: exchange.node,
    callId,
    legId: leg.legId,
    dialled,
    caller,
    arrivedWallMs,
    ...state,
    ...again,
  });
  if (isUp) answered(parts, leg, channel.id);
}

function phoneCalled({ exchange, legs }: Parts, channel: AriChannel, args: readonly string[]): void {
  // Behind an edge the dialplan says whose phone it is; else the channel is named after it.
  const phoneId = args[2] ?? /^PJSIP\/(.+)-[0-9a-f]+$/.exec(channel.name)?.[1];
  if (phoneId === undefined) return;
  const { legId } = legs.add({ legId: channel.id, role: 'phone', callId: null, channels: [channel.id] });
  exchange.emit({ kind: 'phoneCalled', node: exchange.node, legId, phoneId, dialled: args[1] ?? '' });
}

function stateChanged(parts: Parts, { channel }: AriEvent): void {
  stateSeen(parts, channel);
}

/** The channel shows that it rings, or was answered, whether an event or a picture of the exchange shows it. */
export function stateSeen(parts: Parts, channel: AriChannel): void {
  const leg = parts.legs.byChannel(channel.id);
  if (leg === undefined) return;
  if (channel.state === 'Up') answered(parts, leg, channel.id);
  else if (channel.state === 'Ringing') rings(parts, leg, channel.id);
}

/**
 * Tells the same as the channel's state, sometimes earlier, and early sound, which the state does not tell.
 */
function dialAdvanced(parts: Parts, { peer, dialstatus }: AriEvent): void {
  parts.offers.dialTold(peer.id);
  const leg = parts.legs.byChannel(peer.id);
  if (leg === undefined) return;
  if (dialstatus === 'ANSWER') answered(parts, leg, peer.id);
  else if (dialstatus === 'RINGING' || dialstatus === 'PROGRESS') rings(parts, leg, peer.id);
}

function rings({ exchange }: Parts, leg: Leg, channelId: string): void {
  leg.rang.add(channelId);
  if (leg.state !== 'quiet') return;
  leg.state = 'ringing';
  exchange.emit({ kind: 'legRinging', legId: leg.legId });
}

function answered({ exchange, offers }: Parts, leg: Leg, channelId: string): void {
  if (leg.state === 'answered') return;
  leg.state = 'answered';
  offers.answered(leg, channelId);
  exchange.emit({ kind: 'legAnswered', legId: leg.legId });
}

function digitReceived({ exchange, legs }: Parts, { type, channel, digit, timestamp }: AriEvent): void {
  const leg = legs.byChannel(channel.id);
  if (leg === undefined || legs.isRepeated(channel.id, type, `${timestamp} ${digit}`)) return;
  exchange.emit({ kind: 'digitPressed', legId: leg.legId, digit });
}

function transferRequested({ exchange, legs }: Parts, event: AriEvent): void {
  const channelId = event.referred_by?.source_channel?.id ?? '';
  const to = event.refer_to?.requested_destination?.destination ?? '';
  const leg = legs.byChannel(channelId);
  if (leg === undefined || legs.isRepeated(channelId, event.type, event.timestamp)) return;
  exchange.emit({ kind: 'transferAsked', legId: leg.legId, to });
}

/** Asterisk's own channels, which carry the music into a bridge, are nobody's legs and do not count. */
function bridgeEntered(parts: Parts, { bridge, channel }: AriEvent): void {
  const { conferences, legs, rooms, strays, talks } = parts;
  if (legs.byChannel(channel.id) === undefined) return;
  for (const each of [rooms, talks, conferences, strays]) each.channelEntered(bridge.id, channel.id);
}

function bridgeLeft({ conferences, rooms, talks }: Parts, { bridge, channel }: AriEvent): void {
  for (const each of [rooms, talks, conferences]) each.channelLeft(bridge.id, channel.id);
}
