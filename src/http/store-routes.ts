import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import type { Store } from '../journal/index.ts';
import { WATCHERS } from './guard.ts';
import { failureSchema } from './schemas.ts';

const stateSchema = z
  .object({
    writable: z.boolean(),
    bufferedCount: z.number().describe('entries that wait in memory or in the spool file'),
    lostCount: z.number().describe('entries that were given up since the start: there was room nowhere'),
    error: z.string().nullable().describe('what the database says'),
  })
  .meta({ id: 'StoreState', description: 'how the writing goes' });

/** Whether what happens is being written down. */
export function storeRoutes(app: FastifyInstance, store: Pick<Store, 'state'>): void {
  app.withTypeProvider<ZodTypeProvider>().route({
    method: 'GET',
    url: '/store',
    config: { roles: WATCHERS },
    schema: {
      tags: ['audit'],
      summary: 'Whether the database takes entries, and how many wait for it',
      response: { 200: stateSchema, default: failureSchema },
    },
    handler: async () => store.state(),
  });
}
