import type { DoorRules, ExchangeDoor } from '../index.ts';
import type { AriChannel, Exchange } from './ari-types.ts';

/** Asterisk reads a text within a function into 4,096 characters. */
const PATTERN_CHARS_MAX = 3_000;
/** No number fits it, and no caller without one does. */
const NOBODY = 'none';
/** The dialplan's bucket holds thousandths of a call. */
const WHOLE = 1_000;

/**
 * The door in the dialplan (`[net]` of extensions.conf), which is kept by global variables. Whom it turns away it tells
 * by the end of the channel (`isTurnedAway`).
 */
export class Door implements ExchangeDoor {
  readonly #exchange: Exchange;
  /** Variables as they were set on this connection. */
  readonly #set = new Map<string, string>();
  #isCutTold = false;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** Another connection: the exchange may be a new one that knows nothing. */
  clear(): void {
    this.#set.clear();
  }

  async keepDoor({ perSecond, burst, urgentNumbers, urgentCallers }: DoorRules): Promise<void> {
    await this.#put('CB_DOOR_NUMBERS', this.#anyOf(urgentNumbers));
    await this.#put('CB_DOOR_CALLERS', this.#anyOf(urgentCallers));
    await this.#put('CB_DOOR_BURST', String(burst * WHOLE));
    // The last: from here on the door is one.
    await this.#put('CB_DOOR_PER_S', String(perSecond));
  }

  async #put(variable: string, value: string): Promise<void> {
    if (this.#set.get(variable) === value) return;
    await this.#exchange.client().asterisk.setGlobalVar({ variable, value });
    this.#set.set(variable, value);
  }

  /** A regular expression of all of them, or of as many as Asterisk would read. */
  #anyOf(patterns: readonly string[]): string {
    const pieces = [NOBODY];
    let length = 0;
    for (const pattern of patterns) {
      const piece = expressionOf(pattern);
      length += piece.length + 1;
      if (length > PATTERN_CHARS_MAX) break;
      pieces.push(piece);
    }
    const left = patterns.length - (pieces.length - 1);
    if (left > 0) this.#tellCut(left);
    return `^(${pieces.join('|')})$`;
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

/** Whether a channel that has ended was that of a caller for whom there was no room at the door. */
export const isTurnedAway = ({ channelvars }: AriChannel): boolean => channelvars?.cb_role === 'away';

/** Digits, a "+" in front, `X` for any digit, `*` at the end for any further ones; anything else fits nobody. */
function expressionOf(pattern: string): string {
  if (!/^\+?[0-9X]+\*?$/.test(pattern)) return NOBODY;
  return pattern.replace('+', '[+]').replaceAll('X', '[0-9]').replace('*', '[0-9]*');
}
