import { type Clock, Failure, nearestName } from '../base/index.ts';
import type { ScoresDesk, ScoreWish } from '../http/index.ts';
import type { Entry, Score, ScoreQuery, Store } from '../journal/index.ts';
import { isFor, type Scorecard, scoreBy } from '../quality/index.ts';
import { Line } from '../store/index.ts';

export type ScoreDeskParts = {
  readonly store: Pick<Store, 'scores'>;
  /** Writes into the journal. */
  readonly write: (entry: Entry) => void;
  /** The forms as they are now. */
  readonly forms: () => ReadonlyMap<string, Scorecard>;
  readonly clock: Clock;
};

/** A call has as many scores as forms and people at most; so many are looked at. */
const SCORES_MAX = 1_000;

/**
 * How people judged what operators did in calls: each score is an entry of the journal. One after the other, because
 * what a score takes the place of must not change while it is given.
 */
export class ScoreDesk implements ScoresDesk {
  readonly #parts: ScoreDeskParts;
  readonly #line = new Line();

  constructor(parts: ScoreDeskParts) {
    this.#parts = parts;
  }

  list(query: ScoreQuery): Promise<readonly Score[]> {
    return this.#parts.store.scores(query);
  }

  give(wish: ScoreWish, by: string): Promise<Score> {
    return this.#line.do(() => this.#give(wish, by));
  }

  eraseOf(caller: string, by: string): Promise<number> {
    return this.#line.do(async () => {
      for (let count = 0; ; ) {
        const page = await this.#parts.store.scores({ caller, limit: SCORES_MAX });
        const callIds = new Set(page.map(({ callId }) => callId));
        for (const callId of callIds) this.#write({ kind: 'scoresErased', callId, by });
        count += callIds.size;
        if (page.length < SCORES_MAX) return count;
      }
    });
  }

  async #give({ answers, ...about }: ScoreWish, by: string): Promise<Score> {
    const { store } = this.#parts;
    const { callId } = about;
    const form = this.#form(about.form, about.queue);
    const scored = scoreBy(form, answers);
    if ('mistake' in scored) throw new Failure('ANSWERS_INVALID', { why: scored.mistake });
    const before = await store.scores({ callId, limit: SCORES_MAX });
    const same = before.find((score) => score.form === form.name && score.by === by);
    const replaces = same === undefined ? null : { atMs: same.atMs, percent: same.percent };
    const facts = { ...about, version: form.version, by, ...scored };
    this.#write({ kind: 'scored', ...facts, isFirst: before.length === 0, replaces });
    const [given] = await store.scores({ callId, form: form.name, limit: 1 });
    return given!;
  }

  #form(name: string, queue: string | null): Scorecard {
    const forms = this.#parts.forms();
    const form = forms.get(name);
    if (form === undefined) {
      const nearest = nearestName(name, forms.keys());
      const meant = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
      const why = `there is no form "${name}"${meant}`;
      throw new Failure('SCORECARD_UNKNOWN', { form: name, known: [...forms.keys()], why });
    }
    if (!isFor(form, queue)) {
      const wanted = form.queues?.join(', ');
      const why = `the form "${name}" is for calls of ${wanted}, this one is of ${queue ?? 'no queue'}`;
      throw new Failure('CALL_NOT_SCORABLE', { form: name, queue, why });
    }
    return form;
  }

  #write(what: Unstamped): void {
    this.#parts.write({ ...what, atMs: this.#parts.clock.now().wallMs });
  }
}

type Written = Extract<Entry, { readonly kind: 'scored' | 'scoresErased' }>;
type Unstamped = Written extends infer Each ? (Each extends Written ? Omit<Each, 'atMs'> : never) : never;
