import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { ADMINS, askedBy } from './guard.ts';
import type { House } from './house.ts';
import { failureSchema } from './schemas.ts';

const WITHIN_MS = 600_000;
const WITHIN_MS_MAX = 86_400_000;

const wishSchema = z
  .strictObject({
    withinMs: z
      .int()
      .min(0)
      .max(WITHIN_MS_MAX)
      .default(WITHIN_MS)
      .describe('calls that still go on after this are hung up'),
  })
  .meta({ examples: [{ withinMs: WITHIN_MS }] });

const wallMs = z.number().describe('milliseconds since 1970');

const answerSchema = z
  .object({
    drain: z
      .object({
        sinceMs: wallMs,
        untilMs: wallMs.describe('calls that still go on then are hung up'),
        by: z.string(),
        calls: z.number().describe('calls that go on'),
      })
      .nullable()
      .describe('null: new calls are taken'),
  })
  .describe('how far the end has come');

/** Cordboard takes no new calls, lets those that go on end, and ends itself; until then it can think better of it. */
export function drainRoutes(app: FastifyInstance, { drain }: House): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const response = { 200: answerSchema, default: failureSchema };
  routes.route({
    method: 'GET',
    url: '/drain',
    config: { roles: ADMINS },
    schema: { tags: ['bundle'], summary: 'Whether new calls are refused, and how many go on', response },
    handler: async () => ({ drain: drain.state() }),
  });
  routes.route({
    method: 'POST',
    url: '/drain',
    config: { roles: ADMINS },
    schema: {
      tags: ['bundle'],
      summary:
        'New calls are refused (503); when the last call has ended, or at the limit, the hotline stops',
      description:
        'It goes on in the process that comes next when this one dies. Asked again, the limit is another.',
      body: wishSchema,
      response,
    },
    handler: async (request) => ({ drain: drain.begin(request.body.withinMs, askedBy(request)) }),
  });
  routes.route({
    method: 'DELETE',
    url: '/drain',
    config: { roles: ADMINS },
    schema: { tags: ['bundle'], summary: 'New calls are taken again', response },
    handler: async (request) => {
      drain.end(askedBy(request));
      return { drain: drain.state() };
    },
  });
}
