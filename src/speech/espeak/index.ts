// espeak-ng speaks texts: a child process per text, its sound brought to the rate of the telephone.
// Small, offline, many languages; the voice of a machine, which recordings replace where it matters.
// Never: a text on a command line, a child that outlives its time.
export { createEspeak, type EspeakOptions } from './create-espeak.ts';
