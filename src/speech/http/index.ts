// A speech server speaks texts: one POST per text, a sound comes back and is brought to the rate of the telephone.
// Slow, broken and talkative servers cost a bounded time and room; one that keeps failing is left alone for a while.
// Never: a redirect followed, a secret in a log, an answer taken for sound that is none.
export { createHttpSpeech, type HttpSpeechOptions } from './create-http-speech.ts';
