// The admin's commands: each reads its arguments, prints for a person or as JSON, and says by its exit code
// what it found: 0 good, 1 findings, 2 wrong usage.
// Never: a decision about a call; what is live is asked of the API.

export { entryInWords } from './entry-in-words.ts';
export { runCommand } from './run-command.ts';
