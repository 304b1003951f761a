import { type AlarmSource, type AlarmView, clockText, type Finding } from './alarm.ts';

/** Callers wait, and nobody of the queue has been signed in for as long as the queue allows. */
export class Unstaffed implements AlarmSource {
  /** Queue → since when (monotonic). */
  readonly #sinceMs = new Map<string, number>();

  look({ board, rules, now: { monoMs } }: AlarmView): readonly Finding[] {
    const lone = board.queues.filter(
      ({ waiting, signedInCount }) => waiting.length > 0 && signedInCount === 0,
    );
    const ids = new Set(lone.map(({ id }) => id));
    for (const queue of [...this.#sinceMs.keys()]) if (!ids.has(queue)) this.#sinceMs.delete(queue);
    return lone.flatMap(({ id: queue, waiting }) => {
      const limitMs = rules.get(queue)?.unstaffedMs ?? null;
      if (limitMs === null) return [];
      const sinceMs = this.#sinceMs.get(queue) ?? monoMs;
      this.#sinceMs.set(queue, sinceMs);
      const say =
        `${queue}: ${waiting.length} waiting, and nobody has been signed in for ${clockText(monoMs - sinceMs)}: sign ` +
        'an operator of the queue in (*20 on the phone), or switch the emergency of its schedule on';
      const verdict = monoMs - sinceMs >= limitMs ? 'bad' : 'between';
      return [{ id: `unstaffed ${queue}`, kind: 'unstaffed', queue, verdict, say }];
    });
  }
}
