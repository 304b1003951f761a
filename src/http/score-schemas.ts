import * as z from 'zod';
import type { RecordingMark, Remark, Score } from '../journal/index.ts';
import type { Scorecard } from '../quality/index.ts';
import { idSchema, wallMs } from './schemas.ts';

const title = z.record(z.string(), z.string()).describe('words per language');

export const scorecardSchema = z
  .object({
    name: z.string(),
    version: z.string().describe('another one after each change of the form'),
    title,
    queues: z.array(z.string()).readonly().nullable().describe('whose calls it is for; null: all'),
    sections: z
      .array(
        z.object({
          name: z.string(),
          title,
          weight: z.number().nullable().describe('null: as heavy as its questions together'),
          questions: z
            .array(
              z.object({
                name: z.string(),
                kind: z.enum(['yes_no', 'scale', 'text']).describe('true or false, 1 to 5, or words'),
                title,
                weight: z.number(),
                isCritical: z.boolean().describe('a "no" makes the whole score 0'),
                isOptional: z.boolean(),
              }),
            )
            .readonly(),
        }),
      )
      .readonly(),
  })
  .meta({ id: 'Scorecard', description: 'a form by which calls are scored' }) satisfies z.ZodType<Scorecard>;

const answerSchema = z.union([z.boolean(), z.number(), z.string().min(1).max(2_000)]);

/** A place in a recording of the call. */
export const markSchema = z
  .strictObject({
    recordingId: idSchema.describe('a recording of this call'),
    atMs: z.number().int().min(0).max(86_400_000).describe('from its beginning'),
  })
  .describe('a place in a recording') satisfies z.ZodType<RecordingMark>;

const remarkSchema = markSchema.extend({
  text: z.string().min(1).max(2_000),
}) satisfies z.ZodType<Remark>;

export const scoreWishSchema = z
  .strictObject({
    form: idSchema.describe('a form of scorecards.yaml'),
    operator: idSchema.optional().describe('whose talk is scored; without it the last one of the call'),
    answers: z.record(z.string().max(64), answerSchema).describe('the name of the question, and the answer'),
    comment: z.string().min(1).max(4_000).optional(),
    remarks: z.array(remarkSchema).max(100).optional().describe('about places in recordings of the call'),
  })
  .meta({
    examples: [
      {
        ...{ form: 'talk', answers: { greeted: true, tone: 4 }, comment: 'ask for the order sooner' },
        remarks: [{ recordingId: '1774342795.7-2', atMs: 12_000, text: 'a long silence' }],
      },
    ],
  });

export const scoreSchema = z
  .object({
    scoreId: z.number().describe('grows; scored anew, it is another one'),
    atMs: wallMs,
    callId: z.string(),
    form: z.string(),
    version: z.string().describe('of the form, when the call was scored'),
    by: z.string(),
    operator: z.string(),
    queue: z.string().nullable(),
    percent: z.number().describe('0 to 100, with one digit behind the point'),
    failed: z.array(z.string()).readonly().describe('critical questions that were answered with no'),
    answers: z
      .array(
        z.object({
          question: z.string(),
          answer: answerSchema,
          points: z.number().describe('so many hundredths of the whole score the answer brought'),
          of: z.number().describe('of so many'),
        }),
      )
      .readonly(),
    comment: z.string().nullable(),
    remarks: z
      .array(z.object({ recordingId: z.string(), atMs: z.number(), text: z.string() }))
      .readonly()
      .describe('about places in recordings, in milliseconds from their beginning'),
  })
  .meta({
    id: 'Score',
    description: 'how an operator handled a call, as a person judged it',
  }) satisfies z.ZodType<Score>;
