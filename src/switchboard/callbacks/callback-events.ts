import { assertNever } from '../../base/index.ts';
import type { Desk } from '../desk.ts';
import type {
  CallbackAsked,
  CallbackCancelled,
  CallbackMoved,
  CallbacksRestored,
  CallbackWoken,
  Secured,
} from '../event.ts';
import type { OpenCallback } from './callback-book.ts';
import {
  callbackAsked,
  callbacksRestored,
  callbackWoken,
  cancelCallback,
  moveCallback,
  secured,
} from './callback-booking.ts';

export type CallbackEvent =
  | CallbacksRestored
  | CallbackAsked
  | CallbackCancelled
  | CallbackMoved
  | CallbackWoken
  | Secured;

/** What concerns promises to call back. One of a promise that is over changes nothing. */
export function callbackEvent(desk: Desk, event: CallbackEvent): void {
  switch (event.kind) {
    case 'callbacksRestored':
      return callbacksRestored(desk, event.callbacks);
    case 'callbackAsked':
      return callbackAsked(desk, event);
    case 'callbackCancelled':
      return withCallback(desk, event.callbackId, (open) => cancelCallback(desk, open, event.by));
    case 'callbackMoved':
      return withCallback(desk, event.callbackId, (open) => moveCallback(desk, open, event.dueMs, event.by));
    case 'callbackWoken':
      return withCallback(desk, event.callbackId, (open) => callbackWoken(desk, open));
    case 'secured':
      return secured(desk, event.key, event.ok);
    default:
      assertNever(event);
  }
}

function withCallback(desk: Desk, callbackId: string, act: (open: OpenCallback) => unknown): void {
  const open = desk.callbacks.get(callbackId);
  if (open !== undefined) act(open);
}
