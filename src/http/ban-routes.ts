import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Failure } from '../base/index.ts';
import { ADMINS } from './guard.ts';
import type { BanNow, House } from './house.ts';
import { failureSchema } from './schemas.ts';

const wallMs = z.number().describe('wall time in milliseconds');

const banSchema = z
  .object({
    address: z.string(),
    source: z.enum(['exchange', 'edge']).describe('the door at which it is turned away'),
    sinceMs: wallMs,
    untilMs: wallMs,
    why: z.string().describe('what it did, in words'),
  })
  .meta({ id: 'Ban', description: 'an address that is turned away' }) satisfies z.ZodType<BanNow>;

const bansSchema = z.object({ bans: z.array(banSchema).readonly() }).describe('those that are on');

const banned = z.strictObject({ address: z.union([z.ipv4(), z.ipv6()]).describe('as the list shows it') });

/** Addresses that guessed for too long. */
export function banRoutes(app: FastifyInstance, { bans }: Pick<House, 'bans'>): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.route({
    method: 'GET',
    url: '/bans',
    config: { roles: ADMINS },
    schema: {
      tags: ['audit'],
      summary:
        'The addresses that the exchange or the SIP edge turns away, the newest first, each with the reason',
      response: { 200: bansSchema, default: failureSchema },
    },
    handler: async () => ({ bans: bans.list() }),
  });
  routes.route({
    method: 'DELETE',
    url: '/bans/:address',
    config: { roles: ADMINS },
    schema: {
      tags: ['audit'],
      summary: 'Ends a ban before its time; the edge ends it within a second',
      params: banned,
      response: { 200: bansSchema, default: failureSchema },
    },
    handler: async ({ params: { address } }) => {
      if (!(await bans.lift(address))) throw new Failure('BAN_UNKNOWN', { address });
      return { bans: bans.list() };
    },
  });
}
