import { type Doing, type Entry, type OfferKey, type OperatorAt, operatorAt } from '../../journal/index.ts';
import type { Connection } from './database.ts';

type Changed = Extract<Entry, { kind: 'operatorChanged' }>;
type Moment = { readonly id: number; readonly at_ms: number };

/** What operators did at moments of the past, read from the entries about them. */
export class OperatorPast {
  readonly #offered;
  readonly #changed;
  readonly #doing;

  constructor(connection: Connection) {
    this.#offered = connection.prepare(
      "SELECT id, at_ms FROM entries WHERE call_id = ? AND kind = 'offered' AND body ->> 'offerId' = ?",
    );
    const last = (kinds: string): string => `
      SELECT body FROM entries
      WHERE body ->> 'operator' = @operator AND (at_ms, id) < (@at_ms, @id) AND kind IN (${kinds})
      ORDER BY at_ms DESC, id DESC LIMIT 1`;
    this.#changed = connection.prepare(last("'operatorChanged'")).pluck();
    this.#doing = connection.prepare(last("'offered', 'offerEnded', 'talkBegan', 'talkEnded'")).pluck();
  }

  /** Those of whom nothing is known from before the offer are left out. */
  before({ callId, offerId }: OfferKey, operators: readonly string[]): readonly OperatorAt[] {
    const moment = this.#offered.get(callId, offerId) as Moment | undefined;
    if (moment === undefined) return [];
    return operators.flatMap((operator) => this.#at(operator, moment) ?? []);
  }

  #at(operator: string, moment: Moment): OperatorAt | undefined {
    const [changed, doing] = [this.#changed, this.#doing].map((last) => {
      const body = last.get({ operator, ...moment }) as string | undefined;
      return body === undefined ? undefined : (JSON.parse(body) as Entry);
    });
    return operatorAt(changed as Changed | undefined, doing as Doing | undefined);
  }
}
