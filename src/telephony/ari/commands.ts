import { assertNever } from '../../base/index.ts';
import type { TelephonyCommand } from '../index.ts';
import { type AriReason, hasStatus } from './ari-error.ts';
import { dialledPart } from './foreign-words.ts';
import { inBackground } from './in-background.ts';
import { isBeingLetGo } from './leg-endings.ts';
import { causeOf } from './leg-ends.ts';
import type { Legs } from './legs.ts';
import { APOLOGY } from './live-legs.ts';
import { variablesOf } from './marks.ts';
import type { Parts } from './parts.ts';

type Of<Kind extends TelephonyCommand['kind']> = Extract<TelephonyCommand, { kind: Kind }>;

/**
 * What must be done one after the other with this command: those of a leg, and those of a call's talk. Who is let go
 * from a talk is out before the next one is in.
 */
export function orderOf(command: TelephonyCommand, legs: Pick<Legs, 'get'>): readonly string[] {
  if (command.kind === 'hangUp') {
    const { state, role, callId = null } = legs.get(command.legId) ?? {};
    const isInTalk = state === 'answered' && role === 'operator' && callId !== null;
    return isInTalk ? [command.legId, callId] : [command.legId];
  }
  if (command.kind === 'join') return [...command.legIds, command.callId];
  if (command.kind === 'supervise' || command.kind === 'part') return [command.legId, command.callId];
  return [command.legId];
}

/** Resolves when the exchange has taken the command; rejects with `AriError` when it has not. */
export function carryOut(parts: Parts, command: TelephonyCommand): Promise<void> {
  const { conferences, prompts, rooms, offers, legs } = parts;
  switch (command.kind) {
    case 'answer':
      return answer(parts, command);
    case 'play':
      return prompts.play(command.legId, command.playId, command.sounds);
    case 'stopPlay':
      return prompts.stop(command.legId, command.playId);
    case 'wait':
      return wait(parts, command);
    case 'leaveWait':
      return rooms.leave(legs.channelOf(command.legId));
    case 'enterConference':
      return enterConference(parts, command);
    case 'leaveConference':
      return conferences.leave(legs.channelOf(command.legId));
    case 'sendDigits':
      return sendDigits(parts, command);
    case 'probe':
      return probe(parts, command);
    case 'answerTransfer':
      return answerTransfer(parts, command);
    case 'record':
      return record(parts, command);
    case 'recordCall':
      return parts.recordings.recordCall(command.legId, command.recordingId);
    case 'awaitRecord':
      return parts.recordings.await(command.legId, command.recordingId);
    case 'stopRecord':
      return parts.recordings.stop(command.legId, command.recordingId);
    case 'ring':
      return offers.ring(command);
    case 'ringOut':
      return offers.ringOut(command);
    case 'ringback':
      return ringback(parts, command);
    case 'join':
      return join(parts, command);
    case 'supervise':
      return supervise(parts, command);
    case 'part':
      return part(parts, command);
    case 'mark':
      return mark(parts, command);
    case 'hangUp':
      return hangUp(parts, command);
    case 'takeAsCaller':
      return takeAsCaller(parts, command);
    case 'toOverflow':
      return toOverflow(parts, command);
    default:
      return assertNever(command);
  }
}

/**
 * A leg that a failure is told of, and why: "gone" is said only of a leg that was looked for and not found.
 */
export type Blame = { readonly legId: string; readonly reason: AriReason };

/** The legs of whose failure the port is told: for a join those that are gone, else the first. */
export async function blamedFor(
  parts: Parts,
  command: TelephonyCommand,
  reason: AriReason,
): Promise<readonly Blame[]> {
  if (command.kind === 'supervise') return [await blamedBeside(parts, command.legId, reason)];
  if (command.kind !== 'join') return [await blamedAlone(parts, command.legId, reason)];
  const { legIds } = command;
  const areGone = reason === 'gone' ? await Promise.all(legIds.map((legId) => isGone(parts, legId))) : [];
  const gone = legIds.filter((_, place) => areGone[place]);
  if (gone.length > 0) return gone.map((legId) => ({ legId, reason: 'gone' }));
  return [{ legId: legIds[0], reason: reason === 'gone' ? 'refused' : reason }];
}

/** Whom the exchange lets go by itself is still there, and told to be so. */
async function blamedAlone(parts: Parts, legId: string, reason: AriReason): Promise<Blame> {
  const isThere = reason === 'gone' && (await isBeingLetGo(parts, legId));
  return { legId, reason: isThere ? 'refused' : reason };
}

/** Where the other leg is gone, this one is there, and what was wanted of it is refused. */
async function blamedBeside(parts: Parts, legId: string, reason: AriReason): Promise<Blame> {
  const isOthers = reason === 'gone' && !(await isGone(parts, legId));
  return { legId, reason: isOthers ? 'refused' : reason };
}

async function isGone({ exchange, legs }: Parts, legId: string): Promise<boolean> {
  try {
    await exchange.client().channels.get({ channelId: legs.channelOf(legId) });
    return false;
  } catch (err) {
    return hasStatus(err, 404);
  }
}

async function answer({ exchange, legs, offers, prompts }: Parts, { legId }: Of<'answer'>): Promise<void> {
  await prompts.stopAll(legId);
  const callId = legs.get(legId)?.callId ?? null;
  if (callId !== null) await offers.told(callId);
  await exchange.client().channels.answer({ channelId: legs.channelOf(legId) });
}

async function wait({ legs, prompts, rooms }: Parts, { legId, room, music }: Of<'wait'>): Promise<void> {
  await prompts.stopAll(legId);
  await rooms.enter(legs.channelOf(legId), room, music);
}

async function enterConference(parts: Parts, { legId, conference }: Of<'enterConference'>): Promise<void> {
  const { conferences, legs, prompts, rooms } = parts;
  await prompts.stopAll(legId);
  rooms.forget(legs.channelOf(legId));
  await conferences.enter(legs.channelOf(legId), conference);
}

/** An answered leg hears the tone of its country, made by Asterisk itself. */
async function ringback({ exchange, legs, prompts }: Parts, { legId, isOn }: Of<'ringback'>): Promise<void> {
  const channelId = legs.channelOf(legId);
  if (isOn) await prompts.stopAll(legId);
  const { channels } = exchange.client();
  await (isOn ? channels.ring({ channelId }) : channels.ringStop({ channelId }));
}

/** Asterisk takes the order at once and sends the tones one after the other. */
async function sendDigits(parts: Parts, { legId, digits, toneMs, gapMs }: Of<'sendDigits'>): Promise<void> {
  await parts.prompts.stopAll(legId);
  const channelId = parts.legs.channelOf(legId);
  const tones = { dtmf: digits, duration: toneMs, between: gapMs };
  await parts.exchange.client().channels.sendDTMF({ channelId, ...tones });
}

/** The phone hears how its REFER has ended (RFC 3515 section 2.4.5), and hangs up if it has what it wanted. */
async function answerTransfer(
  { exchange, legs }: Parts,
  { legId, isDone }: Of<'answerTransfer'>,
): Promise<void> {
  const states = isDone ? 'channel_answered' : 'channel_declined';
  await exchange.client().channels.transfer_progress({ channelId: legs.channelOf(legId), states });
}

/** So long nothing comes from a phone that is there, not even from one whose microphone is off. */
const SILENCE_MS = 3_000;

/** The leg's other commands do not wait for this: it listens in the background. */
async function probe({ exchange, legs, ways }: Parts, { legId, phoneId }: Of<'probe'>): Promise<void> {
  const { name } = await exchange.client().channels.get({ channelId: legs.channelOf(legId) });
  if (!ways.isWithPhone(name, phoneId)) return;
  const packets = async (): Promise<number> => {
    const channelId = legs.channelOf(legId);
    return (await exchange.client().channels.rtpstatistics({ channelId })).rxcount;
  };
  const before = await packets();
  exchange.clock.after(SILENCE_MS, () =>
    inBackground(exchange.log, 'listen to a leg', async () => {
      const isGone = legs.get(legId) === undefined;
      if (!isGone && (await packets()) === before) exchange.emit({ kind: 'legSilent', legId });
    }),
  );
}

async function record({ prompts, recordings }: Parts, command: Of<'record'>): Promise<void> {
  await prompts.stopAll(command.legId);
  await recordings.record(command);
}

async function join({ legs, prompts, rooms, talks }: Parts, { callId, legIds }: Of<'join'>): Promise<void> {
  for (const legId of legIds) await prompts.stopAll(legId);
  for (const legId of legIds) rooms.forget(legs.channelOf(legId));
  await talks.join(callId, legIds);
}

async function part({ legs, prompts, talks }: Parts, { callId, legId }: Of<'part'>): Promise<void> {
  await prompts.stopAll(legId);
  await talks.part(callId, legs.channelOf(legId));
}

async function supervise({ prompts, supervisions }: Parts, command: Of<'supervise'>): Promise<void> {
  await prompts.stopAll(command.legId);
  await supervisions.supervise(command);
}

async function mark({ exchange, legs, prompts }: Parts, { legId, marks }: Of<'mark'>): Promise<void> {
  await prompts.stopAll(legId);
  const variables = variablesOf(marks);
  for (const channelId of legs.get(legId)?.channels ?? [legId]) {
    await exchange.client().channels.setChannelVars({ channelId, variables });
  }
}

async function hangUp({ exchange, legs }: Parts, { legId, reason }: Of<'hangUp'>): Promise<void> {
  const leg = legs.get(legId);
  if (leg !== undefined) leg.isEndedByUs = true;
  const reason_code = String(causeOf(reason));
  const channels = leg?.channels ?? [legId];
  const requests = channels.map((channelId) => exchange.client().channels.hangup({ channelId, reason_code }));
  await allOrFirstFailure(requests);
}

/**
 * The dialplan takes the number as it takes one from outside, and offers the channel again: what comes then is a new
 * leg of the same name.
 */
async function takeAsCaller(
  { exchange, legs }: Parts,
  { legId: channelId, dialled }: Of<'takeAsCaller'>,
): Promise<void> {
  const { channels } = exchange.client();
  await channels.setChannelVars({ channelId, variables: { cb_dialled: dialledPart(dialled, 'number') } });
  const leg = legs.get(channelId);
  if (leg !== undefined) legs.remove(leg);
  await channels.continueInDialplan({ channelId, context: 'net', extension: 's', priority: 1 });
}

async function toOverflow({ exchange, legs, prompts }: Parts, { legId }: Of<'toOverflow'>): Promise<void> {
  await prompts.stopAll(legId);
  const leg = legs.get(legId);
  if (leg !== undefined) leg.isEndedByUs = true;
  const place = { context: APOLOGY, extension: 's', priority: 1 };
  await exchange.client().channels.continueInDialplan({ channelId: legs.channelOf(legId), ...place });
}

/** Waits for all, so that no rejection is left without an owner. */
async function allOrFirstFailure(requests: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(requests);
  const failure = results.find((result) => result.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}
