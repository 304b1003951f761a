import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import type { Store } from '../journal/index.ts';
import type { Sound } from '../recordings/index.ts';
import { askedBy, holderOf, LEADERS } from './guard.ts';
import type { House } from './house.ts';
import { requireRecording } from './rights.ts';
import { failureSchema, idSchema } from './schemas.ts';
import { SoundLinks } from './sound-links.ts';

const linkSchema = z
  .object({
    url: z.string().describe('plays the recording without a token'),
    until: z.number().describe('milliseconds since 1970-01-01 UTC: the link is over then'),
  })
  .describe('where a page finds the sound, for five minutes');
const sealedSchema = z.strictObject({
  until: z.coerce.number().int(),
  by: z.string().max(200),
  seal: z.string().max(64),
});

/**
 * How a recording sounds. Who hears one is written down. A page's player cannot send a token: it is given a link that
 * says all that is needed.
 */
export function soundRoutes(app: FastifyInstance, { recordings }: House, store: Store): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const links = new SoundLinks();
  const tags = ['recordings'];
  const params = z.object({ recordingId: idSchema });
  routes.route({
    method: 'GET',
    url: '/recordings/:recordingId/sound',
    config: { roles: LEADERS },
    schema: {
      ...{ tags, params },
      summary: 'The sound, as a WAV file; the journal notes who heard it',
      response: { 200: z.unknown().describe('audio/wav'), default: failureSchema },
    },
    handler: async (request, reply) => {
      const { recordingId } = request.params;
      await requireRecording(store, recordingId, holderOf(request));
      return played(reply, await recordings.hear(recordingId, askedBy(request)));
    },
  });
  routes.route({
    method: 'POST',
    url: '/recordings/:recordingId/link',
    config: { roles: LEADERS },
    schema: {
      ...{ tags, params },
      summary: 'A link that plays the recording without a token, for five minutes',
      response: { 200: linkSchema, default: failureSchema },
    },
    handler: async (request) => {
      const { recordingId } = request.params;
      await requireRecording(store, recordingId, holderOf(request));
      const { until, by, seal } = links.make(recordingId, askedBy(request), Date.now());
      const query = new URLSearchParams({ until: String(until), by, seal });
      return { url: `/api/v1/recordings/${encodeURIComponent(recordingId)}/played?${query}`, until };
    },
  });
  routes.route({
    method: 'GET',
    url: '/recordings/:recordingId/played',
    config: { roles: 'everybody' },
    schema: {
      ...{ tags, params, querystring: sealedSchema },
      summary: 'The sound under a link; the journal notes who asked for the link',
      response: { 200: z.unknown().describe('audio/wav'), default: failureSchema },
    },
    handler: async ({ params: { recordingId }, query }, reply) => {
      links.check({ recordingId, ...query }, Date.now());
      return played(reply, await recordings.hear(recordingId, query.by));
    },
  });
}

const played = (reply: FastifyReply, { bytes, pieces }: Sound): FastifyReply =>
  reply
    .headers({ 'content-type': 'audio/wav', 'content-length': bytes, 'cache-control': 'no-store' })
    .send(Readable.from(pieces));
