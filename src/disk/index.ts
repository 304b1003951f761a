// Small files of our own on the disk, each written as a whole.
// Whoever reads one, in whatever process and behind whatever death, sees the old text or the new one.
// Never: a word about what a file holds, a wait that the event loop of calls could feel often.
export { replaceFile } from './replace-file.ts';
export { replaceFileMeanwhile } from './replace-file-meanwhile.ts';
