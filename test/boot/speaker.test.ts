import { expect, test } from 'vitest';
import { Speaker } from '../../src/boot/speaker.ts';
import type { TelephonyCommand } from '../../src/telephony/index.ts';

const wish = { kind: 'speak', legId: 'leg', playId: 'p', version: 'f1', language: 'en', items: [] } as const;

test("the sounds are those of the call's version, whether they lie ready or are made first", async () => {
  const played: unknown[] = [];
  const telephony = {
    execute: (command: TelephonyCommand) => void played.push('sounds' in command && command.sounds),
  };
  const soundIn = (how: string, version?: string | null): readonly string[] => [`${how} in ${version}`];
  const make = async (_language: string, _items: readonly unknown[], version?: string | null) =>
    soundIn('made', version);
  const forgetBroken = async (): Promise<boolean> => false;
  const ready = (_language: string, _items: readonly unknown[], version?: string | null) =>
    soundIn('ready', version);
  new Speaker({ ready, make, forgetBroken }, telephony as never, () => {}).speak(wish);
  new Speaker({ ready: () => undefined, make, forgetBroken }, telephony as never, () => {}).speak(wish);
  await new Promise((passed) => setImmediate(passed));
  expect(played).toEqual([['ready in f1'], ['made in f1']]);
});
