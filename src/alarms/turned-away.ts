import type { Entry, RefusalReason } from '../journal/index.ts';
import type { AlarmSource, Finding } from './alarm.ts';

/** What was wrong at the door, and what to do. One who stops Cordboard on purpose need not be told. */
const WORDS: Readonly<Record<Exclude<RefusalReason, 'draining'>, string>> = {
  calls_at_once:
    'as many calls go on as limits.calls allows: call more operators in, or raise it if the machine bears more',
  calls_per_second:
    'more come than limits.calls_per_second allows: see who calls (./cordboard report --by number), or raise it if ' +
    'the machine bears more',
  overload:
    'Cordboard or Asterisk is too slow for more: see what else the machine does, or give it more processor',
  no_room: 'so many events wait that none more can be handled: see what else the machine does',
};

/** Callers are turned away at the door: one alarm for as long as it lasts, however many they are. */
export class TurnedAway implements AlarmSource {
  #sinceLook = 0;
  #inAll = 0;
  #why: keyof typeof WORDS | null = null;

  note(entry: Entry): void {
    if (entry.kind === 'callEnded' && entry.refused !== undefined) this.#add(entry.refused, 1);
    if (entry.kind === 'callsRefused') this.#add(entry.refused, entry.count);
  }

  look(): readonly Finding[] {
    const count = this.#sinceLook;
    this.#sinceLook = 0;
    if (this.#why === null) return [];
    const say = `calls are turned away, ${count} just now and ${this.#inAll} in all, since ${WORDS[this.#why]}`;
    if (count === 0) [this.#inAll, this.#why] = [0, null];
    const verdict = count > 0 ? 'bad' : 'good';
    return [{ id: 'turned_away', kind: 'turned_away', queue: null, verdict, say }];
  }

  #add(why: RefusalReason, count: number): void {
    if (why === 'draining') return;
    this.#sinceLook += count;
    this.#inAll += count;
    this.#why = why;
  }
}
