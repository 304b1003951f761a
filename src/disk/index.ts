// Small files of our own on the disk, each written as a whole; and files of others, read within a limit.
// Whoever reads one of ours, in whatever process and behind whatever death, sees the old text or the new one.
// Never: a word about what a file holds, a wait that the event loop of calls could feel often.
export { type RegularFile, readRegular } from './read-regular.ts';
export { replaceFile } from './replace-file.ts';
export { replaceFileMeanwhile } from './replace-file-meanwhile.ts';
