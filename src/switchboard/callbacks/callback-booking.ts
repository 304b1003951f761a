import type { Callback, CallbackPlace, CallbackWish } from '../../callbacks/index.ts';
import type { Errand } from '../../flow/index.ts';
import { inFull } from '../../outbound/index.ts';
import type { QueueRules } from '../../routing/index.ts';
import { type Call, isAbsent, type StepAsk } from '../call.ts';
import { wayFor } from '../calls-out/out-legs.ts';
import type { Desk } from '../desk.ts';
import type { CallbackAsked } from '../event.ts';
import { endErrand } from '../flows/errands.ts';
import { promiseIdOf } from '../ids.ts';
import type { KeptPlace } from '../lines/kept-places.ts';
import type { OpenCallback } from './callback-book.ts';
import { delayCallback, endCallback, isForGood, look, note } from './callback-life.ts';
import { attemptSecured, giveUp, placeOf } from './callback-tries.ts';

/** So many promises are open at most, of all queues together. */
const OPEN_MAX = 10_000;
/** A place that was given up longer ago than this is old enough. */
const AGE_MS_MAX = 14 * 24 * 3_600_000;
/** A process that died may have left a call of ours behind: what the exchange holds of it is known far sooner. */
const DOUBT_MS = 15_000;

/** Who has not waited in the line asks for nothing beside the queue's own demand. */
const NOTHING_MORE: StepAsk = { must: null, needs: null, keepsNeeds: false };

type CallbackErrand = Extract<Errand, { kind: 'callback' }>;

/** Why nobody can be called back: words for a person, and what it is in one. */
export type NoCallback = { readonly is: 'exists' | 'refused' | 'full'; readonly why: string };

/** What stands in the way of a promise to this number for this queue; undefined: nothing does. */
export function hindranceTo(desk: Desk, number: string, queueId: string): NoCallback | undefined {
  const way = wayFor(desk, { kind: 'number', number });
  if ('refused' in way && isForGood(way.refused)) return { is: 'refused', why: way.refused };
  const full = fullNumber(desk, number);
  const queue = desk.plan.queues.get(queueId);
  if (full === undefined || queue === undefined) return { is: 'refused', why: 'there is no such queue' };
  const before = desk.callbacks.of(full, queueId);
  if (before !== undefined) return { is: 'exists', why: `${before.record.callbackId} is for the same` };
  if (desk.callbacks.size < OPEN_MAX && desk.callbacks.countOf(queueId) < queue.waitingMax) return undefined;
  return { is: 'full', why: 'too many wait to be called back already' };
}

const fullNumber = (desk: Desk, number: string): string | undefined => inFull(number, desk.plan.routes.home);

/**
 * The flow promises the caller to call back. It goes on when the promise is on the disk: what the caller is told then
 * is true.
 */
export function bookForCaller(desk: Desk, call: Call, errand: CallbackErrand, visit: number): void {
  const callbackId = promiseIdOf(call, visit);
  const hindered = hindranceTo(desk, errand.number, errand.queue);
  if (hindered !== undefined) {
    const { is: outcome, why } = hindered;
    const known = desk.callbacks.of(fullNumber(desk, errand.number) ?? '', errand.queue);
    wished(desk, call, known?.record.callbackId ?? null, errand.number, { outcome, why });
    return endErrand(desk, call, { kind: 'callback', outcome });
  }
  // The promise has the place: a process that knew of it, and took the caller for one who waits, would give it to both.
  desk.want({ kind: 'remember', callId: call.id, isUrgent: true });
  const wish = wishOf(desk, call, errand);
  const dueMs = desk.now.wallMs + errand.afterMs;
  const open = book(desk, { ...wish, callbackId, from: call.id, by: `flow ${call.flow?.flow ?? ''}`, dueMs });
  open.awaitedBy = call.id;
  desk.want({ kind: 'secure', key: callbackId });
}

/**
 * The process before died while the flow waited for the promise: one that was on the disk by then is the call's own,
 * and is told as made; else it is made anew.
 */
export function bookAgain(desk: Desk, call: Call, errand: CallbackErrand, visit: number): void {
  const open = promisedBefore(desk, call.id, errand);
  if (open === undefined) return bookForCaller(desk, call, errand, visit);
  told(desk, call, open.record, true);
}

/** The promise that this call was being given when its process died, if it was on the disk, and is still open. */
export function promisedBefore(
  desk: Desk,
  callId: string,
  { number, queue }: Pick<CallbackErrand, 'number' | 'queue'>,
): OpenCallback | undefined {
  const open = desk.callbacks.of(fullNumber(desk, number) ?? '', queue);
  return open?.record.from === callId ? open : undefined;
}

function wished(
  desk: Desk,
  call: Call,
  callbackId: string | null,
  number: string,
  what: { readonly outcome: 'booked' | 'exists' | 'refused' | 'full'; readonly why: string | null },
): void {
  desk.write({ kind: 'callbackWished', callId: call.id, callbackId, number, ...what });
}

function wishOf(desk: Desk, call: Call, errand: CallbackErrand): CallbackWish {
  const { queue, attemptsMax, retryMs, ringMs, windowMs, first, whisper, takeKey, schedule } = errand;
  const left = errand.keepsPlace && call.left?.queueId === queue ? call.left : null;
  const rank = call.flow?.rank;
  const { must, needs, keepsNeeds } = left?.step ?? NOTHING_MORE;
  return {
    ...{ queue, attemptsMax, retryMs, ringMs, windowMs, first, whisper, takeKey, schedule },
    number: fullNumber(desk, errand.number) ?? errand.number,
    ...{ name: call.caller.name, dialled: call.dialled, language: call.flow?.language ?? '' },
    label: left?.label ?? '',
    ...{ must, needs, keepsNeeds },
    place: left === null ? placeFromNow(desk, queue, rank) : wallPlace(desk, left.place),
  };
}

type Rank = { readonly class: number | null; readonly boostMs: number };

/** The place of somebody who enters now. */
function placeFromNow(desk: Desk, queueId: string, rank: Rank | undefined): CallbackPlace {
  const level = rank?.class ?? desk.plan.queues.get(queueId)!.class;
  const boostMs = rank?.boostMs ?? 0;
  return { enteredMs: desk.now.wallMs, seq: null, class: level, boostMs, stagesBegun: 0 };
}

const wallPlace = (desk: Desk, { leftMs: _, ...place }: KeptPlace): CallbackPlace => ({
  ...place,
  enteredMs: desk.now.wallMs - (desk.now.monoMs - place.enteredMs),
});

type Booking = CallbackWish & Pick<Callback, 'callbackId' | 'from' | 'by' | 'dueMs'>;

/** The promise exists from now on, and is written down. */
function book(desk: Desk, booking: Booking): OpenCallback {
  const open = opened(desk, { ...asNew(booking, desk.now.wallMs) });
  note(desk, open, { kind: 'callbackBooked', ...booking });
  return open;
}

const asNew = (booking: Booking, bookedMs: number): Callback => ({
  ...booking,
  ...{ bookedMs, untilMs: booking.dueMs + booking.windowMs, triesCount: 0, attemptsCount: 0 },
  ...{ trying: null, lastWhy: null, endedMs: null, outcome: null },
});

function opened(desk: Desk, record: Callback): OpenCallback {
  const ageMs = Math.min(Math.max(0, desk.now.wallMs - record.place.enteredMs), AGE_MS_MAX);
  const enteredMs = desk.now.monoMs - ageMs;
  const open: OpenCallback = { record, enteredMs, standing: null, awaitedBy: null, generation: 0 };
  desk.callbacks.add(open);
  return open;
}

/** Something that has to be on the disk before it counts is there, or could not be brought there. */
export function secured(desk: Desk, key: string, ok: boolean): void {
  const call = desk.calls.get(key);
  if (call !== undefined) return attemptSecured(desk, call, ok);
  const open = desk.callbacks.get(key);
  if (open === undefined) return securedTooLate(desk, key, ok);
  if (open.awaitedBy === null) return;
  const booker = desk.calls.get(open.awaitedBy);
  open.awaitedBy = null;
  if (!ok) endCallback(desk, open, 'cancelled', 'it could not be written down');
  if (booker !== undefined) told(desk, booker, open.record, ok);
  if (ok) look(desk, open);
}

/** The promise was over before it was on the disk, as its caller called in again: the flow that made it goes on. */
function securedTooLate(desk: Desk, callbackId: string, ok: boolean): void {
  for (const call of desk.calls.values()) {
    const errand = call.errand?.errand;
    if (errand?.kind !== 'callback' || promiseIdOf(call, call.flow?.visit ?? 0) !== callbackId) continue;
    return told(desk, call, { callbackId, number: fullNumber(desk, errand.number) ?? errand.number }, ok);
  }
}

type Told = Pick<Callback, 'callbackId' | 'number'>;

function told(desk: Desk, call: Call, { callbackId, number }: Told, ok: boolean): void {
  if (!ok)
    return endErrand(desk, call, { kind: 'impossible', why: 'the callback could not be written down' });
  call.hasCallback = true;
  wished(desk, call, callbackId, number, { outcome: 'booked', why: null });
  endErrand(desk, call, { kind: 'callback', outcome: 'booked' });
}

/** Somebody outside asks for it. Nothing happens when something stands in the way. */
export function callbackAsked(desk: Desk, { callbackId, by, wish, dueMs }: CallbackAsked): void {
  const number = fullNumber(desk, wish.number);
  if (number === undefined || hindranceTo(desk, wish.number, wish.queue) !== undefined) return;
  const nobodys = { dialled: '', language: desk.plan.languages[0] ?? '', label: '' };
  const place = placeFromNow(desk, wish.queue, undefined);
  const behind = { from: null, by, dueMs };
  look(desk, book(desk, { ...nobodys, ...NOTHING_MORE, ...wish, number, place, callbackId, ...behind }));
}

/** Whether the customer is being called for it, or may be: then it is too late to change anything. */
export function isUnderWay(desk: Desk, { record: { trying } }: OpenCallback): boolean {
  return trying !== null && (trying.isDialled || !desk.calls.has(trying.callId));
}

/** It is wanted no more. False when the customer is being called already. */
export function cancelCallback(desk: Desk, open: OpenCallback, by: string): boolean {
  if (isUnderWay(desk, open)) return false;
  const going = desk.calls.get(open.record.trying?.callId ?? '');
  endCallback(desk, open, 'cancelled', by);
  if (going !== undefined) giveUp(desk, going, 'it was cancelled');
  return true;
}

/** It is to be at another time. False when the customer is being called already. */
export function moveCallback(desk: Desk, open: OpenCallback, dueMs: number, by: string): boolean {
  if (isUnderWay(desk, open)) return false;
  const going = desk.calls.get(open.record.trying?.callId ?? '');
  delayCallback(desk, open, { dueMs, why: 'another time was wished', by });
  if (going !== undefined) giveUp(desk, going, 'another time was wished');
  return true;
}

/**
 * The customer calls in and enters the same line: the call has the place of the promise, which is over by that.
 * Undefined when there is none, or the customer is on another phone with us for it.
 */
export function mergedPlace(desk: Desk, call: Call, queue: QueueRules): KeptPlace | undefined {
  const open = desk.callbacks.of(fullNumber(desk, call.caller.number) ?? '', queue.id);
  if (open === undefined || open.record.trying?.callId === call.id) return undefined;
  const going = desk.calls.get(open.record.trying?.callId ?? '');
  if (going !== undefined && !isAbsent(going)) return undefined;
  const place = placeOf(desk, open);
  endCallback(desk, open, 'merged', call.id);
  if (going !== undefined) giveUp(desk, going, 'the customer has called in');
  return place;
}

/**
 * After a start: promises of before go on where they stood. One for which the process before was just calling waits
 * until it is known what has become of that.
 */
export function callbacksRestored(desk: Desk, callbacks: readonly Callback[]): void {
  for (const record of callbacks) {
    const isKnown = desk.callbacks.get(record.callbackId) ?? desk.callbacks.of(record.number, record.queue);
    if (record.outcome !== null || isKnown !== undefined) continue;
    const open = opened(desk, record);
    if (record.trying === null) look(desk, open);
    else inDoubt(desk, open);
  }
}

function inDoubt(desk: Desk, open: OpenCallback): void {
  open.generation += 1;
  const key = { owner: open.record.callbackId, purpose: 'callback', generation: open.generation } as const;
  desk.want({ kind: 'startTimer', key, delayMs: DOUBT_MS });
}

/** Its moment may have come, or the doubt is over. */
export function callbackWoken(desk: Desk, open: OpenCallback): void {
  const { trying, attemptsCount, attemptsMax, retryMs } = open.record;
  if (trying === null || desk.calls.has(trying.callId)) return look(desk, open);
  const isStillThere = desk.strangers.values().some(({ callId }) => callId === trying.callId);
  if (isStillThere || !desk.nodes.areAllSeen) return inDoubt(desk, open);
  if (trying.isDialled && attemptsCount >= attemptsMax) return endCallback(desk, open, 'unreached', null);
  const dueMs = desk.now.wallMs + (trying.isDialled ? retryMs : 0);
  delayCallback(desk, open, { dueMs, why: 'the process that called had died' });
}

/** A leg of before talks: if it is of a call for a promise, that promise was kept. */
export function keptBefore(desk: Desk, callId: string): void {
  const open = desk.callbacks.all().find(({ record }) => record.trying?.callId === callId);
  if (open !== undefined && !desk.calls.has(callId)) endCallback(desk, open, 'reached', null);
}
