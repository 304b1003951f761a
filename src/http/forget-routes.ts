import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Failure } from '../base/index.ts';
import type { Store } from '../journal/index.ts';
import { ADMINS, askedBy } from './guard.ts';
import type { House } from './house.ts';
import { failureSchema, idSchema } from './schemas.ts';

const forgottenSchema = z
  .object({
    calls: z.number().describe('calls and promises to call back that tell nothing of the person any more'),
    contacts: z.number().describe('requests that are gone'),
    recordings: z.number().describe('recordings that are gone'),
    held: z
      .number()
      .describe('recordings that must not be erased: their calls stay as they are; 1,000 are counted'),
  })
  .describe('what was forgotten');

/** Whoever wants to be forgotten is: everywhere but in backups that were made before. */
export function forgetRoutes(app: FastifyInstance, house: House, store: Store): void {
  app.withTypeProvider<ZodTypeProvider>().route({
    method: 'DELETE',
    url: '/customers',
    config: { roles: ADMINS },
    schema: {
      tags: ['calls'],
      summary: 'Takes a person out of everything that is over: recordings, requests, calls and their stories',
      querystring: z.strictObject({ number: idSchema }),
      response: { 200: forgottenSchema, default: failureSchema },
    },
    handler: async (request) => {
      const { number } = request.query;
      await requireGone(house, store, number);
      const { erased: recordings, held } = await house.recordings.eraseOf(number, askedBy(request));
      const contacts = await house.contacts.eraseOf(number, askedBy(request));
      await store.flush();
      const counts = { calls: await store.forget(number), contacts, recordings, held };
      // The number itself would bring the person back into the audit.
      request.alsoAudited = counts;
      return counts;
    },
  });
}

/** What goes on needs the number. */
async function requireGone(house: House, store: Store, number: string): Promise<void> {
  const call = house.board().calls.find(({ caller }) => caller === number);
  if (call !== undefined) throw new Failure('CUSTOMER_BUSY', { callId: call.callId });
  const promise = (await store.openCallbacks()).find((each) => each.number === number);
  if (promise !== undefined) throw new Failure('CUSTOMER_BUSY', { callbackId: promise.callbackId });
}
