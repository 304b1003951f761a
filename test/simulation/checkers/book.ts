import type { Now } from '../../../src/base/index.ts';
import type { CallEntry, CallOutcome, Entry, OperatorPresence } from '../../../src/journal/index.ts';
import type { Event } from '../../../src/switchboard/index.ts';
import { KEPT_MS } from '../world/simulated-process.ts';
import {
  type BookCall,
  type BookOperator,
  type BookVisit,
  newBookCall,
  type OwnCall,
  SIGNED_OUT,
} from './book-types.ts';
import { NodesSeen } from './nodes-seen.ts';

type Entered = Pick<
  Extract<Entry, { kind: 'queueEntered' }>,
  'queue' | 'must' | 'keepsNeeds' | 'keptForMs'
> & {
  readonly needs?: string | null;
};

/** The journal, folded to what is going on now: times are monotonic, as the switchboard was told them. */
export class Book {
  readonly calls = new Map<string, BookCall>();
  readonly ended = new Map<string, CallOutcome>();
  /** Calls that operators make themselves, and the phones that are rung for them. */
  readonly ownCalls = new Map<string, OwnCall>();
  readonly operators = new Map<string, BookOperator>();
  /** Calls of a process that is no more: the next one does not know their records. */
  readonly ofOthers = new Set<string>();
  /** Which callers can be served, of several nodes. */
  readonly nodes: NodesSeen;
  /** Calls as they were when they ended, or their process died: another one may go on with them. */
  readonly #before = new Map<string, BookCall>();
  readonly #ownBefore = new Map<string, OwnCall>();
  callsCount = 0;
  /** What was written last because of the present event. */
  #previous: Entry | null = null;
  #lastMs = 0;
  #diedMs = 0;
  /** Legs that the exchange holds, as the process was told when it found them. */
  #held: ReadonlySet<string> = new Set();
  /** The visit that a supervisor just ended, to go on in another queue. */
  #moved: BookVisit | null = null;
  #visitsCount = 0;

  constructor(operatorIds: Iterable<string>, nodes?: readonly string[]) {
    this.nodes = new NodesSeen(nodes);
    for (const id of operatorIds) this.operators.set(id, { ...SIGNED_OUT });
  }

  /** Rules change for who waits. What the process before wrote of people is given back to the next one as an event, and not written again. */
  see(event: Event, { monoMs, wallMs }: Now): void {
    this.#previous = null;
    this.nodes.see(event, monoMs);
    if (event.kind === 'floorChanged')
      for (const { visit } of this.calls.values())
        if (visit !== null) Object.assign(visit, { isTouched: true, presentMs: monoMs });
    if (event.kind === 'hangUpAsked') this.#hungUp(event.callId);
    if (event.kind === 'exchangeBack') this.#held = new Set(event.legs.map(({ legId }) => legId));
    if (event.kind !== 'presenceRestored') return;
    const { operator, presence, reason, wrapUpEndsMs = null } = event;
    const phone = presence === 'offline' ? null : (event.phone ?? null);
    Object.assign(this.operators.get(operator) ?? {}, { presence, reason, phone, wrapUpEndsMs });
    // The wall clock may have been set since this was written.
    if (wrapUpEndsMs !== null && wrapUpEndsMs > wallMs) this.#unit(operator, 'wrapUp', monoMs);
  }

  take(entry: Entry, monoMs: number): void {
    this.#fold(entry, monoMs);
    this.nodes.take(entry);
    this.#previous = entry;
    this.#lastMs = monoMs;
  }

  #fold(entry: Entry, monoMs: number): void {
    if (entry.kind === 'operatorChanged') return this.#operatorChanged(entry, monoMs);
    if (entry.kind === 'callArrived') return this.#arrived(entry);
    if (entry.kind === 'adopted') return this.#adopted(entry, monoMs);
    if (!('callId' in entry)) return;
    this.#ofOwnCall(entry, monoMs);
    const call = this.calls.get(entry.callId);
    if (call !== undefined) this.#ofCall(call, entry, monoMs);
    if (entry.kind === 'callEnded') {
      if (call !== undefined) this.#before.set(entry.callId, call);
      this.#keepOwn(entry.callId);
      this.calls.delete(entry.callId);
      this.ownCalls.delete(entry.callId);
      this.ended.set(entry.callId, entry.outcome);
      this.ofOthers.delete(entry.callId);
    }
  }

  /** The next process closes the records of calls that it does not know, and everybody has their hands free. */
  processDied(): void {
    this.nodes.processDied();
    for (const callId of [...this.calls.keys(), ...this.ownCalls.keys()])
      this.ended.set(callId, 'node_failure');
    for (const callId of this.ended.keys()) this.ofOthers.add(callId);
    for (const [callId, call] of this.calls) this.#before.set(callId, call);
    for (const callId of this.ownCalls.keys()) this.#keepOwn(callId);
    this.#diedMs = this.#lastMs;
    this.calls.clear();
    this.ownCalls.clear();
    for (const operator of this.operators.values()) Object.assign(operator, SIGNED_OUT);
  }

  /** What the next process is told of people. */
  presences(): readonly OperatorPresence[] {
    return [...this.operators].map(([operator, { presence, reason, phone, wrapUpEndsMs }]) => {
      return { operator, presence, reason, phone, wrapUpEndsMs };
    });
  }

  /** Those who stand in a line and for whom no phone rings. */
  *present(): Iterable<{ readonly call: BookCall; readonly visit: BookVisit }> {
    for (const call of this.calls.values()) {
      const { visit } = call;
      if (visit !== null && call.offers.size === 0 && call.picked === null) yield { call, visit };
    }
  }

  /** Whoever was given the caller, out of no line, and was just being joined is with nobody: no entry tells of that. */
  #hungUp(callId: string): void {
    const call = this.calls.get(callId);
    if (call?.visit === null && call.talkBeganMs === null) call.picked = null;
  }

  #arrived({ callId, dialled }: Extract<Entry, { kind: 'callArrived' }>): void {
    if (!this.ofOthers.delete(callId)) this.callsCount += 1;
    this.ended.delete(callId);
    this.calls.set(callId, newBookCall(callId, dialled));
  }

  /** Another process goes on with the call: what the entry does not say of it is over. */
  #adopted(
    { callId, queue, operator, phase, waitedMs, consulted }: Extract<Entry, { kind: 'adopted' }>,
    monoMs: number,
  ): void {
    const own = this.#ownBefore.get(callId);
    if (own !== undefined) return this.#ownAdopted(callId, own);
    // It may have ended in the last moment of the other process, of which that kept nothing.
    const call = this.#before.get(callId) ?? newBookCall(callId, '');
    this.#before.delete(callId);
    call.isAdopted = true;
    this.ended.delete(callId);
    this.ofOthers.delete(callId);
    this.calls.set(callId, call);
    this.#ringsOn(call, phase === 'offered' ? operator : null, monoMs);
    this.#waitsOn(call, { queue, waitedMs }, monoMs);
    const isTalk = phase === 'talking' && operator !== null;
    // Whoever had picked up, and was not joined yet, is still not.
    const isJoined =
      isTalk && queue === null && (call.talkBeganMs !== null || call.picked?.operator !== operator);
    call.talkBeganMs = isJoined ? (call.talkBeganMs ?? monoMs) : null;
    call.picked = isTalk ? { operator, offerId: '', queue: queue ?? call.metIn } : null;
    call.isAfterTalk = phase === 'afterTalk';
    call.hasStep = true;
    this.#asksOn(call, consulted);
  }

  /** Whoever was asked beside the talk, also if that began, or was over, in the last moment of the other process. */
  #asksOn(call: BookCall, operator: string | undefined): void {
    const known = call.consulted ?? call.asked;
    call.consulted = null;
    if (operator === undefined) return;
    call.consulted = { operator, hasAnswered: known?.operator === operator && known.hasAnswered };
  }

  /** In the line as before; or in the one that the caller had left in the last moment of the other process. */
  #waitsOn(
    call: BookCall,
    { queue, waitedMs }: Pick<Extract<Entry, { kind: 'adopted' }>, 'queue' | 'waitedMs'>,
    monoMs: number,
  ): void {
    const before = call.visit === null || call.visit.queue !== queue ? call.visitBefore : null;
    const enteredMs = monoMs - (waitedMs ?? 0);
    if (queue === null) call.visit = null;
    else if (before?.queue === queue) call.visit = { ...before, enteredMs };
    else if (call.visit?.queue !== queue)
      this.#queueEntered(call, { queue, keptForMs: waitedMs ?? 0 }, enteredMs);
    else if (this.#diedMs - call.visit.enteredMs <= KEPT_MS) call.visit = enteredAt(call.visit, enteredMs);
    if (call.visit !== null) call.visit.presentMs = monoMs;
  }

  #keepOwn(callId: string): void {
    const own = this.ownCalls.get(callId);
    if (own !== undefined) this.#ownBefore.set(callId, own);
  }

  #ownAdopted(callId: string, own: OwnCall): void {
    this.ended.delete(callId);
    this.ofOthers.delete(callId);
    this.ownCalls.set(callId, own);
  }

  /**
   * One phone of those that rang, also if the other process was through with it in its last moment: then it may have
   * rung the same operator anew, of which the exchange never heard.
   */
  #ringsOn(call: BookCall, operator: string | null, monoMs: number): void {
    for (const [offerId, offer] of call.offers) call.left.set(offerId, offer);
    call.offers.clear();
    const offer = [...call.left.values()].findLast(
      (one) => one.operator === operator && this.#held.has(one.offerId),
    );
    if (offer === undefined) return;
    // What happened so shortly before the death may not have been kept: then its time counts from now.
    const isUnsure = this.#diedMs - offer.atMs <= KEPT_MS;
    const countsFromMs = isUnsure ? monoMs : offer.countsFromMs;
    // Nobody knows whether it has begun to ring meanwhile.
    call.offers.set(offer.offerId, { ...offer, countsFromMs, hasRung: true });
  }

  #ofOwnCall(entry: CallEntry, monoMs: number): void {
    if (entry.kind === 'ownCallBegan') {
      this.callsCount += 1;
      this.ownCalls.set(entry.callId, { operator: entry.operator, legs: new Set() });
    }
    const call = this.ownCalls.get(entry.callId);
    if (entry.kind === 'outEnded') call?.legs.delete(entry.legId);
    if (entry.kind !== 'dialled' || call === undefined) return;
    call.legs.add(entry.legId);
    if (entry.route === null) this.#unit(entry.to, 'offered', monoMs);
  }

  #ofCall(call: BookCall, entry: Entry, monoMs: number): void {
    switch (entry.kind) {
      case 'stepEntered':
        call.hasStep = true;
        return;
      case 'queueEntered':
        return this.#queueEntered(call, entry, monoMs);
      case 'queueLeft':
        this.#moved = entry.outcome === 'moved' ? call.visit : null;
        return this.#queueLeft(call, entry.outcome === 'answered', monoMs);
      case 'callerRehomed':
        if (call.visit !== null) call.visit.presentMs = monoMs;
        return;
      case 'placeChanged':
        if (call.visit !== null) call.visit.isTouched = true;
        return;
      case 'offered':
        call.offers.set(entry.offerId, { ...entry, atMs: monoMs, countsFromMs: monoMs, hasRung: false });
        return this.#unit(entry.operator, 'offered', monoMs);
      case 'rang':
        return this.#rang(call, entry.offerId);
      case 'offerEnded':
        return this.#offerEnded(call, entry, monoMs);
      case 'talkBegan':
        call.talkBeganMs = monoMs;
        call.hasTalked = true;
        return;
      case 'talkEnded':
        return this.#talkEnded(call);
      case 'consultRang':
        call.consulted = { operator: entry.operator, hasAnswered: false };
        return this.#unit(entry.operator, 'offered', monoMs);
      case 'consultAnswered':
        return this.#consultAnswered(call, entry.operator);
      case 'consultEnded':
        call.asked = call.consulted;
        call.consulted = null;
        return;
      case 'trouble':
        return this.#trouble(call, entry.what, monoMs);
      default:
        return;
    }
  }

  /** Also whoever was given to an operator with whom they could not be joined. */
  #queueEntered(call: BookCall, entry: Entered, monoMs: number): void {
    const previous = this.#previous;
    const isGiven = previous?.kind === 'transferred' && previous.callId === call.callId;
    this.#visitsCount += 1;
    call.picked = null;
    call.visit = {
      queue: entry.queue,
      must: entry.must ?? '',
      needs: entry.needs ?? '',
      keepsNeeds: entry.keepsNeeds ?? false,
      enteredMs: monoMs,
      order: this.#visitsCount,
      agedMs: this.#moved?.agedMs ?? monoMs - (entry.keptForMs ?? 0),
      presentMs: monoMs,
      isGiven,
      isTouched: this.#moved !== null || entry.keptForMs !== undefined,
    };
    this.#moved = null;
  }

  /** Whoever has answered beside the talk has the caller now; while that one only rings, nobody has. */
  #talkEnded(call: BookCall): void {
    call.talkBeganMs = null;
    call.picked = null;
    call.isAfterTalk = call.consulted === null;
    if (call.consulted?.hasAnswered === true) this.#handedOver(call, call.consulted.operator);
  }

  #consultAnswered(call: BookCall, operator: string): void {
    this.operators.get(operator)!.lastQueue = call.metIn;
    call.consulted = { operator, hasAnswered: true };
    if (call.picked === null) this.#handedOver(call, operator);
  }

  #handedOver(call: BookCall, operator: string): void {
    call.asked = call.consulted;
    call.consulted = null;
    call.picked = { operator, offerId: '', queue: call.metIn };
  }

  #rang(call: BookCall, offerId: string): void {
    const offer = call.offers.get(offerId);
    if (offer !== undefined) offer.hasRung = true;
  }

  /** Who was refused at the door never waited, and hears what they heard before. */
  #queueLeft(call: BookCall, isAnswered: boolean, monoMs: number): void {
    const previous = this.#previous;
    const wasLast = previous?.kind === 'queueEntered' && previous.callId === call.callId;
    const wasRefused = wasLast && call.visit?.enteredMs === monoMs;
    if (!wasRefused) call.visitBefore = call.visit;
    call.visit = null;
    if (!isAnswered) call.picked = null;
    if (!wasRefused) call.isAfterTalk = false;
    call.hasStep = true;
  }

  #offerEnded(call: BookCall, entry: Extract<Entry, { kind: 'offerEnded' }>, monoMs: number): void {
    const { outcome, operator: operatorId, offerId } = entry;
    const operator = this.operators.get(operatorId)!;
    const offer = call.offers.get(offerId);
    if (offer !== undefined) call.left.set(offerId, offer);
    call.offers.delete(offerId);
    if (outcome === 'answered') {
      operator.missedInRow = 0;
      operator.lastQueue = call.visit?.queue ?? null;
      call.metIn = call.visit?.queue ?? '';
      call.picked = { operator: operatorId, offerId, queue: call.metIn };
      return;
    }
    if (outcome === 'missed') operator.missedInRow += 1;
    if (call.visit !== null) call.visit.presentMs = monoMs;
    if (outcome !== 'withdrawn') call.failedMs.set(operatorId, monoMs);
  }

  /** The two could not be joined: the caller stands in the line again. */
  #trouble(call: BookCall, what: string, monoMs: number): void {
    if (!what.endsWith('could not be joined') || call.picked === null || call.visit === null) return;
    call.failedMs.set(call.picked.operator, monoMs);
    call.visit.presentMs = monoMs;
    call.picked = null;
  }

  #operatorChanged(entry: Extract<Entry, { kind: 'operatorChanged' }>, monoMs: number): void {
    const operator = this.operators.get(entry.operator);
    if (operator === undefined) return;
    if (entry.presence === 'ready' && operator.presence !== 'ready') operator.missedInRow = 0;
    const { presence, reason, phone = null, wrapUpEndsMs = null } = entry;
    Object.assign(operator, { presence, reason, phone, wrapUpEndsMs });
    this.#unit(entry.operator, entry.unit, monoMs);
  }

  #unit(operatorId: string, unit: BookOperator['unit'], monoMs: number): void {
    const operator = this.operators.get(operatorId);
    if (operator === undefined || operator.unit === unit) return;
    // Whoever answers is there, be it a colleague's call: what was missed before that counts no more.
    if (operator.unit === 'offered' && unit === 'busy') operator.missedInRow = 0;
    Object.assign(operator, { unit, unitSinceMs: monoMs });
  }
}

/**
 * Of whoever entered in the last moment of a process only the mark on their leg may tell since when they wait: in wall
 * time, and somebody may have set the clock since.
 */
const enteredAt = (visit: BookVisit, enteredMs: number): BookVisit => ({
  ...visit,
  enteredMs,
  agedMs: visit.agedMs + enteredMs - visit.enteredMs,
});
