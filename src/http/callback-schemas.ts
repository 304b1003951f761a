import * as z from 'zod';
import type { Callback, CallbackOutcome } from '../callbacks/index.ts';
import { wallMs } from './schemas.ts';

const CALLBACK_OUTCOMES = [
  ...(['reached', 'merged', 'unreached', 'expired', 'cancelled', 'refused'] as const),
] as const satisfies readonly CallbackOutcome[];

export const callbackOutcomeSchema = z.enum(CALLBACK_OUTCOMES);

/** A promise to call back; what else is in it is for the curious. */
export const callbackSchema = z
  .looseObject({
    callbackId: z.string(),
    queue: z.string(),
    number: z.string().describe('as it is known everywhere'),
    name: z.string(),
    from: z
      .string()
      .nullable()
      .describe('the call in which it was promised; null: it was asked for otherwise'),
    by: z.string(),
    bookedMs: wallMs,
    dueMs: wallMs.describe('not before this'),
    untilMs: wallMs.describe('given up then'),
    attemptsCount: z.number().describe('how many times the customer was called'),
    attemptsMax: z.number(),
    trying: z
      .object({ callId: z.string(), isDialled: z.boolean() })
      .nullable()
      .describe('the call of ours that goes on for it, and whether the customer is being called in it'),
    lastWhy: z.string().nullable().describe('why it came to nothing the last time'),
    endedMs: wallMs.nullable(),
    outcome: callbackOutcomeSchema.nullable().describe('null while it is open'),
  })
  .meta({ id: 'Callback', description: 'a promise to call somebody back' }) satisfies z.ZodType<
  Partial<Callback>
>;
