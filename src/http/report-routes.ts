import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Failure, parseDuration } from '../base/index.ts';
import {
  bordersOf,
  columnsOf,
  DIMENSIONS,
  type Dimension,
  INTERVALS,
  INTERVALS_MAX,
  type IntervalName,
  PROFILE_HOURS_MAX,
  type Profile,
  REACH_MS,
  REPORT_FORMATS,
  type Report,
  type ReportFormat,
  type ReportWish,
  type Stretch,
  type SumsKeeper,
  WAIT_BOUNDS_MS,
} from '../reports/index.ts';
import { stretches, timeZones } from '../schedules/index.ts';
import { ADMINS, holderOf, WATCHERS } from './guard.ts';
import { requireAllQueues } from './rights.ts';
import { failureSchema, idSchema, momentSchema } from './schemas.ts';

const TARGETS = WAIT_BOUNDS_MS.map((ms) => `${ms / 1_000}s`).join(', ');
const NAMES = Object.keys(INTERVALS) as [IntervalName, ...IntervalName[]];

const querySchema = z.strictObject({
  from: momentSchema.optional().describe('ISO 8601, or milliseconds; without it the day of today begins'),
  to: momentSchema.optional().describe('up to this moment; without it now. Whole intervals are told'),
  interval: z.enum(NAMES).default('1d').describe(`at most ${INTERVALS_MAX} of them`),
  zone: z.string().max(64).default('UTC').describe('whose clocks days and hours go by, like Europe/Berlin'),
  target: z.string().max(16).default('20s').describe(`of the service level, one of ${TARGETS}`),
  only: z
    .union([idSchema, z.array(idSchema).max(1_000)])
    .optional()
    .describe('of these alone; may be given several times'),
  format: z.enum(REPORT_FORMATS).optional().describe('goes before the header Accept'),
});

const figuresSchema = z.record(z.string(), z.number().nullable()).describe(
  DIMENSIONS.map((by) => {
    const defined = columnsOf(by).map(({ key, unit, say }) => `${key} (${unit}): ${say}`);
    return `By ${by}: ${defined.join('; ')}.`;
  }).join(' '),
);

const rowSchema = z.object({
  value: z.string().describe('the queue, operator …; "" is none'),
  fromMs: z.number(),
  toMs: z.number(),
  figures: figuresSchema,
});

const totalSchema = rowSchema.extend({ value: z.string().nullable() });

const reportSchema = z
  .object({
    by: z.enum(DIMENSIONS),
    interval: z.enum(NAMES),
    zone: z.string(),
    targetMs: z.number(),
    behindCount: z
      .number()
      .describe('entries that are kept and not counted yet: above 0 the report is not whole'),
    rows: z.array(rowSchema).readonly().describe('intervals in which nothing happened are left out'),
    together: z.array(totalSchema).readonly().describe('interval by interval, all together (value null)'),
    totals: z
      .array(totalSchema)
      .readonly()
      .describe('the whole span: of each value, and last of all together (value null)'),
  })
  .meta({ id: 'Report', description: 'the figures, interval by interval' }) satisfies z.ZodType<Report>;

const profileRowSchema = z.object({
  value: z.string().nullable().describe('the queue, operator …; "" is none; null is all together'),
  weekday: z.number().describe('1 is Monday'),
  hour: z.number().describe('0 to 23, as the clocks of the zone show it'),
  hoursCount: z
    .number()
    .describe('so many hours of the span are this one: a count by it is that of an average week'),
  figures: figuresSchema,
});

const profileSchema = z
  .object({
    by: z.enum(DIMENSIONS),
    zone: z.string(),
    targetMs: z.number(),
    behindCount: z.number().describe('entries that are kept and not counted yet'),
    fromMs: z.number(),
    toMs: z.number(),
    rows: z.array(profileRowSchema).readonly().describe('hours in which nothing ever happened are left out'),
    together: z.array(profileRowSchema).readonly().describe('all together (value null)'),
  })
  .meta({
    id: 'WeekProfile',
    description: 'the hours of the week, each with its figures',
  }) satisfies z.ZodType<Profile>;

/** Reports: figures of intervals, as JSON, as comma-separated values, or as a picture. */
export function reportRoutes(app: FastifyInstance, keeper: SumsKeeper): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.route({
    method: 'GET',
    url: '/reports/:by',
    config: { roles: WATCHERS },
    schema: {
      tags: ['reports'],
      summary:
        'Figures of intervals by queue, operator, reason, number or flow: JSON, text/csv or image/svg+xml',
      params: z.object({ by: z.enum(DIMENSIONS) }),
      querystring: querySchema,
      response: { 200: reportSchema, default: failureSchema },
    },
    handler: async (request, reply) => {
      requireAllQueues(holderOf(request));
      const { query, headers } = request;
      const { by } = request.params;
      const { interval } = query;
      const nowMs = Date.now();
      const at = spanOf(query, interval, INTERVALS_MAX, nowMs);
      const wanted = wantedOf(query, by, headers.accept, nowMs);
      return told<Report>(await keeper.report({ ...wanted, interval, ...at }), wanted, reply);
    },
  });
  routes.route({
    method: 'GET',
    url: '/reports/:by/week',
    config: { roles: WATCHERS },
    schema: {
      tags: ['reports'],
      summary:
        'The hours of the week as they usually are, of up to 400 days: JSON, text/csv or image/svg+xml',
      params: z.object({ by: z.enum(DIMENSIONS) }),
      querystring: querySchema.omit({ interval: true }),
      response: { 200: profileSchema, default: failureSchema },
    },
    handler: async (request, reply) => {
      requireAllQueues(holderOf(request));
      const { query, headers } = request;
      const nowMs = Date.now();
      const at = spanOf(query, '1h', PROFILE_HOURS_MAX, nowMs);
      const wanted = wantedOf(query, request.params.by, headers.accept, nowMs);
      const wish = { ...wanted, interval: '1h', shape: 'week', ...at } as const;
      return told<Profile>(await keeper.report(wish), wanted, reply);
    },
  });
  routes.route({
    method: 'POST',
    url: '/reports/anew',
    config: { roles: ADMINS },
    schema: {
      tags: ['reports'],
      summary:
        'Forgets all sums and counts the journal anew, in the background; behindCount tells how far it is',
      response: { 202: z.object({ ok: z.literal(true) }).describe('it has begun'), default: failureSchema },
    },
    handler: async ({ log }, reply) => {
      log.info('the reports are counted anew');
      await keeper.countAnew();
      reply.code(202);
      return { ok: true as const };
    },
  });
}

function formatOf(accept = ''): ReportFormat {
  if (accept.includes('text/csv')) return 'csv';
  return accept.includes('image/svg+xml') && !accept.includes('json') && !accept.includes('html')
    ? 'svg'
    : 'json';
}

const TYPES: Readonly<Record<ReportFormat, string>> = {
  ...{ json: 'application/json', csv: 'text/csv', svg: 'image/svg+xml' },
};

/** The text goes as it was made, in another thread; the schema of the answer describes the JSON. */
function told<Told>(text: Uint8Array, { by, format }: Wanted, reply: FastifyReply): Told {
  void reply.type(`${TYPES[format]}; charset=utf-8`);
  if (format !== 'json')
    void reply.header('content-disposition', `attachment; filename="report-${by}.${format}"`);
  return Buffer.from(text.buffer, text.byteOffset, text.byteLength) as unknown as Told;
}

type Wanted = Pick<ReportWish, 'by' | 'zone' | 'targetMs' | 'only' | 'nowMs' | 'format'>;

function wantedOf(query: SpanQuery, by: Dimension, accept: string | undefined, nowMs: number): Wanted {
  const { zone, only } = query;
  return {
    ...{ by, zone, nowMs, targetMs: targetOf(query.target), format: query.format ?? formatOf(accept) },
    only: only === undefined ? null : [only].flat(),
  };
}

type SpanQuery = Omit<z.output<typeof querySchema>, 'interval'>;
type Span = { readonly borders: readonly number[]; readonly stretches: readonly Stretch[] };

/** Throws `Failure` REQUEST_INVALID for a zone that is none, and for more intervals than a report holds. */
function spanOf(query: SpanQuery, interval: IntervalName, countMax: number, nowMs: number): Span {
  const { zone, to: toMs = nowMs } = query;
  if (!timeZones.has(zone)) throw new Failure('REQUEST_INVALID', { zone, why: 'no time zone has this name' });
  const around = (fromMs: number): readonly Stretch[] => stretches(zone, fromMs - REACH_MS, toMs + REACH_MS);
  const fromMs = query.from ?? bordersOf({ fromMs: toMs - 1, toMs }, '1d', around(toMs))[0]!;
  if (fromMs >= toMs) throw new Failure('REQUEST_INVALID', { why: '"from" must be before "to"' });
  if ((toMs - fromMs) / INTERVALS[interval] > countMax + 1) throw tooMany(interval, countMax);
  const all = around(fromMs);
  const borders = bordersOf({ fromMs, toMs }, interval, all, countMax);
  if (borders.length > countMax + 1) throw tooMany(interval, countMax);
  return { borders, stretches: all };
}

const tooMany = (interval: string, countMax: number): Failure =>
  new Failure('REQUEST_INVALID', { interval, why: `more than ${countMax} intervals: take longer ones` });

/** Waits are counted apart at these bounds, and at no other. */
function targetOf(text: string): number {
  const targetMs = parseDuration(text);
  if (targetMs !== undefined && WAIT_BOUNDS_MS.includes(targetMs)) return targetMs;
  throw new Failure('REQUEST_INVALID', { target: text, why: `must be one of ${TARGETS}` });
}
