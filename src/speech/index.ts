// Words become sounds: recordings as they are, texts by a speech provider, each made once and kept.
// The provider is behind a port; espeak/ is one, behind a door of its own.
// Never: a call, a caller waiting for a sound without limit, a missing sound that breaks a flow.
export { createSpeech, type SpeechOptions } from './create-speech.ts';
export { RECORDING_BYTES_MAX, recordingFault, recordingHash } from './recording.ts';
export { Resampler } from './resampler.ts';
export type { SoundTrouble } from './sound-troubles.ts';
export type { PromptSource, PromptTable, Speech, SpeechProvider, SpokenText } from './speech.ts';
export { SpeechError } from './speech-error.ts';
export { EXCHANGE_RATE_HZ, type Pcm, readWav, writeWav } from './wav.ts';
