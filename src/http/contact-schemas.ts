import * as z from 'zod';
import { CONTACT_STATES, type Contact, type ContactFact, type ContactStory } from '../journal/index.ts';
import { idSchema, momentSchema } from './schemas.ts';

const wallMs = z.number().describe('wall time, milliseconds');

export const contactSchema = z
  .object({
    contactId: z.string().describe('the id of its first call'),
    customer: z.string().describe('the number; empty when it was withheld'),
    state: z
      .enum(CONTACT_STATES)
      .describe('open: on the line, or taken by somebody; waiting: for somebody to take it; done'),
    owed: z.array(z.string()).readonly().describe('call, callback, promise, message:RECORDING'),
    live: z.array(z.string()).readonly().describe('calls that go on'),
    queue: z.string().nullable(),
    box: z.string().nullable().describe('of the last message'),
    operator: z.string().nullable().describe('who has taken it'),
    reason: z.string().nullable(),
    openedMs: wallMs,
    changedMs: wallMs,
    dueMs: wallMs.nullable().describe('by when what is owed is to be done'),
    overdueMs: wallMs.nullable().describe('when the alarm was raised that it was not'),
    doneMs: wallMs.nullable(),
  })
  .meta({ id: 'Contact', description: "a customer's request" }) satisfies z.ZodType<Contact>;

const factSchema = z.object({
  atMs: wallMs,
  what: z.enum([
    ...(['called', 'ended', 'message', 'messageDone', 'noted', 'taken', 'released'] as const),
    ...(['done', 'reopened', 'due', 'overdue'] as const),
  ]),
  by: z.string().describe('who did it, or "system"'),
  on: z.string().nullable().describe('the call or the recording that it is about'),
  text: z
    .string()
    .nullable()
    .describe('what was noted, how the call ended, who has taken it; when it is due (wall ms)'),
}) satisfies z.ZodType<ContactFact>;

export const contactStorySchema = z
  .object({ contact: contactSchema, facts: z.array(factSchema).readonly() })
  .describe('the request, and all that happened to it') satisfies z.ZodType<ContactStory>;

export const contactChangeSchema = z
  .strictObject({
    text: z.string().min(1).max(4_000).optional(),
    reason: idSchema.optional().describe('a contact reason of reasons.yaml'),
    operator: idSchema.nullable().optional().describe('who takes it; null gives it back'),
    dueAt: momentSchema.nullable().optional().describe('by when it is to be done: ISO 8601, or milliseconds'),
    done: z.boolean().optional().describe('false opens one that is done again'),
  })
  .refine((change) => Object.keys(change).length > 0, 'give at least one of the fields')
  .meta({ examples: [{ text: 'calls again on Monday', operator: 'anna' }, { done: true }] });
