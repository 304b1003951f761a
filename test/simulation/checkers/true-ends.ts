import type { Entry } from '../../../src/journal/index.ts';
import type { Command, Event } from '../../../src/switchboard/index.ts';
import { type Checker, must } from './checker.ts';

/** The diary is read so often while nobody hears of the exchange, and then that takes a moment. */
const READ_MS = 150;
/** While it is heard, what an event ought to have told is made up for within this. */
const MADE_UP_MS = 15_000;

/** What the exchange itself knows of ends. */
export type EndsView = {
  /** When the leg has ended (wall); undefined where it goes on, or the exchange has died with it, or tells nobody. */
  endedMs(legId: string): number | undefined;
  /** The longest that the caller's leg and one that was rung for the call were in a talk, as far as the diary tells. */
  talkedMs(callId: string): number;
  /** The longest that a message is on its way. */
  readonly latencyMs: number;
  /** Whether the wall clock is set meanwhile: then no time can be compared. */
  readonly isClockSet: boolean;
};

/** A call that somebody has hung up ends with its caller's leg, unless it says itself that its end is an estimate. */
export class TrueEnds implements Checker {
  readonly name = 'true ends';
  readonly #view: EndsView;
  readonly #told = new Set<string>();
  readonly #late = new Set<string>();
  /**
   * Joined by this process: that it has come about may never be told here, where the real line asks for it. So may the
   * end of such a talk have been before the process died.
   */
  readonly #joined = new Set<string>();
  readonly #untold = new Set<string>();

  constructor(view: EndsView) {
    this.#view = view;
  }

  /** Of these an event has been lost, or the exchange takes its time: nobody has read the diary for that. */
  begin(event: Event | null): void {
    if (event?.kind === 'commandFailed' && event.reason === 'gone') this.#late.add(event.legId);
    if (event?.kind === 'timerFired' && event.key.purpose === 'settle') this.#late.add(event.key.owner);
  }

  command(command: Command): void {
    if (command.kind === 'join') this.#joined.add(command.callId);
  }

  processDied(): void {
    this.#joined.clear();
  }

  entry(entry: Entry): void {
    if (entry.kind === 'trouble' && entry.what.endsWith('could not be joined'))
      this.#untold.add(entry.callId);
    if (entry.kind !== 'callEnded') return;
    const { callId, outcome } = entry;
    if (this.#view.isClockSet || this.#told.has(callId)) return;
    const mayTell = outcome === 'abandoned' && !this.#joined.has(callId) && !this.#untold.has(callId);
    const talkedMs = mayTell ? this.#view.talkedMs(callId) : 0;
    // Who hangs up before we can have heard of the talk may have given up.
    const hasTalked = talkedMs > 3 * this.#view.latencyMs;
    must(!hasTalked, this.name, () => `does not hold: ${callId} talked for ${talkedMs} ms, and has given up`);
    this.#told.add(entry.callId);
    const endedMs = this.#view.endedMs(entry.callId);
    const isEstimated = entry.estimated === true || outcome === 'node_failure';
    // Where we have ended it, the exchange may never tell that it has obeyed.
    if (endedMs === undefined || entry.by === 'system' || isEstimated) return;
    const lateMs = entry.atMs - endedMs;
    const lateMsMax = (this.#late.has(entry.callId) ? MADE_UP_MS : READ_MS) + 3 * this.#view.latencyMs;
    const isTrue = lateMs >= 0 && lateMs <= lateMsMax;
    must(
      isTrue,
      this.name,
      () => `does not hold: the record of ${entry.callId} ends ${lateMs} ms later than it`,
    );
  }
}
