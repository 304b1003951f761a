import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { ADMINS } from './guard.ts';
import type { House } from './house.ts';
import { failureSchema } from './schemas.ts';

const restartedSchema = z
  .object({ calls: z.number().describe('calls that go on in the process that comes') })
  .describe('the process ends in a moment, and whoever keeps it alive starts another one');

/** A new version is taken into use without a call being lost. */
export function restartRoutes(app: FastifyInstance, house: House): void {
  app.withTypeProvider<ZodTypeProvider>().route({
    method: 'POST',
    url: '/restart',
    config: { roles: ADMINS },
    schema: {
      tags: ['bundle'],
      summary: 'Ends this process and leaves all calls to the next one, which its parent starts at once',
      response: { 202: restartedSchema, default: failureSchema },
    },
    handler: async (_, reply) => {
      const calls = house.board().calls.length;
      // The answer is on its way first.
      reply.raw.once('finish', () => house.restart());
      return reply.code(202).send({ calls });
    },
  });
}
