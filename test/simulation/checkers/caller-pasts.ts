import type { CallerPast, Entry } from '../../../src/journal/index.ts';

/** What the journal tells of callers who call again: the language that they chose last, and with whom they talked. */
export class CallerPasts {
  /** Call → the caller's number. */
  readonly #callers = new Map<string, string>();
  readonly #pasts = new Map<string, CallerPast>();

  take(entry: Entry): void {
    if (entry.kind === 'callArrived') this.#callers.set(entry.callId, entry.caller);
    if (entry.kind === 'languageChosen') this.#note(entry.callId, { language: entry.language });
    if (entry.kind === 'talkBegan') this.#note(entry.callId, { operator: entry.operator });
  }

  languageOf(caller: string): string | null {
    return this.#pasts.get(caller)?.language ?? null;
  }

  /** For the next process, which knows nothing else of them. */
  all(): readonly CallerPast[] {
    return [...this.#pasts.values()];
  }

  #note(callId: string, news: Partial<CallerPast>): void {
    const caller = this.#callers.get(callId);
    if (caller === undefined) return;
    this.#pasts.set(caller, {
      ...{ caller, operator: null, language: null },
      ...this.#pasts.get(caller),
      ...news,
    });
  }
}
