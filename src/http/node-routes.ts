import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { ADMINS, askedBy, LEADERS } from './guard.ts';
import type { House, NodeNow } from './house.ts';
import { failureSchema, idSchema, wallMs } from './schemas.ts';

const nodeSchema = z
  .object({
    name: z.string().describe('as in edge.nodes of the settings; "main": there is no edge'),
    state: z
      .enum(['up', 'suspect', 'dead'])
      .nullable()
      .describe('as the edge sees it; null: there is no edge, or it has not been heard of'),
    sinceMs: wallMs.nullable().describe('since when it has this state, in milliseconds since 1970-01-01 UTC'),
    isConnected: z.boolean().describe('Cordboard hears its events'),
    calls: z.number().describe('calls that go on there'),
    isDraining: z.boolean().describe('it is given no new calls, as somebody wants it'),
    weight: z.number().describe('how much it can bear beside the others; 0: it is given no new calls'),
  })
  .meta({
    id: 'Node',
    description: 'one Asterisk of the exchange',
    examples: [
      {
        ...{ name: 'north', state: 'up', sinceMs: 1_774_342_795_000, isConnected: true },
        ...{ calls: 12, isDraining: false, weight: 1 },
      },
    ],
  }) satisfies z.ZodType<NodeNow>;

const nodesSchema = z
  .object({ nodes: z.array(nodeSchema).readonly() })
  .describe('each node, in the order of the settings');

const named = z.strictObject({ node: idSchema.describe('its name, as the list shows it') });

/** The nodes of the exchange: how they are, and which of them are to be emptied, so that one can stop them. */
export function nodeRoutes(app: FastifyInstance, { nodes }: Pick<House, 'nodes'>): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const response = { 200: nodesSchema, default: failureSchema };
  routes.route({
    method: 'GET',
    url: '/nodes',
    config: { roles: LEADERS },
    schema: {
      tags: ['nodes'],
      summary: 'Each Asterisk: how it is, and how many calls go on there',
      response,
    },
    handler: async () => ({ nodes: nodes.list() }),
  });
  routes.route({
    method: 'POST',
    url: '/nodes/:node/drain',
    config: { roles: ADMINS },
    schema: {
      tags: ['nodes'],
      summary: 'The edge gives the node no new calls, within a second and for good; who is there stays',
      params: named,
      response,
    },
    handler: async (request) => {
      await nodes.drain(request.params.node, true, askedBy(request));
      return { nodes: nodes.list() };
    },
  });
  routes.route({
    method: 'DELETE',
    url: '/nodes/:node/drain',
    config: { roles: ADMINS },
    schema: { tags: ['nodes'], summary: 'The edge gives the node new calls again', params: named, response },
    handler: async (request) => {
      await nodes.drain(request.params.node, false, askedBy(request));
      return { nodes: nodes.list() };
    },
  });
}
