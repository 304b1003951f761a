import { join } from 'node:path';
import type { Logger } from 'pino';
import { Failure } from '../base/index.ts';
import type { Bundle } from '../bundle/index.ts';
import { systemClock as clock } from '../machine/index.ts';
import { readIfThere, type Settings, toolPath } from '../settings/index.ts';
import { createEspeak } from '../speech/espeak/index.ts';
import { createHttpSpeech } from '../speech/http/index.ts';
import { createSpeech, type Speech } from '../speech/index.ts';
import { prepareSpeech } from './prepare-speech.ts';

/** Who speaks prompts and values, as the settings say. Throws `Failure` SPEECH_SECRET_UNREADABLE. */
export function buildSpeech(settings: Settings, bundle: Bundle, log: Logger): Speech {
  const espeak = createEspeak({ binary: toolPath('espeak-ng'), clock });
  const { provider: name, url, secret } = settings.speech;
  const isHttp = name === 'http' && url !== null;
  const provider = isHttp ? createHttpSpeech({ url, secret: speechSecret(settings, secret), clock }) : espeak;
  const spare = isHttp ? espeak : undefined;
  const voices = { ...settings.speech.voices, ...bundle.voices };
  const cacheFolder = join(settings.data, 'sounds');
  return createSpeech({ provider, spare, cacheFolder, languages: bundle.languages, voices, clock, log });
}

/** Speaks what the calls of this bundle will hear, while another process serves them. Rejects as `build` does. */
export async function speakAhead(settings: Settings, bundle: Bundle, log: Logger): Promise<void> {
  const speech = buildSpeech(settings, bundle, log);
  await prepareSpeech(speech, bundle, new Set([bundle.flowHash]));
  await speech.close();
}

function speechSecret(settings: Settings, name: string | null): string | null {
  if (name === null) return null;
  const file = join(settings.secrets, name);
  const secret = readIfThere(file)?.trim();
  if (secret === undefined || secret === '') throw new Failure('SPEECH_SECRET_UNREADABLE', { file });
  return secret;
}
