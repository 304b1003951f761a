import type { CallbackEntry, CallbackWish } from '../../src/callbacks/index.ts';

const WISH: CallbackWish = {
  ...{ queue: 'help', number: '+79161234567', name: '', dialled: '100', language: 'en', label: '' },
  ...{ must: null, needs: null, keepsNeeds: false, first: 'operator', whisper: [], takeKey: null },
  place: { enteredMs: 500.5, seq: 7, class: 5, boostMs: 0, stagesBegun: 0 },
  ...{ schedule: null, ringMs: 25_000, retryMs: 900_000, attemptsMax: 3, windowMs: 86_400_000 },
};

type Booked = Extract<CallbackEntry, { kind: 'callbackBooked' }>;

/** A promise that somebody gave in the call c1. */
export const bookedEntry = (callbackId: string, atMs: number, more: Partial<Booked> = {}): Booked => ({
  ...{ kind: 'callbackBooked', atMs, callbackId, from: 'c1', by: 'flow main', dueMs: atMs },
  ...WISH,
  ...more,
});

export const triedEntry = (callbackId: string, callId: string, atMs: number): CallbackEntry => ({
  ...{ kind: 'callbackTried', atMs, callbackId, callId },
});

export const dialledEntry = (
  callbackId: string,
  callId: string,
  atMs: number,
  attempt = 1,
): CallbackEntry => ({ kind: 'callbackDialled', atMs, callbackId, callId, attempt });

export const delayedEntry = (callbackId: string, atMs: number, dueMs: number): CallbackEntry => ({
  ...{ kind: 'callbackDelayed', atMs, callbackId, dueMs, untilMs: dueMs + 1_000, why: 'busy', by: null },
});

export const endedEntry = (
  callbackId: string,
  atMs: number,
  outcome: Extract<CallbackEntry, { kind: 'callbackEnded' }>['outcome'] = 'reached',
): CallbackEntry => ({
  ...{ kind: 'callbackEnded', atMs, callbackId, queue: 'help', number: '+79161234567', outcome, by: null },
});
