import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import type { AuditQuery, Store } from '../journal/index.ts';
import { auditFactSchema, failureSchema, idSchema, momentSchema } from './schemas.ts';

const querySchema = z.strictObject({
  from: momentSchema.optional().describe('at this moment or later: ISO 8601, or milliseconds'),
  to: momentSchema.optional().describe('before this moment'),
  by: idSchema.optional().describe('who did it'),
  what: idSchema.optional().describe('what was done: "calls.hangup"'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  after: z.coerce.number().int().min(1).optional().describe('the id of the last fact of the page before'),
});

const listSchema = z.object({
  facts: z.array(auditFactSchema).readonly(),
  next: z.number().nullable().describe('what to give as "after" for the next page'),
});

/** Who changed what, and when. */
export function auditRoutes(app: FastifyInstance, store: Pick<Store, 'audit'>): void {
  app.withTypeProvider<ZodTypeProvider>().route({
    method: 'GET',
    url: '/audit',
    schema: {
      tags: ['audit'],
      summary: 'Who changed what from outside, newest first, page by page',
      querystring: querySchema,
      response: { 200: listSchema, default: failureSchema },
    },
    handler: async ({ query }) => {
      const asked = Object.entries(query).filter(([, value]) => value !== undefined);
      const facts = await store.audit(Object.fromEntries(asked) as AuditQuery);
      return { facts, next: facts.length === query.limit ? facts.at(-1)!.id : null };
    },
  });
}
