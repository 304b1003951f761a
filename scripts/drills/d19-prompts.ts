import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Scene } from '../../test/asterisk/scene.ts';
import { TONES, tonesBundle } from '../../test/asterisk/tones-bundle.ts';
import { eventually } from '../../test/kit/eventually.ts';
import { Ear, type Heard } from '../../test/kit/tones.ts';
import { untilSeen } from './alarm-seen.ts';
import type { Drill, DrillFigure, DrillRun } from './drill.ts';

/** The number whose flow says "first", then the prompt that is broken, then "second". */
const DIALLED = '900';
const GAP_MS_MAX = 1_000;
/** Alarms are looked for every two seconds. */
const TOLD_S_MAX = 5;
/** Where a WAV file says how many samples a second has. */
const RATE_AT = 24;

type Damage = { readonly name: string; readonly to: (path: string) => void };
const DAMAGES: readonly Damage[] = [
  { name: 'gone', to: (path) => rmSync(path) },
  { name: 'empty', to: (path) => truncateSync(path) },
  { name: 'no sound at all', to: (path) => writeFileSync(path, 'no sound') },
  { name: 'cut in its middle', to: (path) => truncateSync(path, 30) },
  { name: 'of another rate', to: otherRate },
];

/** What the exchange is to play is broken while the house is open; then what it was made from is, too. */
export const prompts: Drill = {
  id: 'D19',
  title: 'a prompt that is gone, empty, damaged, or of another kind',
  promise:
    'Callers hear the recording, or its words, within a second, and the flow goes on; an alarm names a recording that is broken.',
  load: { instead: 'one caller at a time' },
  run: async () => {
    const folder = tonesBundle();
    const scene = await Scene.open({ CORDBOARD_BUNDLE: folder });
    try {
      return await allDamages(scene, folder);
    } finally {
      await scene.close();
      rmSync(folder, { recursive: true });
    }
  },
};

async function allDamages(scene: Scene, folder: string): Promise<DrillRun> {
  const recording = join(folder, 'prompts/en/brittle.wav');
  const original = readFileSync(recording);
  const [evidence, figures, faults]: [string[], DrillFigure[], string[]] = [[], [], []];
  const judge = async (name: string, expected: (sounds: readonly Heard[]) => boolean): Promise<void> => {
    const sounds = await heard(scene);
    const words = sounds.map(({ what }) => what);
    figures.push({
      what: `${name}: until something is heard`,
      value: gapMs(sounds),
      unit: 'ms',
      atMost: GAP_MS_MAX,
    });
    if (words[0] !== 'first' || words.at(-1) !== 'second' || !expected(sounds))
      faults.push(`${name}: callers heard ${words.join(', ')}`);
  };
  for (const { name, to } of DAMAGES) {
    const copy = await copyOf(scene, original);
    to(copy);
    evidence.push(`the file that Asterisk plays was made ${name}`);
    await judge(`the copy is ${name}`, (sounds) => sounds.some(({ what }) => what === 'brittle'));
  }
  for (const path of [await copyOf(scene, original), recording]) writeFileSync(path, 'no sound');
  evidence.push('the recording and its copy were made no sound at all');
  await judge('both are broken', (sounds) => sounds.length > 2);
  const alarm = await untilSeen(scene.hotline, 'prompt en/brittle.wav', /brittle\.wav/, TOLD_S_MAX);
  evidence.push(`it says: ${alarm.say}`);
  figures.push(alarm.figure);
  return { evidence, figures, faults };
}

/** The file that the exchange plays of this recording, once it is whole. */
function copyOf({ hotline }: Scene, original: Buffer): Promise<string> {
  const kept = join(hotline.launched.data, 'sounds');
  const find = (): string | undefined =>
    readdirSync(kept).find((file) => readFileSync(join(kept, file)).equals(original));
  return eventually('a file of the exchange is that recording', find).then((name) => join(kept, name));
}

async function heard(scene: Scene): Promise<readonly Heard[]> {
  const call = await (await scene.call(DIALLED)).answered();
  const ear = new Ear(call.media, TONES);
  await call.ended;
  return ear.sounds();
}

const gapMs = ([first, next]: readonly Heard[]): number =>
  first === undefined || next === undefined ? Number.POSITIVE_INFINITY : next.fromMs - first.toMs;

function otherRate(path: string): void {
  const wav = readFileSync(path);
  wav.writeUInt32LE(44_100, RATE_AT);
  writeFileSync(path, wav);
}
