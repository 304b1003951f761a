import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptRecording } from '../../src/journal/index.ts';
import { eventually } from '../../test/kit/eventually.ts';
import type { OutgoingCall } from '../../test/kit/phones/index.ts';
import { readWav, sidesIn, strongest } from '../../test/kit/sound.ts';
import { asks, oneRecord, type Scene, SERVED_MS, talksWith } from './scene.ts';
import { passes } from './standard-load.ts';
import { dials, type StepWorld, setAll } from './step-world.ts';
import { isOver } from './talk-traffic.ts';

const VOICE_HERTZ = 600;
const SECRET_HERTZ = 750;
/** In the part of the sound where the tone is strongest; full scale is 1. */
const SPOKEN_MIN = 0.05;
const SPEAKS_MS = 1_000;
/** Sound is on its way for less than this. */
const ON_ITS_WAY_MS = 300;
/** Of what is spoken on a tape in two parts, each a second: a death before the first one began takes that. */
const KEPT_MS_MIN = 700;
/** A part that a death has cut off sooner (300 ms) is too short to have anything on it. */
const JUDGED_SAMPLES_MIN = 2_400;
const BEEP_MS = 800;
/** What a process that died has left at the exchange is looked for once a minute. */
const LEFT_MS_MAX = 75_000;
/** Who hears nothing more from the other side presses the key again. */
const PRESS_AGAIN_MS = 3_000;

/** What was said while the recording was paused is on none of its parts, and all else is. */
const PAUSED_TAPE: Scene = {
  name: 'the recording of the call is paused and resumed',
  async begin(world, number) {
    await setAll(world.standard, 'ready');
    return async () => {
      const call = await dials(world, number, '300');
      await talksWith(world, number);
      await passes(SPEAKS_MS);
      await asks(world, number, 'recording', { to: 'pause' });
      call.media.play({ kind: 'tone', hertz: SECRET_HERTZ });
      await passes(SPEAKS_MS);
      call.media.play({ kind: 'tone', hertz: VOICE_HERTZ });
      await passes(ON_ITS_WAY_MS);
      await asks(world, number, 'recording', { to: 'resume' });
      await passes(SPEAKS_MS);
      call.hangUp();
      await isOver(call);
    };
  },
  judge: async (world, number) => [
    ...(await oneRecord('answered')(world, number)),
    ...(await tapeFaults(world, number)),
    ...(await leftAtExchange(world)),
  ],
};

async function tapeFaults(world: StepWorld, number: string): Promise<readonly string[]> {
  const faults: string[] = [];
  const kept = await eventually(
    `the tape of ${number} is kept`,
    async () => {
      const missing = await partsMissing(world, number);
      if (missing.length > 0) throw new Error(`not on record: ${missing.join(', ')}`);
      const parts = await recordingsOf(world, number);
      return parts.reduce((sum, { soundMs }) => sum + soundMs, 0) >= KEPT_MS_MIN ? parts : undefined;
    },
    SERVED_MS,
  ).catch((err: Error) => void faults.push(String(err.cause ?? err)));
  let isHeard = false;
  for (const { recordingId, about } of kept ?? []) {
    const { left } = sidesIn(await world.standard.hotline.api.sound(recordingId));
    const hasVoice = strongest(left, VOICE_HERTZ) >= SPOKEN_MIN;
    isHeard ||= hasVoice;
    if (about.kind !== 'call') faults.push(`${recordingId} is a ${about.kind}`);
    if (strongest(left, SECRET_HERTZ) > SPOKEN_MIN)
      faults.push(`${recordingId} has what was said in the pause`);
    // A death between the orders for the two sides leaves the other one alone.
    const hasSide = left.some((sample) => sample !== 0);
    if (hasSide && left.length >= JUDGED_SAMPLES_MIN && !hasVoice)
      faults.push(`${recordingId} has nothing that was said`);
  }
  if (kept !== undefined && !isHeard) faults.push('what was said is on no part');
  return faults;
}

/**
 * Parts that were recorded for long enough to have a sound, and are not kept as far as the story tells. One behind which
 * nothing more was told before the death may never have come about.
 */
async function partsMissing({ standard }: StepWorld, number: string): Promise<readonly string[]> {
  const { api } = standard.hotline;
  const [record] = await api.recordsOf(number);
  const { timeline } = await api.story(record?.callId ?? '');
  const told = (wanted: string) => (recordingId: string) =>
    timeline.find(
      (entry) => entry.kind === wanted && 'recordingId' in entry && entry.recordingId === recordingId,
    );
  const [stopped, kept] = [told('recordingStopped'), told('callRecorded')];
  return timeline.flatMap((entry, place) => {
    if (entry.kind !== 'recordingBegan' || kept(entry.recordingId) !== undefined) return [];
    const death = timeline.findIndex(({ kind }, at) => kind === 'adopted' && at > place);
    const isLast = death > 0 && timeline[death - 1]!.atMs - entry.atMs < KEPT_MS_MIN;
    if (isLast) return [];
    const endMs = stopped(entry.recordingId)?.atMs ?? record?.endedMs ?? entry.atMs;
    return endMs - entry.atMs >= KEPT_MS_MIN ? [entry.recordingId] : [];
  });
}

const MESSAGE: Scene = {
  name: 'the caller leaves a message',
  begin: async (world, number) => async () => {
    const call = await dials(world, number, '400');
    await isRecorded(world, number);
    await passes(BEEP_MS + SPEAKS_MS);
    await endsByKey(call);
  },
  judge: async (world, number) => [
    ...(await oneRecord('voicemail')(world, number)),
    ...(await messageFaults(world, number)),
    ...(await leftAtExchange(world)),
  ],
};

/** The line is open, and what is said is kept. */
async function isRecorded({ standard: { hotline } }: StepWorld, number: string): Promise<void> {
  const began = async (): Promise<true | undefined> => {
    const [record] = await hotline.api.recordsOf(number);
    const { timeline } = await hotline.api.story(record?.callId ?? '');
    return timeline.some(({ kind }) => kind === 'recordingBegan') ? true : undefined;
  };
  await eventually(`${number} is recorded`, began, SERVED_MS);
}

async function endsByKey(call: OutgoingCall): Promise<void> {
  const endMs = performance.now() + SERVED_MS;
  while (call.state !== 'ended' && performance.now() < endMs) {
    await Promise.race([call.press('7'), call.ended]);
    await Promise.race([passes(PRESS_AGAIN_MS), call.ended]);
  }
  await isOver(call);
}

async function messageFaults(world: StepWorld, number: string): Promise<readonly string[]> {
  const kept = await recordingsOf(world, number);
  const [message] = kept;
  if (message === undefined || kept.length > 1) return [`${kept.length} messages are kept`];
  const samples = readWav(await world.standard.hotline.api.sound(message.recordingId));
  return strongest(samples, VOICE_HERTZ) < SPOKEN_MIN ? ['nothing is heard of the message'] : [];
}

const recordingsOf = ({ standard }: StepWorld, number: string): Promise<readonly KeptRecording[]> =>
  standard.hotline.api.recordings(`caller=${encodeURIComponent(number)}`);

/** What is kept lies at the exchange no more. */
async function leftAtExchange({ standard }: StepWorld): Promise<readonly string[]> {
  const spool = join(standard.hotline.launched.data, 'run/asterisk/spool/recording');
  const isEmpty = async (): Promise<true> => {
    const left = await readdir(spool);
    if (left.length > 0) throw new Error(`at the exchange lies ${left.join(', ')}`);
    return true;
  };
  return eventually('the spool is empty', isEmpty, LEFT_MS_MAX).then(
    () => [],
    (err: Error) => [String(err.cause ?? err)],
  );
}

export const TAPED_CALLS: readonly Scene[] = [PAUSED_TAPE, MESSAGE];
