import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import type { Store } from '../journal/index.ts';
import { failureSchema } from './schemas.ts';

/** The command that makes a backup copies the files itself: all that it needs of us is that they are up to date. */
export function backupRoutes(app: FastifyInstance, store: Pick<Store, 'flush'>): void {
  app.withTypeProvider<ZodTypeProvider>().route({
    method: 'POST',
    url: '/backup',
    schema: {
      tags: ['audit'],
      summary: 'A backup is about to be made: answers when everything that happened so far is on the disk',
      body: z.strictObject({ file: z.string().max(4_096), withSecrets: z.boolean() }),
      response: { 200: z.object({ isFlushed: z.literal(true) }), default: failureSchema },
    },
    handler: async () => {
      await store.flush();
      return { isFlushed: true } as const;
    },
  });
}
