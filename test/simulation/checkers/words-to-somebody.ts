import type { Entry } from '../../../src/journal/index.ts';
import type { Book } from './book.ts';
import { type Checker, must } from './checker.ts';

/** What only a caller who is there can hear, or lead to. */
const HEARD: readonly Entry['kind'][] = ['said', 'stepEntered', 'answerMissed', 'digitPressed', 'offered'];

/** While a caller's node is dead, and they are on no other, nothing is said to them, and nobody is rung for them. */
export class WordsToSomebody implements Checker {
  readonly name = 'words to somebody';

  entry(entry: Entry, book: Book): void {
    if (!('callId' in entry) || typeof entry.callId !== 'string' || !HEARD.includes(entry.kind)) return;
    const { kind, callId } = entry;
    must(!book.nodes.isHomeless(callId), this.name, () => `${kind}, and ${callId} is on no node`);
  }
}
