import * as z from 'zod';
import type { CallSnapshot } from '../switchboard/index.ts';
import { MAIN_NODE } from './main-node.ts';

const text = z.string();
const flag = z.boolean();
const number = z.number();
const count = z.int().nonnegative();
const orNull = <S extends z.ZodType>(shape: S) => shape.nullable();

const step = z.looseObject({ must: orNull(text), needs: orNull(text), keepsNeeds: flag });
const place = z.looseObject({
  ...{ seq: orNull(number), class: number, boostMs: number, enteredMs: number },
  ...{ stagesBegun: count, leftMs: number },
});
const visit = z.looseObject({
  ...{ queue: text, enteredMonoMs: number, enteredWallMs: number, label: text, step, place },
  ...{ dueMs: orNull(z.array(z.tuple([number, number]))), toldCount: count, isQuiet: flag },
});
const met = z.looseObject({ queue: text, label: text, step, place });
const left = z.looseObject({ queueId: text, label: text, step, place });
const offer = z.looseObject({ id: text, operatorId: text, atMonoMs: number, rang: flag });
const talk = z.looseObject({
  ...{ operatorId: text, legId: text, joinedMonoMs: orNull(number), isHeld: flag },
});
const consulted = z.looseObject({
  ...{ operatorId: text, legId: text, state: z.enum(['ringing', 'talking', 'inConference']) },
});
const words = z.looseObject({ language: text, prompts: z.array(text) });
const about = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('voicemail'), box: text }),
  z.looseObject({ kind: z.literal('survey'), survey: text, question: text }),
  z.looseObject({ kind: z.literal('call') }),
]);
const message = z.looseObject({ errandId: text, about, isOver: flag });
const tape = z.looseObject({
  ...{ wish: orNull(z.enum(['off', 'on'])), isPaused: flag, isTold: flag, partsCount: count },
  ...{ recordingId: orNull(text), stopping: z.array(text).optional() },
});

const errand = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('voicemail'), box: text, longestMs: number, silenceMs: number }),
  z.looseObject({
    ...{ kind: z.literal('survey'), survey: text, question: text, longestMs: number, silenceMs: number },
  }),
  z.looseObject({
    ...{ kind: z.literal('callback'), queue: text, number: text, keepsPlace: flag, schedule: orNull(text) },
    ...{ afterMs: number, windowMs: number, attemptsMax: count, retryMs: number, ringMs: number },
    ...{ first: z.enum(['operator', 'caller']), whisper: z.array(text), takeKey: orNull(text) },
  }),
  z.looseObject({ kind: z.literal('hold'), music: text, forMs: number }),
]);

const dial = z.looseObject({
  ...{ kind: z.literal('dial'), isTransfer: flag, callee: z.looseObject({ kind: text }) },
  ...{ ringMs: number, talkMsMax: number, whisper: z.array(text), confirmKey: orNull(text) },
});
const use = z.looseObject({
  ...{ routeId: text, trunk: text, heldMs: number, answeredMonoMs: orNull(number) },
});
const talkOut = z.looseObject({
  ...{ errand: dial, isGiven: flag, talkMsMax: number, joinedMonoMs: number, use: orNull(use) },
  leg: z.looseObject({ legId: text, operatorId: orNull(text), rang: flag }),
  awaited: orNull(z.looseObject({ id: text, endsMonoMs: number })),
});
const calledBack = z.looseObject({ callbackId: text, use: orNull(use) });
const own = z.looseObject({
  ...{ operatorId: text, direction: z.enum(['outgoing', 'internal']), wrapUpEndMs: number },
});

const values = z.record(text, z.union([text, number, flag]));
const rounds = z.record(text, count);
const secrets = z.record(text, text);
const frame = z.looseObject({
  ...{ flow: text, step: text, language: text, rounds, variables: values, secrets },
});
const start = z.looseObject({
  ...{ flow: text, language: text, caller: text, dialled: text, class: orNull(number), boostMs: number },
});
const flow = z.looseObject({
  ...{ start, flow: text, step: orNull(text), language: text, answered: flag, over: flag },
  rank: z.looseObject({ class: orNull(number), boostMs: number }),
  ...{ visit: count, entered: count, enteredMs: number, errors: count, afterError: flag, ids: count },
  saying: orNull(z.looseObject({ sayId: text, part: count })),
  listenId: orNull(text),
  fetching: orNull(z.looseObject({ fetchId: text, visit: count })),
  errandId: orNull(text),
  earlyDigits: z.array(z.looseObject({ digit: text, atMonoMs: number })),
  ...{ silences: count, wrongs: count, entry: text },
  progress: z.looseObject({ part: count, text }),
  ...{ stack: z.array(frame), rounds, variables: values, secrets },
});

/** The form of a snapshot that this version writes and reads. */
const FORM: CallSnapshot['form'] = 2;

/** Of each part of a snapshot what reads it relies on; a part that is forgotten does not compile. */
const SHAPE = z.looseObject({
  ...{ form: z.literal(FORM), atWallMs: number, callId: text, callerLeg: text },
  legsBefore: z.array(text),
  ...{ node: text, exchangeMs: orNull(number) },
  caller: z.looseObject({ number: text, name: text }),
  ...{ dialled: text, arrivedMs: number, flowHash: text, flow: orNull(flow), isAnswered: flag, tape },
  asked: z.looseObject({ visit: count, key: text }).nullish(),
  ...{ hasMessage: flag, hasCallback: flag, hasTalked: flag, hasTalkedOut: flag },
  ...{ outcome: orNull(text), endedBy: orNull(z.enum(['caller', 'operator', 'system'])) },
  ...{ offersCount: count, whisper: orNull(words), announcement: orNull(words) },
  ...{ visit: orNull(visit), met: orNull(met), left: orNull(left), offers: z.array(offer) },
  ...{ talk: orNull(talk), consulted: orNull(consulted) },
  errand: orNull(z.looseObject({ id: text, errand, endsMonoMs: number })),
  ...{ talkOut: orNull(talkOut), calledBack: orNull(calledBack), own: orNull(own) },
  messages: z.array(z.tuple([text, message])),
} satisfies Readonly<Record<keyof CallSnapshot, z.ZodType>>);

/**
 * A snapshot that somebody has kept, as it is; or why it is none that we can go on with, as a sentence that names the
 * part. What is in it beyond what we know stays in it.
 */
export function snapshotIn(line: object): CallSnapshot | { readonly why: string } {
  const kept = asToday(line);
  const form = 'form' in kept ? kept.form : undefined;
  if (form !== FORM) return { why: `it is of form ${JSON.stringify(form)}, and this version knows ${FORM}` };
  const read = SHAPE.safeParse(kept);
  if (read.success) return kept as CallSnapshot;
  const [issue] = read.error.issues;
  const where = issue?.path.join('.') ?? '';
  // Never what stands there: it may be what a caller has told us.
  return { why: `"${where}" is not what it ought to be (${issue?.code ?? 'unknown'})` };
}

/**
 * Of form 1 nobody talked outside, or was called back: such calls had no snapshots yet. Where no node is named there
 * was only one, and what is not there of legs before nobody knows any more.
 */
function asToday(line: object): object {
  const named = { node: MAIN_NODE, legsBefore: [], ...line };
  if (!('form' in line) || line.form !== 1) return named;
  return { ...named, form: FORM, talkOut: null, calledBack: null, own: null };
}
