import { type Doing, type Entry, type OfferKey, type OperatorAt, operatorAt } from '../../journal/index.ts';
import type { Connection } from './connection.ts';

type Changed = Extract<Entry, { kind: 'operatorChanged' }>;
type Past = { readonly changed: Changed | null; readonly doing: Doing | null };

/** The last entry about operator `o` before the offer `a`, of some kinds. */
const last = (kinds: string): string => `(
  SELECT body FROM entries AS e
  WHERE e.body ->> 'operator' = o.operator AND (e.at_ms, e.id) < (a.at_ms, a.id) AND e.kind IN (${kinds})
  ORDER BY e.at_ms DESC, e.id DESC LIMIT 1)`;

const QUESTION = `
  SELECT ${last("'operatorChanged'")} AS changed,
         ${last("'offered', 'offerEnded', 'talkBegan', 'talkEnded'")} AS doing
  FROM entries AS a, unnest($3::text[]) WITH ORDINALITY AS o (operator, n)
  WHERE a.call_id = $1 AND a.kind = 'offered' AND a.body ->> 'offerId' = $2
  ORDER BY o.n`;

/** What operators did when an offer was made; those of whom nothing is known from before it are left out. */
export async function operatorsBefore(
  connection: Connection,
  { callId, offerId }: OfferKey,
  operators: readonly string[],
): Promise<readonly OperatorAt[]> {
  const pasts = await connection.rows<Past>(QUESTION, [callId, offerId, operators]);
  return pasts.flatMap(({ changed, doing }) => operatorAt(changed ?? undefined, doing ?? undefined) ?? []);
}
