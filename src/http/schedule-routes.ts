import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Failure } from '../base/index.ts';
import type { House } from './house.ts';
import { failureSchema, idSchema, momentSchema, scheduleSchema } from './schemas.ts';
import { WHO_ASKS } from './who-asks.ts';

const emergencySchema = z
  .strictObject({
    on: z.boolean(),
    until: momentSchema.optional().describe('it ends by itself then; without it somebody must end it'),
  })
  .refine(({ on, until }) => on || until === undefined, '"until" goes with "on": true only');

/** Opening hours as they are now, and the switch for emergencies. */
export function scheduleRoutes(app: FastifyInstance, house: House): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.route({
    method: 'GET',
    url: '/schedules',
    schema: {
      tags: ['schedules'],
      summary: 'Opening hours: the state of each schedule, until when, and emergencies that are on',
      response: { 200: z.object({ schedules: z.array(scheduleSchema).readonly() }), default: failureSchema },
    },
    handler: async () => ({ schedules: house.schedules() }),
  });
  routes.route({
    method: 'POST',
    url: '/schedules/:name/emergency',
    schema: {
      ...{ tags: ['schedules'], params: z.object({ name: idSchema }), body: emergencySchema },
      summary: 'Switches an emergency on or off; it survives a restart',
      response: { 200: scheduleSchema, default: failureSchema },
    },
    handler: async ({ params: { name }, body: { on, until = null } }) => {
      if (until !== null && until <= house.board().atMs)
        throw new Failure('REQUEST_INVALID', { until: 'is past' });
      return house.switchEmergency({ schedule: name, on, untilMs: until, by: WHO_ASKS });
    },
  });
}
