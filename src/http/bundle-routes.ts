import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Failure } from '../base/index.ts';
import type { Activation, BundleDesk, BundleState, House } from './house.ts';
import { bundleStateSchema, bundleVersionSchema, failureSchema, mistakeSchema } from './schemas.ts';
import { WHO_ASKS } from './who-asks.ts';

const percentSchema = z.number().int().min(1).max(100);

/** The admin's files: which version is in use, what is wrong with the files, and a wish to take them now. */
export function bundleRoutes(app: FastifyInstance, { bundle }: House): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.route({
    method: 'GET',
    url: '/bundle',
    schema: {
      tags: ['bundle'],
      summary: 'The version in use, and what is wrong with the files as they were last looked at',
      response: { 200: bundleStateSchema, default: failureSchema },
    },
    handler: async () => bundle.state(),
  });
  routes.route({
    method: 'POST',
    url: '/bundle/validate',
    schema: {
      tags: ['bundle'],
      summary: 'Reads and checks the files as they are now; nothing changes',
      response: { 200: z.object({ mistakes: z.array(mistakeSchema).readonly() }), default: failureSchema },
    },
    handler: async () => ({ mistakes: await bundle.validate() }),
  });
  routes.route({
    method: 'POST',
    url: '/bundle/activate',
    schema: {
      tags: ['bundle'],
      summary: 'Takes the files as they are now; calls in flight keep the flow in which they began',
      body: z
        .strictObject({ share: percentSchema.optional() })
        .nullish()
        .describe('so many of a hundred new callers meet the flows; without it all, or as many as before'),
      response: { 200: bundleStateSchema, default: failureSchema },
    },
    handler: async ({ body }) => stateAfter(bundle, await bundle.activate(WHO_ASKS, body?.share)),
  });
  routes.route({
    method: 'GET',
    url: '/bundle/history',
    schema: {
      tags: ['bundle'],
      summary: 'The versions that were in use, the newest first',
      response: {
        200: z.object({ versions: z.array(bundleVersionSchema).readonly() }),
        default: failureSchema,
      },
    },
    handler: async () => ({ versions: bundle.history() }),
  });
  routes.route({
    method: 'POST',
    url: '/bundle/rollback',
    schema: {
      tags: ['bundle'],
      summary: 'Goes back to a version; the files in the folder stay, and count again when one is saved',
      body: z
        .strictObject({ version: z.number().int().min(1).optional() })
        .nullish()
        .describe('without a version: ends the trial that is going on'),
      response: { 200: bundleStateSchema, default: failureSchema },
    },
    handler: async ({ body }) => stateAfter(bundle, await bundle.rollBack(body?.version ?? null, WHO_ASKS)),
  });
}

function stateAfter(bundle: BundleDesk, { mistakes }: Activation): BundleState {
  if (mistakes.length > 0) throw new Failure('BUNDLE_INVALID', { mistakes });
  return bundle.state();
}
