import { cpSync, mkdtempSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTone } from '../kit/tones.ts';
import { bundleFolder } from './scene.ts';

/** Prompt of the bundle "tones" → its tone: hertz in English, hertz in Russian, milliseconds. */
const PROMPTS = {
  first: [400, 400, 400],
  second: [500, 500, 400],
  third: [650, 650, 400],
  long: [800, 800, 1_500],
  well: [1_000, 1_000, 300],
  wrong: [1_250, 1_250, 300],
  hello: [1_500, 1_850, 300],
  choose: [2_100, 2_400, 300],
  brittle: [2_700, 2_700, 300],
  changing: [3_000, 3_000, 1_200],
} as const;

/** What "changing" becomes when its recordings are replaced. */
const CHANGED = 3_300;

/** What a phone may hear there: the prompts by name, those that differ by language with it. */
export const TONES: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    Object.entries(PROMPTS).flatMap(([name, [en, ru]]) =>
      en === ru
        ? [[name, en]]
        : [
            [`${name} en`, en],
            [`${name} ru`, ru],
          ],
    ),
  ),
  changed: CHANGED,
};

/** How long a prompt lasts, in milliseconds. */
export const lengthOf = (name: keyof typeof PROMPTS): number => PROMPTS[name][2];

/** A copy of the bundle "tones" with its recordings, in a folder that the caller removes. */
export function tonesBundle(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cordboard-bundle-'));
  cpSync(bundleFolder('tones'), folder, { recursive: true });
  for (const [name, [en, ru, ms]] of Object.entries(PROMPTS)) {
    writeTone(join(folder, `prompts/en/${name}.wav`), en, ms);
    writeTone(join(folder, `prompts/ru/${name}.wav`), ru, ms);
  }
  return folder;
}

/** Somebody has recorded "changing" anew: other files take the names of the old ones, at once and whole. */
export function recordAnew(folder: string): void {
  for (const language of ['en', 'ru']) {
    const recording = join(folder, `prompts/${language}/changing.wav`);
    const beside = `${folder}-${language}.wav`;
    writeTone(beside, CHANGED, lengthOf('changing'));
    renameSync(beside, recording);
  }
}
