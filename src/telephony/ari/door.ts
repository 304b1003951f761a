import type { DoorRules, ExchangeDoor } from '../index.ts';
import type { Exchange } from './ari-types.ts';

/** Asterisk reads a text within a function into 4,096 characters. */
const PATTERN_CHARS_MAX = 3_000;
/** No number fits it, and no caller without one does. */
const NOBODY = 'none';
/** The dialplan's bucket holds thousandths of a call. */
const WHOLE = 1_000;

/**
 * The door in the dialplan (`[net]` of extensions.conf), which is kept by global variables: `CB_DOOR_…` are its rules,
 * `CB_AWAY…` what it has counted. What of that was told lies beside it (`CB_TOLD…`), for the process after this one.
 */
export class Door implements ExchangeDoor {
  readonly #exchange: Exchange;
  /** Variables as they were set on this connection. */
  readonly #set = new Map<string, string>();
  #counted: readonly string[] = [];
  #allTold: number | undefined;
  #isCutTold = false;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** Another connection: the exchange may be a new one that knows nothing. */
  clear(): void {
    this.#set.clear();
    this.#allTold = undefined;
  }

  async keepDoor({ perSecond, burst, urgentNumbers, urgentCallers, counted }: DoorRules): Promise<void> {
    for (const number of counted) await this.#count(number);
    this.#counted = counted;
    await this.#put('CB_DOOR_NUMBERS', this.#anyOf(urgentNumbers));
    await this.#put('CB_DOOR_CALLERS', this.#anyOf(urgentCallers));
    await this.#put('CB_DOOR_BURST', String(burst * WHOLE));
    // The last: from here on the door is one.
    await this.#put('CB_DOOR_PER_S', String(perSecond));
  }

  async turnedAway(): Promise<ReadonlyMap<string, number>> {
    const all = await this.#number('CB_AWAY');
    const counts = new Map<string, number>();
    if (all === (this.#allTold ?? 0)) return counts;
    for (const number of [...this.#counted, '']) {
      const now = await this.#number(`CB_AWAY_${number}`);
      const told = await this.#number(`CB_TOLD_${number}`);
      if (now <= told) continue;
      counts.set(number, now - told);
      const variable = `CB_TOLD_${number}`;
      await this.#exchange.client().asterisk.setGlobalVar({ variable, value: String(now) });
    }
    this.#allTold = all;
    return counts;
  }

  /** A number has a count of its own in the dialplan when there is one already. */
  async #count(number: string): Promise<void> {
    const variable = `CB_AWAY_${number}`;
    if (this.#set.has(variable)) return;
    if ((await this.#text(variable)) === '') await this.#put(variable, '0');
    this.#set.set(variable, '');
  }

  async #put(variable: string, value: string): Promise<void> {
    if (this.#set.get(variable) === value) return;
    await this.#exchange.client().asterisk.setGlobalVar({ variable, value });
    this.#set.set(variable, value);
  }

  async #number(variable: string): Promise<number> {
    return Number(await this.#text(variable));
  }

  async #text(variable: string): Promise<string> {
    const { value } = await this.#exchange.client().asterisk.getGlobalVar({ variable });
    return value;
  }

  /** A regular expression of all of them, or of as many as Asterisk would read. */
  #anyOf(patterns: readonly string[]): string {
    const pieces = patterns.map(expressionOf);
    let [length, count] = [0, 0];
    for (const piece of pieces) {
      length += piece.length + 1;
      if (length > PATTERN_CHARS_MAX) break;
      count += 1;
    }
    if (count < pieces.length) this.#tellCut(pieces.length - count);
    return `^(${[NOBODY, ...pieces.slice(0, count)].join('|')})$`;
  }

  #tellCut(left: number): void {
    if (this.#isCutTold) return;
    this.#isCutTold = true;
    this.#exchange.log.warn(
      { left },
      'too many numbers or callers are urgent for Asterisk to know all: in a storm some are turned away',
    );
  }
}

/** Digits, a "+" in front, `X` for any digit, `*` at the end for any further ones; anything else fits nobody. */
function expressionOf(pattern: string): string {
  if (!/^\+?[0-9X]+\*?$/.test(pattern)) return NOBODY;
  return pattern.replace('+', '[+]').replaceAll('X', '[0-9]').replace('*', '[0-9]*');
}
