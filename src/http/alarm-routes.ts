import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { holderOf, WATCHERS } from './guard.ts';
import type { House } from './house.ts';
import { alarmSchema, failureSchema } from './schemas.ts';

/** What is wrong now. Supervisors of some queues see what is wrong with these. */
export function alarmRoutes(app: FastifyInstance, house: House): void {
  app.withTypeProvider<ZodTypeProvider>().route({
    method: 'GET',
    url: '/alarms',
    config: { roles: WATCHERS },
    schema: {
      tags: ['board'],
      summary: 'The alarms that are on, the oldest first, each with what to do',
      response: {
        200: z.object({ alarms: z.array(alarmSchema).readonly() }).describe('those that are on'),
        default: failureSchema,
      },
    },
    handler: async (request) => {
      const { queues } = holderOf(request);
      const isTheirs = (queue: string | null): boolean =>
        queues === null || (queue !== null && queues.includes(queue));
      return { alarms: house.alarms().filter(({ queue }) => isTheirs(queue)) };
    },
  });
}
