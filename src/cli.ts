// The first file of `./cordboard`: words in, exit code out.
import { createInterface } from 'node:readline';
import { runCommand } from './cli/index.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);
const typed = (): AsyncIterable<string> => createInterface({ input: process.stdin });
process.exitCode = await runCommand(process.argv.slice(2), process.env, print, complain, typed);
