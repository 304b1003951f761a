import type { Now } from '../../base/index.ts';
import { type Errand, type FlowState, withoutSecrets } from '../../flow/index.ts';
import type { Routing } from '../../routing/index.ts';
import type {
  Asked,
  Call,
  Consulted,
  ErrandUnderWay,
  Left,
  Message,
  MetIn,
  Offer,
  OwnCall,
  StepAsk,
  Talk,
  Tape,
  Words,
} from '../call.ts';
import type { Desk } from '../desk.ts';
import type { KeptPlace } from '../lines/kept-places.ts';
import { type CalledBack, calledBackOf, type TalkOut, talkOutOf } from './calls-out-again.ts';

/** A stay in a queue. `dueMs`: what the caller is to be told next, and when; null: not known. */
export type VisitSnapshot = {
  readonly queue: string;
  readonly enteredMonoMs: number;
  readonly enteredWallMs: number;
  readonly label: string;
  readonly step: StepAsk;
  readonly place: KeptPlace;
  readonly dueMs: readonly (readonly [telling: number, atMonoMs: number])[] | null;
  readonly toldCount: number;
  readonly isQuiet: boolean;
};

/**
 * All that another process must know of a call to go on with it: plain JSON, without secrets. Its monotonic times hold
 * for every process of this machine until that is started anew, when there are no calls to go on with.
 *
 * A version may add a field under the same form: an older one hands it on as it found it, so it may be missing, and
 * older than the rest. What an older version must not pass over is another form.
 */
export type CallSnapshot = {
  /** Of this form; one that is not known is not used. */
  readonly form: 2;
  readonly atWallMs: number;
  /** The node of the exchange that carries it, and when that was started; null: not known. */
  readonly node: string;
  readonly exchangeMs: number | null;
  readonly callId: string;
  readonly callerLeg: string;
  readonly legsBefore: readonly string[];
  readonly caller: Call['caller'];
  readonly dialled: string;
  readonly arrivedMs: number;
  readonly flowHash: string;
  readonly flow: FlowState | null;
  /** Missing in what an older version has written. */
  readonly asked?: Asked | null;
  readonly isAnswered: boolean;
  readonly tape: Tape;
  readonly hasMessage: boolean;
  readonly hasCallback: boolean;
  readonly hasTalked: boolean;
  readonly hasTalkedOut: boolean;
  readonly outcome: Call['outcome'];
  readonly endedBy: Call['endedBy'];
  readonly offersCount: number;
  readonly whisper: Words | null;
  readonly announcement: Words | null;
  readonly visit: VisitSnapshot | null;
  readonly met: (Omit<MetIn, 'queue'> & { readonly queue: string; readonly place: KeptPlace }) | null;
  readonly left: Left | null;
  readonly offers: readonly Offer[];
  readonly talk: Talk | null;
  readonly consulted: Consulted | null;
  readonly errand: ErrandSnapshot | null;
  readonly talkOut: TalkOut | null;
  readonly calledBack: CalledBack | null;
  readonly own: OwnCall | null;
  readonly messages: readonly (readonly [recordingId: string, message: Message])[];
};

/**
 * What others do for the flow, and would go on with. What is dialled or sent as tones may be a secret of the caller.
 */
export type ErrandSnapshot = ErrandUnderWay & { readonly errand: Extract<Errand, { kind: Kept }> };
type Kept = (typeof KEPT)[number];
const KEPT = ['voicemail', 'survey', 'callback', 'hold'] as const;

const goesOn = (errand: ErrandUnderWay | null): errand is ErrandSnapshot =>
  errand !== null && KEPT.some((kind) => kind === errand.errand.kind);

type Around = Pick<Desk, 'nodes' | 'outboundUse'> & { readonly router: Pick<Routing, 'find'> };

/** The call as it is at this instant; undefined for one that no other process can go on with. */
export function snapshotOf(call: Call, around: Around, now: Now): CallSnapshot | undefined {
  const { router, nodes } = around;
  const { tape, flow, talk, consulted, visit, met, left, own } = call;
  const [talkOut, calledBack] = [talkOutOf(call, around, now), calledBackOf(call, around)];
  // Who has not been reached yet is called anew: by the promise, or by the operator who wanted it.
  const isReached = (call.callback === null || calledBack !== null) && (own === null || talkOut !== null);
  if (call.isGone || !isReached) return undefined;
  return {
    ...call.keptBefore,
    ...{
      form: 2,
      atWallMs: now.wallMs,
      node: call.node,
      exchangeMs: nodes.startedMs(call.node),
      callId: call.id,
      callerLeg: call.callerLeg,
      legsBefore: call.legsBefore,
      caller: call.caller,
      dialled: call.dialled,
    },
    ...{ arrivedMs: call.arrivedMs, flowHash: call.script.flowHash, isAnswered: call.isAnswered },
    flow: flow && withoutSecrets(flow),
    asked: call.asked,
    tape: { ...tape },
    ...{ hasMessage: call.hasMessage, hasCallback: call.hasCallback },
    ...{ hasTalked: call.hasTalked, hasTalkedOut: call.hasTalkedOut },
    ...{ outcome: call.outcome, endedBy: call.endedBy, offersCount: call.offersCount },
    ...{ whisper: call.whisper, announcement: call.announcement },
    visit: visit && visitSnapshot(call, router, now),
    met: met && { queue: met.queue.id, label: met.label, step: met.step, place: met.place },
    left,
    offers: [...call.offers.values()].map((offer) => ({ ...offer })),
    talk: talk && { ...talk },
    consulted: consulted && { ...consulted },
    errand: goesOn(call.errand) ? call.errand : null,
    ...{ talkOut, calledBack, own },
    messages: [...call.messages].map(([recordingId, message]) => [recordingId, { ...message }]),
  };
}

function visitSnapshot({ id, visit }: Call, router: Pick<Routing, 'find'>, now: Now): VisitSnapshot | null {
  const place = router.find(id);
  if (visit === null || place === undefined) return null;
  const { seq, class: level, boostMs, enteredMs, stagesBegun } = place;
  const { enteredMonoMs, enteredWallMs, label, step, announcing } = visit;
  const { dueMs, count: toldCount, isQuiet } = announcing;
  return {
    ...{ queue: visit.queue.id, enteredMonoMs, enteredWallMs, label, step },
    place: { seq, class: level, boostMs, enteredMs, stagesBegun, leftMs: now.monoMs },
    ...{ dueMs: [...dueMs], toldCount, isQuiet },
  };
}
