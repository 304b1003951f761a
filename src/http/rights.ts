import type { Holder } from '../access/index.ts';
import { Failure } from '../base/index.ts';
import type {
  CallQuery,
  CallRecord,
  CallStory,
  Contact,
  ContactQuery,
  Entry,
  Store,
} from '../journal/index.ts';
import type { Board, BoardCall, BoardOperator } from '../switchboard/index.ts';
import { forbidden } from './guard.ts';
import type { House } from './house.ts';

/**
 * What a token may do with this very call, operator or queue, after its role has let it in: operators have their own
 * state and the calls they are in, supervisors of some queues what belongs to these.
 */

/** Throws `Failure` FORBIDDEN for another operator, and for one who serves none of the supervisor's queues. */
export function requireOperator(house: House, holder: Holder, operatorId: string): void {
  if (!seesOperator(house, holder, operatorId))
    throw forbidden(holder, ['admin', 'supervisor'], ` of ${operatorId}, or to be ${operatorId}`);
}

/** Throws `Failure` FORBIDDEN for a queue that is not the supervisor's. */
export function requireQueue(holder: Holder, queue: string): void {
  if (holder.queues?.includes(queue) === false) throw forbidden(holder, ['supervisor'], ` of queue ${queue}`);
}

/** Throws `Failure` FORBIDDEN for a supervisor of some queues: what is asked concerns all of them. */
export function requireAllQueues(holder: Holder): void {
  if (holder.queues !== null) throw forbidden(holder, ['admin', 'supervisor'], ' of all queues');
}

/** Throws `Failure` FORBIDDEN for a call of now that is not the token's. */
export function requireCall(house: House, holder: Holder, call: BoardCall): void {
  const { operator } = holder;
  // A phone that rings does not make the call the operator's.
  const isTheirs = operator === null || (call.operator === operator && call.phase === 'talking');
  if (!isTheirs || !isOfQueues(house, holder, call)) throw foreignCall(holder);
}

/** Throws `Failure` FORBIDDEN for a call in which the operator neither talked nor is rung, or of another's queue. */
export function requireStory(holder: Holder, { record, timeline }: CallStory): void {
  const { operator, queues } = holder;
  if (operator !== null && !isIn(operator, record, timeline)) throw foreignCall(holder);
  if (queues !== null && !timeline.some((entry) => 'queue' in entry && hasQueue(holder, entry.queue)))
    throw foreignCall(holder);
}

/** All that happened, but for what was said of other operators' work. */
export const timelineFor = ({ operator }: Holder, { timeline }: CallStory): readonly Entry[] =>
  timeline.filter((entry) => operator === null || entry.kind !== 'scored' || entry.operator === operator);

/** Rejects with `Failure` RECORDING_UNKNOWN, or FORBIDDEN for what was said in a call of other queues. */
export async function requireRecording(store: Store, recordingId: string, holder: Holder): Promise<void> {
  if (holder.queues === null) return;
  const [recording] = await store.recordings({ recordingId, limit: 1 });
  if (recording === undefined) throw new Failure('RECORDING_UNKNOWN', { recordingId });
  await requireCallOf(store, recording.callId, holder);
}

/** Rejects with `Failure` CALL_UNKNOWN, or FORBIDDEN for a call of other queues. */
export async function requireCallOf(store: Store, callId: string, holder: Holder): Promise<void> {
  if (holder.queues === null) return;
  const story = await store.call(callId);
  if (story === undefined) throw new Failure('CALL_UNKNOWN', { callId });
  requireStory(holder, story);
}

/** Throws `Failure` FORBIDDEN for a contact that somebody else has taken, and of a queue that is not the token's. */
export function requireContact(house: House, holder: Holder, { queue, operator }: Contact): void {
  if (holder.operator !== null) {
    const isTheirs = operator === holder.operator || servesQueue(house, holder.operator, queue);
    if (!isTheirs) throw forbidden(holder, ['admin', 'supervisor'], ', or to serve its queue');
  } else if (!hasQueue(holder, queue)) throw forbidden(holder, ['admin', 'supervisor'], ' of its queue');
}

/** Throws `Failure` FORBIDDEN for an operator who gives a contact to somebody else. */
export function requireTaker({ operator, ...holder }: Holder, taker: string | null): void {
  if (operator !== null && taker !== null && taker !== operator)
    throw forbidden({ operator, ...holder }, ['admin', 'supervisor'], ', or to take it oneself');
}

/** What a token's query of contacts is narrowed to: an operator's own, or those of a queue that is the token's. */
export function contactsOf(
  house: House,
  holder: Holder,
  { queue, operator }: { readonly queue?: string | undefined; readonly operator?: string | undefined },
): Pick<ContactQuery, 'queue' | 'operator'> {
  if (holder.operator !== null) {
    if (queue !== undefined && servesQueue(house, holder.operator, queue)) return { queue };
    if ((operator ?? holder.operator) === holder.operator) return { operator: holder.operator };
    throw forbidden(holder, ['admin', 'supervisor'], ', or to name a queue that is served');
  }
  if (holder.queues === null) return {};
  const asked = queue ?? (holder.queues.length === 1 ? holder.queues[0] : undefined);
  if (asked === undefined)
    throw forbidden(holder, ['admin', 'supervisor'], ' of all queues, or "queue" to be named');
  requireQueue(holder, asked);
  return { queue: asked };
}

/** What a token's query of calls is narrowed to: an operator's own, those of one of a supervisor's queues. */
export function callsOf(
  holder: Holder,
  { queue, operator }: { readonly queue?: string | undefined; readonly operator?: string | undefined },
): Pick<CallQuery, 'queue' | 'operator'> {
  if (holder.operator !== null) {
    if ((operator ?? holder.operator) !== holder.operator) throw forbidden(holder, ['admin', 'supervisor']);
    return { operator: holder.operator };
  }
  if (holder.queues === null) return {};
  const asked = queue ?? (holder.queues.length === 1 ? holder.queues[0] : undefined);
  if (asked === undefined)
    throw forbidden(holder, ['admin', 'supervisor'], ' of all queues, or "queue" to be named');
  requireQueue(holder, asked);
  return { queue: asked };
}

const servesQueue = (house: House, operator: string, queue: string | null): boolean =>
  queue !== null && house.staffOf(queue).includes(operator);

/** The operators whom the token may see. */
export function operatorsFor(house: House, holder: Holder): readonly BoardOperator[] {
  return house.board().operators.filter(({ id }) => seesOperator(house, holder, id));
}

/** The board as the token may see it. */
export function boardFor(house: House, holder: Holder): Board {
  const board = house.board();
  if (holder.queues === null) return board;
  return {
    atMs: board.atMs,
    queues: board.queues.filter(({ id }) => hasQueue(holder, id)),
    operators: operatorsFor(house, holder),
    calls: board.calls.filter((call) => isOfQueues(house, holder, call)),
  };
}

function seesOperator(house: House, { operator, queues }: Holder, operatorId: string): boolean {
  if (operator !== null) return operator === operatorId;
  return queues === null || queues.some((queue) => house.staffOf(queue).includes(operatorId));
}

const hasQueue = ({ queues }: Holder, queue: string | null): boolean =>
  queues === null || (queue !== null && queues.includes(queue));

/** In a talk the wait is over: it belongs to the queues of the operator. */
const isOfQueues = (house: House, holder: Holder, { queue, operator }: BoardCall): boolean =>
  queue === null && holder.queues !== null && operator !== null
    ? seesOperator(house, holder, operator)
    : hasQueue(holder, queue);

const foreignCall = (holder: Holder) =>
  forbidden(holder, ['admin', 'supervisor'], " of the call's queue, or to be its operator");

function isIn(operator: string, record: CallRecord, timeline: readonly Entry[]): boolean {
  const own = timeline.filter((entry) => 'operator' in entry && entry.operator === operator);
  const hasTalked = record.operator === operator || own.some(({ kind }) => kind === 'talkBegan');
  const lastOffer = own.findLast(({ kind }) => kind === 'offered' || kind === 'offerEnded');
  return hasTalked || lastOffer?.kind === 'offered';
}
