import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { ADMINS, askedBy } from './guard.ts';
import type { House } from './house.ts';
import { failureSchema, shadowStateSchema } from './schemas.ts';

const PAST_MAX = 1_000;
const FILES_MAX = 500;
const RECORDINGS_MAX = 10_000;

const past = z
  .number()
  .int()
  .min(0)
  .max(PAST_MAX)
  .default(0)
  .describe('so many of the last calls are made again, too');

/** A name is never a path: nothing on the disk is read or written by it. */
const fileName = z.string().regex(/^[\w.-]{1,128}\.ya?ml$/, 'not the name of a YAML file, without a folder');

const wishSchema = z
  .union(
    [
      z.strictObject({ version: z.number().int().min(1).describe('one of the history'), past }),
      z.strictObject({
        files: z
          .record(fileName, z.string())
          .refine((files) => Object.keys(files).length <= FILES_MAX, `more than ${FILES_MAX} files`)
          .describe("the files of a bundle's folder: name → text"),
        recordings: z
          .array(z.string().max(256))
          .max(RECORDINGS_MAX)
          .default([])
          .describe('the paths of its recordings under `prompts/`'),
        past,
      }),
    ],
    'name a version of the history, or send the files of a bundle',
  )
  .meta({ examples: [{ version: 3, past: 200 }] });

const answerSchema = z
  .object({
    shadow: shadowStateSchema.nullable().describe('null: nothing has been compared since the process began'),
  })
  .describe('how far the comparison has come');

/** Calls are made again in other flows while real ones go on: begun, looked at, ended. */
export function shadowRoutes(app: FastifyInstance, { shadow }: House): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.route({
    method: 'GET',
    url: '/bundle/shadow',
    config: { roles: ADMINS },
    schema: {
      tags: ['bundle'],
      summary:
        'How the calls that have ended would have gone in the other flows, as far as they were compared',
      response: { 200: answerSchema, default: failureSchema },
    },
    handler: async () => ({ shadow: shadow.state() }),
  });
  routes.route({
    method: 'POST',
    url: '/bundle/shadow',
    config: { roles: ADMINS },
    schema: {
      tags: ['bundle'],
      summary:
        'From now on every call that ends is made again in other flows, in the background; no caller notices',
      description:
        'It goes on until it is ended, another one is begun, everybody meets these flows, or the process ends.',
      body: wishSchema,
      response: { 200: answerSchema, default: failureSchema },
    },
    handler: async (request) => {
      const { past: count, ...flows } = request.body;
      return { shadow: await shadow.begin({ flows, past: count }, askedBy(request)) };
    },
  });
  routes.route({
    method: 'DELETE',
    url: '/bundle/shadow',
    config: { roles: ADMINS },
    schema: {
      tags: ['bundle'],
      summary: 'No more calls are made again; what was found can still be read',
      response: { 200: answerSchema, default: failureSchema },
    },
    handler: async (request) => ({ shadow: await shadow.end(askedBy(request)) }),
  });
}
