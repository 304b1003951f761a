import * as z from 'zod';
import type { Alarm } from '../alarms/index.ts';
import { FAILURES, type FailureCode, type Mistake } from '../base/index.ts';
import type { AskedServer } from '../egress/index.ts';
import type { ReceiverState } from '../jobs/index.ts';
import type { CallOutcome, CallRecord, KeptRecording } from '../journal/index.ts';
import type { ScheduleNow } from '../schedules/index.ts';
import type {
  Board,
  BoardCall,
  BoardOperator,
  BoardQueue,
  BoardWaiting,
  WhyWaiting,
} from '../switchboard/index.ts';
import type { Customer } from './customer.ts';
import type { BundleState, BundleVersion, FlowOutcomes, ShadowState, TrialState } from './house.ts';

/**
 * The shapes of the API, for the documentation and the checks of what comes in. They follow the types of the
 * house.
 */

export const wallMs = z.number().describe('milliseconds since 1970-01-01 UTC');
const durationMs = z.number().min(0).describe('milliseconds');

export const idSchema = z.string().min(1).max(128);

export const failureSchema = z
  .object({
    code: z.enum(Object.keys(FAILURES) as [FailureCode, ...FailureCode[]]),
    say: z.string(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Failure', description: 'what went wrong: a code, a sentence, and details' });

export const mistakeSchema = z
  .object({
    file: z.string(),
    line: z.number().int().min(1),
    column: z.number().int().min(1),
    code: z.string(),
    say: z.string(),
    hint: z.string(),
  })
  .meta({ id: 'Mistake' }) satisfies z.ZodType<Mistake>;

const trialStateSchema = z.object({
  percent: z.number().describe('so many of a hundred new callers meet the flows on trial'),
  sinceMs: wallMs.describe('with this share since'),
  before: z.object({ version: z.number().int(), flowHash: z.string() }).describe('what the others meet'),
}) satisfies z.ZodType<TrialState>;

const flowOutcomesSchema = z.object({
  flowHash: z.string(),
  side: z.enum(['before', 'new']).nullable().describe('of the trial; null: none is going on'),
  calls: z.number().describe('that have ended since the process began'),
  withErrors: z.number().describe('calls in which a step ended with "error", or that failed'),
  abandoned: z.number(),
  stepsMean: z.number().nullable().describe('steps of a call; null without calls'),
}) satisfies z.ZodType<FlowOutcomes>;

export const bundleStateSchema = z
  .object({
    flowHash: z.string().describe('of what a call keeps from its beginning: flows, prompts, numbers'),
    floorHash: z.string().describe('of what is live for everybody at once: queues, operators'),
    sinceMs: wallMs.describe('in use since'),
    checkedMs: wallMs.describe('the files were last looked at'),
    mistakes: z
      .array(mistakeSchema)
      .readonly()
      .describe('what keeps the files from being used; none: they are'),
    trial: trialStateSchema.nullable().describe('flowHash is tried by a share of the new callers'),
    outcomes: z.array(flowOutcomesSchema).readonly().describe('how calls end in the flows that callers meet'),
  })
  .meta({
    id: 'BundleState',
    description: 'the version in use, and what is wrong with the files',
  }) satisfies z.ZodType<BundleState>;

export const bundleVersionSchema = z
  .object({
    version: z.number().int().min(1),
    flowHash: z.string(),
    floorHash: z.string(),
    atMs: wallMs.describe('came into use'),
    by: z.string(),
    trial: z
      .object({ percent: z.number(), before: z.number().int() })
      .nullable()
      .describe('so many of a hundred new callers met its flows, the rest those of version `before`'),
  })
  .meta({ id: 'BundleVersion' }) satisfies z.ZodType<BundleVersion>;

const shadowDifferenceSchema = z.object({
  callId: z.string(),
  dialled: z.string(),
  endedMs: wallMs.nullable(),
  say: z.string().describe('the first difference, in words'),
});

export const shadowStateSchema = z
  .object({
    version: z.number().int().nullable().describe('of the history; null: files that were sent'),
    flowHash: z.string(),
    sinceMs: wallMs,
    by: z.string(),
    ended: z.object({ atMs: wallMs, why: z.string() }).nullable().describe('null: it goes on'),
    waiting: z.number().describe('calls that are still to be made again'),
    same: z.number().describe('calls that go the same way in these flows'),
    differs: z.number().describe('calls that go another way'),
    notComparable: z
      .array(z.object({ why: z.string(), count: z.number() }))
      .readonly()
      .describe('calls that cannot be compared, by the reason'),
    passedOver: z.number().describe('calls that were not made again, since too many waited'),
    last: z.array(shadowDifferenceSchema).readonly().describe('the last differences, the newest first'),
  })
  .meta({ id: 'Shadow' }) satisfies z.ZodType<ShadowState>;

const boardWaitingSchema = z.object({
  callId: z.string(),
  caller: z.string(),
  ageMs: durationMs,
  class: z.number(),
  needs: z.string(),
  stage: z.number().describe('the last stage begun, counted from 0'),
  ringing: z.array(z.string()).readonly().describe('operators who are being rung for this caller'),
}) satisfies z.ZodType<BoardWaiting>;

const boardQueueSchema = z.object({
  id: z.string(),
  title: z.record(z.string(), z.string()).describe('name per language'),
  waiting: z.array(boardWaitingSchema).readonly().describe('in the order in which they would be served'),
  callbacksCount: z.number().describe('promises to call somebody back, due or not'),
  readyCount: z.number(),
  signedInCount: z.number(),
}) satisfies z.ZodType<BoardQueue>;

const directionSchema = z
  .enum(['incoming', 'outgoing', 'internal'])
  .describe('incoming: a caller’s; else an operator’s own, who is the operator of the record');

export const boardOperatorSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    presence: z.enum(['offline', 'ready', 'paused', 'missed']),
    reason: z.string().nullable(),
    unit: z.enum(['free', 'offered', 'busy', 'wrapUp']),
    phone: z.enum(['reachable', 'unreachable']),
    isPhoneInUse: z.literal(true).exactOptional().describe('by something that is no call of the hotline'),
    phones: z.array(z.string()).readonly().describe('those that ring for the operator'),
    phonesThere: z.array(z.string()).readonly().describe('those of them that are registered, and answer'),
    desk: z.string().nullable().describe('the phone at which they have signed in; null: at their own'),
    sinceMs: wallMs,
    callId: z.string().nullable(),
  })
  .meta({ id: 'Operator', description: 'an operator and their state' }) satisfies z.ZodType<BoardOperator>;

export const boardCallSchema = z
  .object({
    callId: z.string(),
    caller: z.string(),
    callerName: z.string().describe('as the exchange tells it; "" for none'),
    dialled: z.string(),
    node: z.string().describe('the node of the exchange that carries the call'),
    direction: directionSchema,
    phase: z.enum(['arrived', 'inFlow', 'waiting', 'offered', 'talking', 'afterTalk', 'ended']),
    flow: z.string().nullable(),
    step: z.string().nullable(),
    queue: z.string().nullable(),
    operator: z.string().nullable(),
    isHeld: z.boolean().describe('the operator has put the caller on hold'),
    consulted: z.string().nullable().describe('the operator who is rung, or spoken to, beside the talk'),
    recording: z
      .enum(['on', 'stopping', 'paused', 'off'])
      .describe('stopping: it is to be recorded no longer, and the exchange has not said yet that it is not'),
    answeredFor: z.string().exactOptional().describe('in a talk: the queue in which the two met'),
    supervision: z
      .object({
        by: z.string(),
        how: z.enum(['listen', 'whisper', 'bargeIn']),
        phone: z.string(),
        isOn: z.boolean().describe('the phone was answered'),
      })
      .exactOptional()
      .describe('the supervisor who is with the talk; not there without one'),
    arrivedMs: wallMs,
  })
  .meta({ id: 'Call', description: 'where a call is now' }) satisfies z.ZodType<BoardCall>;

export const boardSchema = z
  .object({
    atMs: wallMs,
    queues: z.array(boardQueueSchema).readonly(),
    operators: z.array(boardOperatorSchema).readonly(),
    calls: z.array(boardCallSchema).readonly(),
  })
  .meta({
    id: 'Board',
    description: 'queues, operators and calls at one instant',
  }) satisfies z.ZodType<Board>;

export const alarmSchema = z
  .object({
    id: z.string().describe('kind and queue: "longest_wait sales"'),
    kind: z
      .string()
      .describe('service_level, longest_wait, unstaffed; jobs, store, disk, prompt, and others'),
    queue: z.string().nullable(),
    raisedMs: wallMs,
    say: z.string().describe('what is wrong, and what to do'),
  })
  .meta({ id: 'Alarm', description: 'something that is wrong now' }) satisfies z.ZodType<Alarm>;

export const scheduleSchema = z
  .object({
    name: z.string(),
    zone: z.string(),
    state: z.enum(['open', 'closed', 'holiday', 'emergency']).nullable().describe('null: nothing is known'),
    untilMs: wallMs.describe('when this state ends, as far as it is known now'),
    emergency: z
      .object({ sinceMs: wallMs, untilMs: wallMs.nullable(), by: z.string() })
      .nullable()
      .describe('one that is on'),
  })
  .meta({ id: 'Schedule', description: 'opening hours as they are now' }) satisfies z.ZodType<ScheduleNow>;

export const whyWaitingSchema = z
  .object({
    operators: z.array(z.object({ operator: z.string(), why: z.string() })).readonly(),
    estimate: z
      .object({ p50Ms: durationMs, p90Ms: durationMs })
      .nullable()
      .describe(
        'the wait to be expected from now on: half, and nine of ten callers wait less; null: nobody serves',
      ),
  })
  .meta({ id: 'WhyWaiting' }) satisfies z.ZodType<WhyWaiting>;

const OUTCOMES = [
  'answered',
  'abandoned',
  'self_served',
  'transferred_out',
  'voicemail',
  'callback_booked',
  'overflow',
  'closed',
  'rejected',
  'failed',
  'unreached',
  'node_failure',
] as const satisfies readonly CallOutcome[];

export const outcomeSchema = z.enum(OUTCOMES);

export const recordSchema = z
  .object({
    callId: z.string(),
    dialled: z.string(),
    caller: z.string(),
    direction: directionSchema,
    flow: z.string().nullable(),
    arrivedMs: wallMs,
    answeredMs: wallMs.nullable(),
    endedMs: wallMs.nullable(),
    endEstimated: z.boolean().describe('the end was deduced and not seen'),
    outcome: outcomeSchema.nullable(),
    abandonedWhere: z.enum(['flow', 'queue', 'ringing']).nullable(),
    endedBy: z.enum(['caller', 'operator', 'system']).nullable(),
    queue: z.string().nullable().describe('the last one'),
    operator: z.string().nullable().describe('the last one who answered'),
    waitMs: durationMs,
    talkMs: durationMs,
    offersCount: z.number(),
    labels: z.array(z.string()).readonly().describe('noted by the flow'),
    reason: z.string().nullable().describe('the contact reason'),
    language: z.string().nullable().describe('what the caller chose'),
    node: z.string().nullable().describe('of several nodes the last one that carried the caller'),
    flowHash: z.string().nullable().describe('the version of the flows that the caller met'),
    trial: z.enum(['before', 'new']).nullable().describe('which version that was while one was being tried'),
  })
  .meta({ id: 'Record' }) satisfies z.ZodType<CallRecord>;

export const recordingSchema = z
  .object({
    recordingId: z.string(),
    callId: z.string(),
    caller: z.string().describe('empty when it is not known'),
    queue: z.string().nullable().describe('of the call'),
    operator: z.string().nullable().describe('who talked in the call'),
    about: z.union([
      z.object({ kind: z.literal('voicemail'), box: z.string() }),
      z.object({ kind: z.literal('survey'), survey: z.string(), question: z.string() }),
      z.object({ kind: z.literal('call') }),
    ]),
    takenMs: wallMs,
    soundMs: durationMs,
    isIncomplete: z.boolean().describe('a part of what was recorded is missing'),
    heardMs: wallMs.nullable().describe('when somebody listened to it last'),
    doneMs: wallMs.nullable().describe('when it was marked as dealt with'),
    heldMs: wallMs.nullable().describe('since when it must not be erased'),
  })
  .meta({ id: 'Recording', description: 'what a caller said' }) satisfies z.ZodType<KeptRecording>;

/** What is known of a number. */
export const customerSchema = z
  .object({
    number: z.string(),
    known: z
      .object({
        class: z.number().nullable(),
        boostMs: durationMs.nullable(),
        language: z.string().nullable(),
        isBlocked: z.boolean(),
        attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
      })
      .nullable()
      .describe('by callers.yaml'),
    calls: z.array(recordSchema).readonly().describe('the newest first'),
    lastOperator: z.string().nullable().describe('with whom it talked last'),
    notes: z
      .array(
        z.object({
          ...{ atMs: wallMs, callId: z.string(), by: z.string() },
          ...{ text: z.string().nullable(), reason: z.string().nullable() },
        }),
      )
      .readonly()
      .describe('of the last calls'),
  })
  .meta({ id: 'Customer', description: 'what is known of a number' }) satisfies z.ZodType<Customer>;

/** A server that flows ask. */
export const serverSchema = z
  .object({
    host: z.string(),
    goodCount: z.number().describe('answered with a status below 400'),
    badCount: z.number(),
    tookMs: durationMs.describe('all requests together'),
    isResting: z.boolean().describe('it failed so often in a row that it is not asked now'),
  })
  .meta({ id: 'Server' }) satisfies z.ZodType<AskedServer>;

/** A receiver of webhooks. */
export const receiverSchema = z
  .object({
    host: z.string(),
    events: z.array(z.string()).readonly(),
    deliveredCount: z.number().describe('since the start'),
    failedTriesCount: z.number(),
    restsUntilMs: wallMs.nullable().describe('left alone until then; null: it is not'),
    isGone: z.boolean().describe('it answered 410: nothing is sent to it for an hour'),
  })
  .meta({ id: 'Receiver' }) satisfies z.ZodType<ReceiverState>;

/** A message that was given up. */
export const deadMessageSchema = z
  .object({
    id: z.string(),
    event: z.string(),
    atMs: wallMs.describe('given up'),
    receivers: z.array(z.object({ host: z.string(), why: z.string() })).describe('those who have not got it'),
    message: z.unknown().describe('its body'),
  })
  .meta({ id: 'DeadMessage' });

/** Entries have many shapes; all have these three fields. */
export const entrySchema = z
  .looseObject({ atMs: wallMs, kind: z.string(), callId: z.string().optional() })
  .meta({ id: 'Entry' });

export const auditFactSchema = z
  .object({
    id: z.number(),
    atMs: wallMs,
    by: z.string(),
    what: z.string().describe('"calls.hangup"'),
    on: z.string().nullable().describe('the call, operator or schedule that it was done to'),
    details: z.record(z.string(), z.unknown()).describe('what was asked for'),
  })
  .meta({ id: 'AuditFact' });

/** A moment in a query: ISO 8601 with its zone, or wall milliseconds. */
export const momentSchema = z
  .union(
    [z.iso.datetime({ offset: true }), z.string().regex(/^\d{1,15}$/)],
    'not a moment such as 2026-11-22T09:00:00Z',
  )
  .transform((value) => (/^\d+$/.test(value) ? Number(value) : Date.parse(value)));
