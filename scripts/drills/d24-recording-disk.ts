import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Scene } from '../../test/asterisk/scene.ts';
import { eventually } from '../../test/kit/eventually.ts';
import type { OutgoingCall } from '../../test/kit/phones/index.ts';
import { untilSeen } from './alarm-seen.ts';
import type { Drill, DrillFigure, DrillRun } from './drill.ts';
import { fillDisk, inOwnMounts, mountDisk, roomText } from './own-mounts.ts';
import { passes } from './standard-load.ts';

/** Some seconds of two sides of a talk: 16 bytes a millisecond each. */
const DISK_KIB = 400;
const TALK_MS = 25_000;
const RECORDED_MS_MAX = 20_000;
const SEEN_S_MAX = 15;

/** The disk on which Asterisk records is full in the middle of a talk; it does not say so to anybody. */
export const recordingDisk: Drill = {
  id: 'D24',
  title: 'the disk is full on which calls are recorded',
  promise:
    'An alarm comes before it is, the talk goes on, what was recorded is kept, and says that a part of it is missing.',
  load: { instead: 'one talk at a time' },
  ...inOwnMounts('D24'),
};

/** In the process with mounts of its own. */
export async function recordingDiskIsFull(): Promise<DrillRun> {
  const scene = await Scene.open({}, 'messages');
  try {
    const folder = join(scene.hotline.launched.data, 'run/asterisk/spool/recording');
    const unmount = await mountDisk(folder, DISK_KIB);
    return await talkOnSmallDisk(scene, folder).finally(unmount);
  } finally {
    await scene.close();
  }
}

async function talkOnSmallDisk(scene: Scene, folder: string): Promise<DrillRun> {
  const { api } = scene.hotline;
  const seen = await untilSeen(scene.hotline, 'disk what Asterisk records', /are left for/, SEEN_S_MAX);
  await scene.ready('anna');
  const cut = await talk(scene);
  const [talked, full] = [passes(TALK_MS), await whenFull(folder)];
  await talked;
  const faults = cut.state === 'talking' ? [] : ['the talk ended when the disk was full'];
  cut.hangUp();
  const kept = await eventually('the recording is kept', () => recordingOf(scene, cut), RECORDED_MS_MAX);
  if (!kept.isIncomplete) faults.push('the recording does not say that a part is missing');
  if (kept.soundMs > RECORDED_MS_MAX)
    faults.push(`${kept.soundMs} ms are kept, on a disk without room for them`);
  const makeRoom = fillDisk(folder);
  const none = await talk(scene);
  await passes(TALK_MS / 4);
  none.hangUp();
  const { callId } = await scene.recordOf(none);
  await eventually(
    'the story says that nothing is recorded',
    async () => isTold(scene, callId),
    RECORDED_MS_MAX,
  );
  makeRoom();
  const outcomes = [cut, none].map(async (call) => (await scene.recordOf(call)).outcome);
  for (const outcome of await Promise.all(outcomes))
    if (outcome !== 'answered') faults.push(`a talk that was recorded ended as ${outcome}`);
  if (!(await api.isReady())) faults.push('no call would be answered now');
  return {
    evidence: [`in the middle of the talk ${full}`, `the alarm said: ${seen.say}`],
    figures: [seen.figure, keptFigure(kept.soundMs)],
    faults,
  };
}

const keptFigure = (soundMs: number): DrillFigure => ({
  ...{ what: `of ${TALK_MS / 1_000} s of talk are kept`, value: soundMs / 1_000 },
  ...{ unit: 's', atLeast: 3 },
});

async function talk(scene: Scene): Promise<OutgoingCall> {
  const call = await (await scene.call('400')).answered();
  await scene.talks('anna', call);
  return call;
}

/** What lies on the disk at the moment in which it is full. */
function whenFull(folder: string): Promise<string> {
  const look = (): string | undefined => {
    const room = roomText(folder);
    const files = readdirSync(folder).map((name) => `${name} of ${statSync(join(folder, name)).size} bytes`);
    return room.startsWith('0 of') ? `${room}, with ${files.join(' and ')}` : undefined;
  };
  return eventually('the disk is full', look, TALK_MS);
}

async function recordingOf(scene: Scene, { number }: OutgoingCall) {
  return (await scene.hotline.api.recordings(`caller=${encodeURIComponent(number)}`))[0];
}

async function isTold({ hotline }: Scene, callId: string): Promise<true | undefined> {
  const { timeline } = await hotline.api.story(callId);
  const isIt = timeline.some((entry) => entry.kind === 'trouble' && /recording/.test(entry.what));
  return isIt ? true : undefined;
}
