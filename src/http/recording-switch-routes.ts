import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Failure } from '../base/index.ts';
import { STAFF } from './guard.ts';
import type { House } from './house.ts';
import { boardCallSchema, failureSchema, idSchema } from './schemas.ts';
import { asked, talkingCall } from './talk-routes.ts';

const recordingSchema = z
  .strictObject({
    to: z
      .enum(['start', 'stop', 'pause', 'resume'])
      .describe(
        'a pause ends the recording, and it is resumed with a new one: nothing between is ever recorded',
      ),
  })
  .meta({ examples: [{ to: 'pause' }, { to: 'resume' }] });

/** Whoever talks, or somebody for them, switches the recording of the call. */
export function recordingSwitchRoutes(app: FastifyInstance, house: House): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.route({
    method: 'POST',
    url: '/calls/:callId/recording',
    config: { roles: STAFF },
    schema: {
      tags: ['calls'],
      params: z.object({ callId: idSchema }),
      response: { 200: boardCallSchema, default: failureSchema },
      body: recordingSchema,
      summary:
        'Switches the recording of the call, as for card data: a pause is answered when nothing is recorded',
    },
    handler: async (request) => {
      const { to } = request.body;
      const { callId } = talkingCall(house, request);
      const call = asked(house, request, { kind: 'record', to });
      await recordingStops(house, callId);
      return house.call(callId) ?? call;
    },
  });
}

/** So long the exchange has for it. It is told again meanwhile. */
const STOPS_MS_MAX = 2_000;

/**
 * Resolves when the exchange has said that nothing of the call is recorded any more, at once where nothing was to be
 * stopped. Whoever reads out a card's number behind the answer, or hears no answer, knows what is on the recording.
 */
async function recordingStops(house: House, callId: string): Promise<void> {
  const isStopping = (): boolean => house.call(callId)?.recording === 'stopping';
  if (!isStopping()) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const unwatch = house.onEntry(() => isStopping() || resolve());
  const timer = setTimeout(() => reject(new Failure('RECORDING_GOES_ON', { callId })), STOPS_MS_MAX);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    unwatch();
  }
}
