import type { CallEntry } from './entry.ts';
import type { CallRecord } from './record.ts';

/**
 * The only place where a record is made from entries: the record so far (undefined for a call never seen) and
 * the next entry give the record after it. A record is opened at first sight, whatever is seen first, and a
 * closed one never changes but in the contact reason that a person notes: what else still comes for a call that has
 * ended belongs to its timeline only.
 */
export function foldRecord(record: CallRecord | undefined, entry: CallEntry): CallRecord {
  const before = record ?? opened(entry);
  // The contact reason is known best after the call.
  if (entry.kind === 'noted') return { ...before, reason: entry.reason ?? before.reason };
  if (before.outcome !== null) return before;
  switch (entry.kind) {
    case 'callArrived':
      // Again here only when something of the call was seen before its arrival.
      return {
        ...before,
        dialled: entry.dialled,
        caller: entry.caller,
        ...metBy(entry),
        arrivedMs: Math.min(before.arrivedMs, entry.atMs),
      };
    case 'adopted':
      // That the caller came into this queue may have been lost with the process before.
      return { ...before, queue: entry.queue ?? before.queue };
    case 'callerRehomed':
      return { ...before, node: entry.to };
    case 'ownCallBegan':
      return { ...before, ...ownBy(entry) };
    case 'callAnswered':
      return { ...before, answeredMs: before.answeredMs ?? notBefore(before, entry.atMs) };
    case 'queueEntered':
      return { ...before, queue: entry.queue };
    case 'queueLeft':
      return isToldBefore(before, entry) ? before : { ...before, waitMs: before.waitMs + entry.waitMs };
    case 'offered':
      return { ...before, offersCount: before.offersCount + 1 };
    case 'talkBegan':
      // The record of an operator's own call is theirs; with whom they talk is in its timeline.
      return before.direction === 'incoming' ? { ...before, operator: entry.operator } : before;
    case 'talkEnded':
      // That the talk has begun may have been lost with the process before.
      return {
        ...before,
        talkMs: before.talkMs + entry.talkMs,
        operator: before.operator ?? entry.operator,
      };
    case 'outEnded':
      return { ...before, talkMs: before.talkMs + entry.talkMs };
    case 'tagged':
      return { ...before, labels: labelled(before, entry.label), reason: entry.reason ?? before.reason };
    case 'languageChosen':
      return { ...before, language: entry.language };
    case 'callEnded':
      return closed(before, entry);
    default:
      return before;
  }
}

/**
 * Whether the end of this wait is told for the second time: a process that dies as it has joined somebody with an
 * operator has told of that, and so does the next one, which knows nothing of it. A talk with the same operator before
 * is taken for this one.
 */
export const isToldBefore = (record: CallRecord | undefined, entry: CallEntry): boolean =>
  entry.kind === 'queueLeft' && entry.joinedBefore !== undefined && record?.operator === entry.joinedBefore;

function opened(entry: CallEntry): CallRecord {
  if (entry.kind === 'adopted') return adopted(entry);
  const arrived = entry.kind === 'callArrived';
  return {
    callId: entry.callId,
    direction: 'incoming',
    dialled: arrived ? entry.dialled : '',
    caller: arrived ? entry.caller : '',
    ...(arrived ? metBy(entry) : { flow: null, flowHash: null, trial: null, node: null }),
    arrivedMs: entry.atMs,
    answeredMs: null,
    endedMs: null,
    endEstimated: false,
    outcome: null,
    abandonedWhere: null,
    endedBy: null,
    queue: null,
    operator: null,
    waitMs: 0,
    talkMs: 0,
    offersCount: 0,
    labels: [],
    reason: null,
    language: null,
  };
}

/** The process that saw it arrive died before it could write that down. */
function adopted({ callId, atMs, arrivedMs = atMs, caller = '', dialled = '' }: Adopted): CallRecord {
  return {
    ...opened({ kind: 'callArrived', callId, dialled, caller, flow: null, atMs: arrivedMs }),
    arrivedMs,
  };
}

type Adopted = Extract<CallEntry, { kind: 'adopted' }>;

const ownBy = ({
  operator,
  direction,
  number: caller,
  dialled,
}: Extract<CallEntry, { kind: 'ownCallBegan' }>): Partial<CallRecord> => ({
  operator,
  direction,
  caller,
  dialled,
});

const metBy = (arrived: Arrived): Pick<CallRecord, 'flow' | 'flowHash' | 'trial' | 'node'> => ({
  flow: arrived.flow,
  flowHash: arrived.flowHash ?? null,
  trial: arrived.trial ?? null,
  node: arrived.node ?? null,
});

type Arrived = Extract<CallEntry, { kind: 'callArrived' }>;

function closed(before: CallRecord, entry: Extract<CallEntry, { kind: 'callEnded' }>): CallRecord {
  return {
    ...before,
    endedMs: notBefore(before, entry.atMs),
    // Whoever was carried by a node that died was not seen to leave.
    endEstimated: entry.outcome === 'node_failure' || entry.estimated === true,
    outcome: entry.outcome,
    abandonedWhere: entry.where,
    endedBy: entry.by,
  };
}

const LABELS_MAX = 20;

/** A flow that goes round must not make the record grow without end. */
function labelled({ labels }: CallRecord, label: string | null): readonly string[] {
  const isNew = label !== null && !labels.includes(label) && labels.length < LABELS_MAX;
  return isNew ? [...labels, label] : labels;
}

/** The wall clock may jump back during a call; a record still reads arrival ≤ answer ≤ end. */
function notBefore(record: CallRecord, atMs: number): number {
  return Math.max(atMs, record.answeredMs ?? record.arrivedMs);
}
