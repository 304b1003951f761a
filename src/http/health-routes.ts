import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { WATCHERS } from './guard.ts';
import type { House, Readiness } from './house.ts';
import type { Metrics } from './metrics.ts';
import { failureSchema } from './schemas.ts';

export type HealthParts = {
  readonly house: House;
  readonly metrics: Metrics;
  readonly version: string;
};

const readinessSchema = z
  .object({
    ready: z.boolean(),
    missing: z.array(z.string()).readonly(),
    draining: z
      .literal(true)
      .exactOptional()
      .describe('new calls are refused on purpose, those of now are served'),
    warnings: z
      .array(z.string())
      .readonly()
      .exactOptional()
      .describe('what is wrong although calls are answered, such as a node that is away'),
  })
  .meta({
    id: 'Readiness',
    description: 'whether a call would be answered, and what is missing',
  }) satisfies z.ZodType<Readiness>;

/** Never limited: whoever watches over us must get an answer, above all when we are busy. */
const unlimited = { rateLimit: false, roles: 'everybody' } as const;

/**
 * Health is for everybody: it says nothing about a caller. Metrics need a token, except for a program on this
 * very machine that asks directly.
 */
export function healthRoutes(app: FastifyInstance, { house, metrics, version }: HealthParts): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const live = z.object({ live: z.literal(true), version: z.string() }).describe('the process answers');
  routes.route({
    method: 'GET',
    url: '/health/live',
    config: unlimited,
    schema: {
      ...{ tags: ['health'], security: [] },
      summary: 'The process runs and answers',
      response: { 200: live },
    },
    handler: () => ({ live: true as const, version }),
  });
  routes.route({
    method: 'GET',
    url: '/health/ready',
    config: unlimited,
    schema: {
      ...{ tags: ['health'], security: [] },
      summary: 'A call that arrived now would be answered; if not, what is missing',
      response: { 200: readinessSchema, 503: readinessSchema },
    },
    handler: async (_request, reply) => {
      const readiness = house.readiness();
      reply.code(readiness.ready ? 200 : 503);
      return readiness;
    },
  });
  routes.route({
    method: 'GET',
    url: '/metrics',
    config: { roles: WATCHERS, isOpenOnThisMachine: true },
    schema: {
      tags: ['health'],
      summary: 'Everything that is measured, for Prometheus',
      response: { 200: z.string().describe('text for Prometheus'), default: failureSchema },
    },
    handler: async (_request, reply) => {
      reply.type(metrics.contentType).serializer(String);
      return metrics.text();
    },
  });
}
