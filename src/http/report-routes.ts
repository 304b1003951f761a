import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Failure, parseDuration } from '../base/index.ts';
import {
  bordersOf,
  columnsOf,
  DIMENSIONS,
  INTERVALS,
  INTERVALS_MAX,
  type IntervalName,
  REACH_MS,
  REPORT_FORMATS,
  type Report,
  type ReportFormat,
  type ReportWish,
  type Stretch,
  type SumsKeeper,
  spansOf,
  type Trend,
  trendOf,
  trendText,
  WAIT_BOUNDS_MS,
  zoneText,
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

const trendRowSchema = z.object({
  value: z.string().nullable(),
  figures: figuresSchema,
  before: figuresSchema,
  change: z.number().describe('of the count that is told in `counted`'),
  changePercent: z.number().nullable().describe('of what was before; null: there was nothing'),
});

const trendSchema = z
  .object({
    by: z.enum(DIMENSIONS),
    zone: z.string(),
    targetMs: z.number(),
    behindCount: z.number(),
    counted: z.string().describe('the figure whose change is told'),
    fromMs: z.number(),
    toMs: z.number(),
    beforeFromMs: z.number(),
    beforeToMs: z.number(),
    rows: z.array(trendRowSchema).readonly().describe('what has changed most first, all together last'),
  })
  .meta({
    id: 'Trend',
    description: 'the figures of a span beside those of the one before',
  }) satisfies z.ZodType<Trend>;

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
      const { interval, zone, only } = query;
      const nowMs = Date.now();
      const [at, targetMs] = [spanOf(query, nowMs), targetOf(query.target)];
      const wanted = only === undefined ? null : [only].flat();
      const format = query.format ?? formatOf(headers.accept);
      const text = await keeper.report({
        ...{ by, interval, zone, targetMs, only: wanted, nowMs, format },
        ...at,
      });
      return told(text, by, format, reply);
    },
  });
  trendRoute(app, keeper);
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

function trendRoute(app: FastifyInstance, keeper: SumsKeeper): void {
  app.withTypeProvider<ZodTypeProvider>().route({
    method: 'GET',
    url: '/reports/:by/trend',
    config: { roles: WATCHERS },
    schema: {
      tags: ['reports'],
      summary: 'The figures of a span beside those of the one before, which is as long: JSON, CSV or SVG',
      params: z.object({ by: z.enum(DIMENSIONS) }),
      querystring: querySchema,
      response: { 200: trendSchema, default: failureSchema },
    },
    handler: async (request, reply) => {
      requireAllQueues(holderOf(request));
      const { query, headers } = request;
      const { by } = request.params;
      const nowMs = Date.now();
      const { borders, stretches: around } = spanOf(query, nowMs);
      const ends = [borders[0]!, borders.at(-1)!] as const;
      const reach = stretches(query.zone, 2 * ends[0] - ends[1] - REACH_MS, ends[1] + REACH_MS);
      const spans = spansOf(ends, nowMs, reach);
      const wish = {
        ...{ by, interval: query.interval, zone: query.zone, targetMs: targetOf(query.target) },
        ...{ only: query.only === undefined ? null : [query.only].flat(), nowMs, stretches: around },
      };
      const [now, before] = await Promise.all(
        [spans.now, spans.before].map((span) => wholeReport(keeper, { ...wish, borders: span })),
      );
      const format = query.format ?? formatOf(headers.accept);
      const text = trendText(trendOf(now!, before!), format, zoneText(reach));
      return told(new TextEncoder().encode(text), `${by}-trend`, format, reply) as unknown as Trend;
    },
  });
}

/** One interval, so that the report is small: it is read here again. */
async function wholeReport(keeper: SumsKeeper, wish: Omit<ReportWish, 'format'>): Promise<Report> {
  const text = await keeper.report({ ...wish, format: 'json' });
  return JSON.parse(new TextDecoder().decode(text)) as Report;
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
function told(text: Uint8Array, by: string, format: ReportFormat, reply: FastifyReply): Report {
  void reply.type(`${TYPES[format]}; charset=utf-8`);
  if (format !== 'json')
    void reply.header('content-disposition', `attachment; filename="report-${by}.${format}"`);
  return Buffer.from(text.buffer, text.byteOffset, text.byteLength) as unknown as Report;
}

type Span = { readonly borders: readonly number[]; readonly stretches: readonly Stretch[] };

/** Throws `Failure` REQUEST_INVALID for a zone that is none, and for more intervals than a report holds. */
function spanOf(query: z.output<typeof querySchema>, nowMs: number): Span {
  const { zone, interval, to: toMs = nowMs } = query;
  if (!timeZones.has(zone)) throw new Failure('REQUEST_INVALID', { zone, why: 'no time zone has this name' });
  const around = (fromMs: number): readonly Stretch[] => stretches(zone, fromMs - REACH_MS, toMs + REACH_MS);
  const fromMs = query.from ?? bordersOf({ fromMs: toMs - 1, toMs }, '1d', around(toMs))[0]!;
  if (fromMs >= toMs) throw new Failure('REQUEST_INVALID', { why: '"from" must be before "to"' });
  if ((toMs - fromMs) / INTERVALS[interval] > INTERVALS_MAX + 1) throw tooMany(interval);
  const all = around(fromMs);
  const borders = bordersOf({ fromMs, toMs }, interval, all);
  if (borders.length > INTERVALS_MAX + 1) throw tooMany(interval);
  return { borders, stretches: all };
}

const tooMany = (interval: string): Failure =>
  new Failure('REQUEST_INVALID', { interval, why: `more than ${INTERVALS_MAX} intervals: take longer ones` });

/** Waits are counted apart at these bounds, and at no other. */
function targetOf(text: string): number {
  const targetMs = parseDuration(text);
  if (targetMs !== undefined && WAIT_BOUNDS_MS.includes(targetMs)) return targetMs;
  throw new Failure('REQUEST_INVALID', { target: text, why: `must be one of ${TARGETS}` });
}
