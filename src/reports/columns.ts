import {
  handlingMs,
  mean,
  occupancy,
  percent,
  recommendation,
  serviceLevel,
  signedInMs,
  sumOf,
} from './figures.ts';
import type { Dimension } from './ledger.ts';
import type { Measure, Sums } from './measures.ts';

/** How a figure is told. Milliseconds are shown as minutes and seconds. */
export type Unit = 'count' | 'ms' | 'percent' | 'score';

/** One figure of a report. `say` is its definition. */
export type Column = {
  readonly key: string;
  readonly unit: Unit;
  readonly say: string;
  readonly by: readonly Dimension[];
  /** Shown where there is little room. */
  readonly isMain: boolean;
  readonly of: (sums: Sums, beside: Beside) => number | null;
};

/** What figures are made of beside the sums of their interval. */
export type Beside = {
  /** Of the service level. */
  readonly targetMs: number;
  readonly waitingAtStart: number;
  readonly waitingAtEnd: number;
};

const QUEUES = ['queue'] as const;
const OPERATORS = ['operator'] as const;
const CALLS = ['reason', 'number', 'flow'] as const;
const WAITS = [...QUEUES, ...CALLS] as const;
const ALL = [...WAITS, ...OPERATORS] as const;

type Row = readonly [key: string, unit: Unit, by: readonly Dimension[], of: Column['of'], say: string];

const count =
  (measure: Measure): Column['of'] =>
  (sums) =>
    sums[measure] ?? 0;

const meanOf =
  (total: Measure, number: Measure): Column['of'] =>
  (sums) =>
    mean(sums, total, number);

const shareOf =
  (part: Measure, whole: Measure): Column['of'] =>
  (sums) =>
    percent(sumOf(sums, part), sumOf(sums, whole));

const service: Column['of'] = (sums, { targetMs }) => serviceLevel(sums, targetMs);

/** What callers answered: by question, and of whoever they had talked with. */
const surveyed = (by: readonly Dimension[]): readonly Row[] => [
  ['surveyAnswers', 'count', by, count('surveyAnswers'), 'answers to questions of surveys'],
  ['csatAnswers', 'count', by, count('csatAnswers'), 'of which marks of 1 to 5'],
  ['csat', 'score', by, meanOf('csatSum', 'csatAnswers'), 'their average'],
  ['satisfied', 'count', by, count('csatSatisfied'), 'marks of 4 and 5'],
  [
    'satisfiedShare',
    'percent',
    by,
    shareOf('csatSatisfied', 'csatAnswers'),
    'their share of the marks of 1 to 5',
  ],
  ['npsAnswers', 'count', by, count('npsAnswers'), 'of the answers marks of 0 to 10'],
  ['promoters', 'count', by, count('npsPromoters'), 'marks of 9 and 10'],
  ['detractors', 'count', by, count('npsDetractors'), 'marks of 0 to 6'],
  ['nps', 'score', by, recommendation, 'net promoter score: percent of promoters less percent of detractors'],
  ['voiceAnswers', 'count', by, count('voiceAnswers'), 'answers by voice'],
];

const MAIN: readonly Row[] = [
  ['arrived', 'count', ['number', 'flow'], count('arrived'), 'calls that arrived'],
  ['ended', 'count', CALLS, count('ended'), 'calls that ended: all that follows is of these'],
  ['entered', 'count', QUEUES, count('entered'), 'callers who entered the queue (elsewhere: offered)'],
  ['offers', 'count', OPERATORS, count('offers'), 'calls for which the phone rang'],
  ['answered', 'count', QUEUES, count('visit_answered'), 'visits that ended with an operator'],
  ['answered', 'count', OPERATORS, count('offer_answered'), 'of which the operator picked up'],
  ['answered', 'count', CALLS, count('call_answered'), 'calls in which an operator talked'],
  ['abandoned', 'count', QUEUES, count('visit_abandoned'), 'callers who hung up while they waited'],
  ['abandoned', 'count', CALLS, count('call_abandoned'), 'callers who hung up before anybody talked'],
  ['missed', 'count', OPERATORS, count('offer_missed'), 'offers that rang to their limit'],
  [
    ...(['serviceLevel', 'percent', WAITS, service] as const),
    'answered within the target, of the answered and of those who hung up later than it',
  ],
  ['asaMs', 'ms', ALL, meanOf('answeredWaitMs', 'visit_answered'), 'average wait of answered visits'],
  ['longestWaitMs', 'ms', WAITS, count('waitMsMax'), 'longest wait of a visit that ended'],
  ['ahtMs', 'ms', ALL, handlingMs, 'average handling: talk, with hold, and wrap-up, per talk'],
  ['occupancy', 'percent', OPERATORS, occupancy, 'rung, in talk or wrapping up, of that and of free time'],
  ['signedInMs', 'ms', OPERATORS, signedInMs, 'time signed in: at work, free or paused'],
  ...surveyed(['survey']),
];

const VISITS: readonly Row[] = [
  ['waitingAtStart', 'count', QUEUES, (_, beside) => beside.waitingAtStart, 'callers waiting as it began'],
  ['waitingAtEnd', 'count', QUEUES, (_, beside) => beside.waitingAtEnd, 'callers waiting as it ended'],
  ['timeout', 'count', QUEUES, count('visit_timeout'), 'visits that ended at the limit of the wait'],
  ['full', 'count', QUEUES, count('visit_full'), 'callers for whom the queue had no room'],
  ['unstaffed', 'count', QUEUES, count('visit_unstaffed'), 'visits that ended since nobody was signed in'],
  ['left', 'count', QUEUES, count('visit_left'), 'callers who left by a key'],
  ['callback', 'count', QUEUES, count('visit_callback'), 'visits that became a callback'],
  ['voicemail', 'count', QUEUES, count('visit_voicemail'), 'visits that became a message'],
  ['moved', 'count', QUEUES, count('visit_moved'), 'visits that a supervisor moved into another queue'],
  ['failed', 'count', QUEUES, count('visit_failed'), 'visits that ended by a failure'],
  ['waitMs', 'ms', WAITS, count('waitMs'), 'all waits together'],
  [
    'abandonedWaitMs',
    'ms',
    WAITS,
    meanOf('abandonedWaitMs', 'visit_abandoned'),
    'average wait of the abandoned',
  ],
  [
    'abandonedShare',
    'percent',
    QUEUES,
    shareOf('visit_abandoned', 'entered'),
    'abandoned, of those who entered',
  ],
  ['enteredAfterTalk', 'count', WAITS, count('enteredAfterTalk'), 'visits of callers who had talked before'],
  [
    ...(['toAnotherQueue', 'count', ['queue', 'operator'], count('toAnotherQueue')] as const),
    'transfers: callers who went on to a queue after a talk here',
  ],
];

const TALKS: readonly Row[] = [
  ['offers', 'count', QUEUES, count('offers'), 'phones that rang'],
  ['declined', 'count', ['queue', 'operator'], count('offer_declined'), 'offers that were declined'],
  ['missed', 'count', QUEUES, count('offer_missed'), 'offers that rang to their limit'],
  ['busy', 'count', OPERATORS, count('offer_busy'), 'offers that met a busy phone'],
  ['unreachable', 'count', OPERATORS, count('offer_unreachable'), 'offers that met no phone'],
  ['withdrawn', 'count', OPERATORS, count('offer_withdrawn'), 'offers that ended without the operator'],
  ['talks', 'count', ALL, count('talks'), 'talks that ended'],
  ['talkMs', 'ms', ALL, count('talkMs'), 'all talks together, with the time on hold'],
  ['longestTalkMs', 'ms', ALL, count('talkMsMax'), 'longest talk'],
  ['wrapUpMs', 'ms', ALL, count('wrapUpMs'), 'all wrap-ups that ended together'],
  ['freeMs', 'ms', OPERATORS, count('freeMs'), 'time free for a caller'],
  ['ringingMs', 'ms', OPERATORS, count('ringingMs'), 'time in which the phone rang'],
  ['busyMs', 'ms', OPERATORS, count('busyMs'), 'time with callers'],
  ['wrappingUpMs', 'ms', OPERATORS, count('wrappingUpMs'), 'time after talks'],
  ['pausedMs', 'ms', OPERATORS, count('pausedMs'), 'time paused'],
];

const WITHIN_TALKS: readonly Row[] = [
  ['holds', 'count', ALL, count('holds'), 'times that callers were put on hold, in talks that ended'],
  ['holdMs', 'ms', ALL, count('holdMs'), 'all holds together'],
  ['averageHoldMs', 'ms', ALL, meanOf('holdMs', 'holds'), 'average hold'],
  ['longestHoldMs', 'ms', ALL, count('holdMsMax'), 'longest hold'],
  ['transferredToQueue', 'count', ALL, count('toQueue'), 'transfers to a queue'],
  ['transferredToOperator', 'count', ALL, count('toOperator'), 'transfers to another operator'],
  ['transferredToFlow', 'count', ALL, count('toFlow'), 'transfers back to the flow'],
  ['consults', 'count', ALL, count('consults'), 'another operator was rung beside the talk'],
  ['consultsAnswered', 'count', ALL, count('consultsAnswered'), 'of which picked up'],
  ['consultMs', 'ms', ALL, count('consultMs'), 'all consultations together, with conferences'],
  ['conferences', 'count', ALL, count('conferences'), 'consultations that the caller joined'],
  [
    'consulted',
    'count',
    OPERATORS,
    count('consulted'),
    'times that others asked, and the operator picked up',
  ],
  ['consultedMs', 'ms', OPERATORS, count('consultedMs'), 'time with others who asked'],
  ...surveyed(ALL),
];

const CALLBACKS: readonly Row[] = [
  ['callbacksAsked', 'count', QUEUES, count('callbacksAsked'), 'promises to call back'],
  ['callbacksReached', 'count', QUEUES, count('callbacksReached'), 'promises kept: both talked'],
  ['callbacksMerged', 'count', QUEUES, count('callbacksMerged'), 'promises whose customer called in before'],
  [
    ...(['callbacksFailed', 'count', QUEUES, count('callbacksFailed')] as const),
    'promises that ended with nobody reached',
  ],
  ['callbacksCancelled', 'count', QUEUES, count('callbacksCancelled'), 'promises that were taken back'],
];

const ENDS: readonly Row[] = [
  ['selfServed', 'count', CALLS, count('call_self_served'), 'calls that the flow served'],
  ['transferredOut', 'count', CALLS, count('call_transferred_out'), 'transfers out of the house'],
  ['voicemail', 'count', CALLS, count('call_voicemail'), 'calls that ended with a message'],
  ['callbackBooked', 'count', CALLS, count('call_callback_booked'), 'callbacks that were booked'],
  ['overflow', 'count', CALLS, count('call_overflow'), 'calls that overflowed'],
  ['closed', 'count', CALLS, count('call_closed'), 'calls outside opening hours'],
  ['rejected', 'count', CALLS, count('call_rejected'), 'calls that were turned away'],
  ['failed', 'count', CALLS, count('call_failed'), 'calls that failed'],
  ['unreached', 'count', CALLS, count('call_unreached'), 'calls back that reached nobody'],
  ['nodeFailure', 'count', CALLS, count('call_node_failure'), 'calls of a process or an exchange that died'],
  ['abandonedInFlow', 'count', CALLS, count('abandonedIn_flow'), 'abandoned while the flow spoke'],
  ['abandonedInQueue', 'count', WAITS, count('abandonedIn_queue'), 'abandoned while nobody was rung'],
  ['abandonedWhileRinging', 'count', WAITS, count('abandonedIn_ringing'), 'abandoned while a phone rang'],
  ['callMs', 'ms', CALLS, meanOf('callMs', 'ended'), 'average length of a call'],
  [
    'againInDay',
    'count',
    WAITS,
    count('againInDay'),
    'repeat callers: the number had called within 24 hours',
  ],
  [
    'againInWeek',
    'count',
    WAITS,
    count('againInWeek'),
    'repeat callers: the number had called within 7 days',
  ],
];

const PREDICTED: readonly Row[] = [
  ['predicted', 'count', WAITS, count('predicted'), 'answered visits whose wait had been predicted'],
  ['predictedMs', 'ms', WAITS, meanOf('predictedMs', 'predicted'), 'their average predicted wait (the half)'],
  ['realMs', 'ms', WAITS, meanOf('realMs', 'predicted'), 'their average real wait'],
  ['errorMs', 'ms', WAITS, meanOf('errorMs', 'predicted'), 'how far apart the two were on average'],
  [
    'withinHalf',
    'percent',
    WAITS,
    shareOf('withinHalf', 'predicted'),
    'waited no longer than the half; right: 50',
  ],
  [
    ...(['withinNineTenths', 'percent', WAITS, shareOf('withinNineTenths', 'predicted')] as const),
    'waited no longer than the nine tenths; right: 90',
  ],
];

const column =
  (isMain: boolean) =>
  ([key, unit, by, of, say]: Row): Column => ({ key, unit, by, of, say, isMain });

const COLUMNS: readonly Column[] = [
  ...MAIN.map(column(true)),
  ...[...VISITS, ...TALKS, ...WITHIN_TALKS, ...CALLBACKS, ...ENDS, ...PREDICTED].map(column(false)),
];

/** The figures of a report, in the order in which they are told. */
export const columnsOf = (by: Dimension): readonly Column[] => COLUMNS.filter((each) => each.by.includes(by));
