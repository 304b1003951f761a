import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { LEADERS } from './guard.ts';
import type { House } from './house.ts';
import { failureSchema, serverSchema } from './schemas.ts';

/** What became of flows' questions to other people's servers. */
export function serverRoutes(app: FastifyInstance, house: House): void {
  app.withTypeProvider<ZodTypeProvider>().route({
    method: 'GET',
    url: '/servers',
    config: { roles: LEADERS },
    schema: {
      tags: ['bundle'],
      summary: 'The servers that flows have asked since the start, and whether one is given a rest',
      response: {
        200: z.object({ servers: z.array(serverSchema).readonly() }).describe('each server'),
        default: failureSchema,
      },
    },
    handler: async () => ({ servers: house.servers() }),
  });
}
