import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Failure } from '../base/index.ts';
import type { Jobs } from '../jobs/index.ts';
import type { DeadMessage, Store } from '../journal/index.ts';
import { ADMINS, askedBy } from './guard.ts';
import { deadMessageSchema, failureSchema, idSchema, receiverSchema } from './schemas.ts';

const querySchema = z.strictObject({ limit: z.coerce.number().int().min(1).max(1_000).default(100) });
const revivedSchema = z.object({ revived: z.number() }).describe('how many messages are tried anew');

/** Messages to other people's servers: how the receivers fare, what was given up, and another try for it. */
export function webhookRoutes(app: FastifyInstance, store: Store, jobs: Jobs | undefined): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const forAdmins = { config: { roles: ADMINS } };
  const described = { tags: ['webhooks'] };
  routes.route({
    ...{ method: 'GET', url: '/webhooks', ...forAdmins },
    schema: {
      ...described,
      summary: 'The receivers of messages, and whether one is given a rest',
      response: {
        200: z
          .object({ receivers: z.array(receiverSchema).readonly() })
          .describe('each receiver of the settings'),
        default: failureSchema,
      },
    },
    handler: async () => ({ receivers: jobs?.receivers() ?? [] }),
  });
  routes.route({
    ...{ method: 'GET', url: '/webhooks/dead', ...forAdmins },
    schema: {
      ...described,
      summary: 'Messages that were given up, the newest first, with the reason',
      querystring: querySchema,
      response: {
        200: z.object({ messages: z.array(deadMessageSchema).readonly() }).describe('what was given up'),
        default: failureSchema,
      },
    },
    handler: async ({ query }) => ({ messages: (await store.dead(query.limit)).map(shown) }),
  });
  routes.route({
    ...{ method: 'POST', url: '/webhooks/dead/:messageId/replay', ...forAdmins },
    schema: {
      ...described,
      summary: 'Tries a message anew, at those who have not got it',
      params: z.object({ messageId: idSchema }),
      response: { 202: revivedSchema, default: failureSchema },
    },
    handler: async (request, reply) => {
      const { messageId } = request.params;
      if ((await store.revive(messageId)) === 0) throw new Failure('MESSAGE_UNKNOWN', { messageId });
      request.log.info({ messageId, by: askedBy(request) }, 'a message that was given up is tried anew');
      reply.code(202);
      return { revived: 1 };
    },
  });
  routes.route({
    ...{ method: 'POST', url: '/webhooks/dead/replay', ...forAdmins },
    schema: {
      ...described,
      summary: 'Tries anew all messages that were given up',
      response: { 202: revivedSchema, default: failureSchema },
    },
    handler: async (request, reply) => {
      const revived = await store.revive(null);
      request.log.info({ revived, by: askedBy(request) }, 'all messages that were given up are tried anew');
      reply.code(202);
      return { revived };
    },
  });
}

/** Who has not got it is named by host alone. */
function shown({ id, event, body, atMs, failed }: DeadMessage) {
  const receivers = failed.map(({ host, why }) => ({ host, why }));
  return { id, event, atMs, receivers, message: JSON.parse(body) as unknown };
}
