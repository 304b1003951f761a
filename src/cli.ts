// The first file of `./cordboard`: words in, exit code out.
import { runCommand } from './cli/index.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);
process.exitCode = await runCommand(process.argv.slice(2), process.env, print, complain);
