import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTone } from '../kit/tones.ts';
import { bundleFolder } from './scene.ts';

/** Prompt of the bundle "out" → hertz and milliseconds. */
const PROMPTS = { hello: [1_500, 500], bye: [1_850, 500], well: [2_100, 400] } as const;

/** What a phone may hear there: the caller, whoever was called, and the prompts. */
export const VOICES = {
  caller: 600,
  other: 1_000,
  ...Object.fromEntries(Object.entries(PROMPTS).map(([name, [hertz]]) => [name, hertz])),
};

/** A copy of the bundle "out", or of another one, with its recordings, in a folder that the caller removes. */
export function outBundle(bundle = 'out'): string {
  const folder = mkdtempSync(join(tmpdir(), 'cordboard-bundle-'));
  cpSync(bundleFolder(bundle), folder, { recursive: true });
  for (const [name, [hertz, ms]] of Object.entries(PROMPTS))
    writeTone(join(folder, `prompts/en/${name}.wav`), hertz, ms);
  return folder;
}
