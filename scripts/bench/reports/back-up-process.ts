// back-up-process.ts DATABASE FILE: makes one backup, in a process of its own, as `./cordboard backup` does.
import { backUp } from '../../../src/store/sqlite/index.ts';

const [database, file] = process.argv.slice(2) as [string, string];
await backUp(database, file, [], { atMs: Date.now(), withSecrets: false });
