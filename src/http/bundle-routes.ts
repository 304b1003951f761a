import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Failure } from '../base/index.ts';
import { ADMINS, askedBy, LEADERS } from './guard.ts';
import type { Activation, BundleDesk, BundleState, House } from './house.ts';
import { bundleStateSchema, bundleVersionSchema, failureSchema, mistakeSchema } from './schemas.ts';

const percentSchema = z.number().int().min(1).max(100);

/** The admin's files: which version is in use, what is wrong with the files, and a wish to take them now. */
export function bundleRoutes(app: FastifyInstance, { bundle }: House): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.route({
    method: 'GET',
    url: '/bundle',
    config: { roles: LEADERS },
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
    config: { roles: ADMINS },
    schema: {
      tags: ['bundle'],
      summary: 'Reads and checks the files as they are now; nothing changes',
      response: {
        200: z
          .object({ mistakes: z.array(mistakeSchema).readonly() })
          .describe('what is wrong with the files'),
        default: failureSchema,
      },
    },
    handler: async () => ({ mistakes: await bundle.validate() }),
  });
  routes.route({
    method: 'POST',
    url: '/bundle/activate',
    config: { roles: ADMINS },
    schema: {
      tags: ['bundle'],
      summary: 'Takes the files as they are now; calls in flight keep the flow in which they began',
      body: z
        .strictObject({ share: percentSchema.optional() })
        .nullish()
        .meta({
          description:
            'so many of a hundred new callers meet the flows; without it all, or as many as before',
          examples: [{ share: 5 }],
        }),
      response: { 200: bundleStateSchema, default: failureSchema },
    },
    handler: async (request) =>
      stateAfter(bundle, await bundle.activate(askedBy(request), request.body?.share)),
  });
  historyRoutes(app, bundle);
}

/** The versions that were in use, and the way back to one. */
function historyRoutes(app: FastifyInstance, bundle: BundleDesk): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.route({
    method: 'GET',
    url: '/bundle/history',
    config: { roles: LEADERS },
    schema: {
      tags: ['bundle'],
      summary: 'The versions that were in use, the newest first',
      response: {
        200: z
          .object({ versions: z.array(bundleVersionSchema).readonly() })
          .describe('the versions, the newest first'),
        default: failureSchema,
      },
    },
    handler: async () => ({ versions: bundle.history() }),
  });
  routes.route({
    method: 'POST',
    url: '/bundle/rollback',
    config: { roles: ADMINS },
    schema: {
      tags: ['bundle'],
      summary: 'Goes back to a version; the files in the folder stay, and count again when one is saved',
      body: z
        .strictObject({ version: z.number().int().min(1).optional() })
        .nullish()
        .meta({
          description: 'without a version: ends the trial that is going on',
          examples: [{ version: 1 }],
        }),
      response: { 200: bundleStateSchema, default: failureSchema },
    },
    handler: async (request) =>
      stateAfter(bundle, await bundle.rollBack(request.body?.version ?? null, askedBy(request))),
  });
}

function stateAfter(bundle: BundleDesk, { mistakes }: Activation): BundleState {
  if (mistakes.length > 0) throw new Failure('BUNDLE_INVALID', { mistakes });
  return bundle.state();
}
