import type { AddressInfo } from 'node:net';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { TokenBook } from '../access/index.ts';
import { type Broken, Failure } from '../base/index.ts';
import type { Jobs } from '../jobs/index.ts';
import type { Store } from '../journal/index.ts';
import type { SumsKeeper } from '../reports/index.ts';
import { alarmRoutes } from './alarm-routes.ts';
import { answerFailure, refuseConnection } from './answer-failure.ts';
import { auditRoutes } from './audit-routes.ts';
import { backupRoutes } from './backup-routes.ts';
import { banRoutes } from './ban-routes.ts';
import { boardRoutes } from './board-routes.ts';
import { bundleRoutes } from './bundle-routes.ts';
import { callRoutes } from './call-routes.ts';
import { callbackRoutes } from './callback-routes.ts';
import { limitPerAddress } from './connection-counts.ts';
import { contactRoutes } from './contact-routes.ts';
import { docsRoutes } from './docs-routes.ts';
import { documentation } from './documentation.ts';
import { drainRoutes } from './drain-routes.ts';
import { EventStream } from './event-stream.ts';
import { forgetRoutes } from './forget-routes.ts';
import { type GuardedRoute, guardRoutes } from './guard.ts';
import { healthRoutes } from './health-routes.ts';
import type { House } from './house.ts';
import { Metrics } from './metrics.ts';
import { nodeRoutes } from './node-routes.ts';
import { noteChanges } from './note-changes.ts';
import { operatorRoutes } from './operator-routes.ts';
import { OperatorStream } from './operator-stream.ts';
import { placeRoutes } from './place-routes.ts';
import { recordingRoutes } from './recording-routes.ts';
import { recordingSwitchRoutes } from './recording-switch-routes.ts';
import { reportRoutes } from './report-routes.ts';
import { RequestCounts } from './request-counts.ts';
import { restartRoutes } from './restart-routes.ts';
import { scheduleRoutes } from './schedule-routes.ts';
import { scoreRoutes } from './score-routes.ts';
import { screenPopRoutes } from './screen-pop-routes.ts';
import { serverRoutes } from './server-routes.ts';
import { shadowRoutes } from './shadow-routes.ts';
import { soundRoutes } from './sound-routes.ts';
import { storeRoutes } from './store-routes.ts';
import { supervisionRoutes } from './supervision-routes.ts';
import { talkRoutes } from './talk-routes.ts';
import { webhookRoutes } from './webhook-routes.ts';

export type HttpOptions = {
  readonly house: House;
  readonly store: Store & SumsKeeper;
  readonly jobs?: Jobs;
  /** Any of them is an admin's. Without one, and without a folder of others, nobody gets in. */
  readonly tokens: readonly string[];
  /** Where the tokens are kept that were made for people and programs. */
  readonly tokenFolder?: string;
  readonly log: Logger;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Cordboard's own version, for the documentation, health and metrics. */
  readonly version: string;
  /** A rule of our own was violated while a request was handled: the process must end. */
  readonly onBroken: (error: Broken) => void;
  /** Of one address; 200 unless said otherwise. */
  readonly requestsPerSecondMax?: number;
};

export type Http = {
  /** Rejects with `Failure` PORT_TAKEN when another program has the port. */
  listen(): Promise<{ readonly port: number }>;
  /** Ends the live streams, lets requests under way come to their end, and lets go of every connection. */
  close(): Promise<void>;
  /** For tests: a request that needs no connection. */
  readonly inject: FastifyInstance['inject'];
  /** Every route there is, and whom it is for. */
  readonly routes: readonly GuardedRoute[];
};

/**
 * The first line against those who only mean to keep us busy: a request must be here within seconds and be
 * small, and connections are counted. Those who are slow on purpose are cut off.
 */
const LIMITS = {
  bodyBytes: 256 * 1024,
  headersMs: 5_000,
  requestMs: 15_000,
  keepAliveMs: 10_000,
  /** Of a connection without a byte either way; the live stream beats more often. */
  silenceMs: 60_000,
  connections: 1_000,
  /** Of one address. */
  connectionsEach: 200,
  requestsPerSecond: 200,
  closeMs: 3_000,
} as const;

/**
 * The HTTP side of the house: health, metrics, the API and its documentation. Nothing listens before
 * `listen`.
 */
export async function createHttp(options: HttpOptions): Promise<Http> {
  const { house, store, jobs, host, port, version } = options;
  const app = newServer(options);
  const stream = new EventStream(house, app.log);
  const operatorStream = new OperatorStream(house, store, app.log);
  const metrics = new Metrics({ house, store, jobs, stream, version });
  app.addHook('preClose', async () => {
    stream.close();
    operatorStream.close();
  });
  app.addHook('onClose', async () => metrics.close());

  await app.register(helmet);
  await app.register(rateLimit, {
    max: options.requestsPerSecondMax ?? LIMITS.requestsPerSecond,
    timeWindow: 1_000,
    store: RequestCounts,
    errorResponseBuilder: (_request, { after }) => new Failure('TOO_MANY_REQUESTS', { after }),
  });
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, async ({ method, url }) => {
    throw new Failure('NOT_FOUND', { method, url });
  });
  const routes = guardRoutes(app, tokenBook(options));
  await app.register(swagger, documentation(version));
  healthRoutes(app, { house, metrics, version });
  docsRoutes(app);
  await app.register(
    async (api) => {
      noteChanges(api, store);
      alarmRoutes(api, house);
      auditRoutes(api, store);
      backupRoutes(api, store);
      banRoutes(api, house);
      boardRoutes(api, house, stream);
      bundleRoutes(api, house);
      callbackRoutes(api, house, store);
      callRoutes(api, house, store);
      contactRoutes(api, house);
      drainRoutes(api, house);
      forgetRoutes(api, house, store);
      nodeRoutes(api, house);
      operatorRoutes(api, house);
      placeRoutes(api, house);
      recordingRoutes(api, house, store);
      restartRoutes(api, house);
      scheduleRoutes(api, house);
      scoreRoutes(api, house, store);
      screenPopRoutes(api, house, store, operatorStream);
      reportRoutes(api, store);
      serverRoutes(api, house);
      soundRoutes(api, house, store);
      shadowRoutes(api, house);
      storeRoutes(api, store);
      supervisionRoutes(api, house);
      talkRoutes(api, house);
      recordingSwitchRoutes(api, house);
      webhookRoutes(api, store, jobs);
    },
    { prefix: '/api/v1' },
  );
  await app.ready();
  return {
    listen: () => listen(app, host, port),
    close: () => close(app),
    inject: app.inject.bind(app) as FastifyInstance['inject'],
    routes,
  };
}

function newServer({ log, onBroken }: HttpOptions): FastifyInstance {
  const onFailure = answerFailure(onBroken);
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: LIMITS.bodyBytes,
    requestTimeout: LIMITS.requestMs,
    keepAliveTimeout: LIMITS.keepAliveMs,
    connectionTimeout: LIMITS.silenceMs,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    http: { headersTimeout: LIMITS.headersMs, connectionsCheckingInterval: 1_000 },
    routerOptions: { maxParamLength: 128 },
    frameworkErrors: onFailure,
    clientErrorHandler: refuseConnection,
  });
  app.server.maxConnections = LIMITS.connections;
  limitPerAddress(app.server, LIMITS.connectionsEach);
  app.setValidatorCompiler(validatorCompiler);
  // Schemas describe answers; what is sent has the types of the house already and is not checked again.
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler(onFailure);
  acceptEmptyJson(app);
  return app as unknown as FastifyInstance;
}

/** Many clients say "application/json" also when they send nothing. */
function acceptEmptyJson(app: Pick<FastifyInstance, 'addContentTypeParser' | 'getDefaultJsonParser'>): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body, done);
  });
}

function tokenBook({ tokens, tokenFolder, log }: HttpOptions): TokenBook {
  const onTrouble = (what: string): void => log.error({ what }, 'something is wrong with the tokens');
  return new TokenBook({ firstAdmin: tokens, onTrouble, ...(tokenFolder && { folder: tokenFolder }) });
}

/** Who is still being answered gets a moment; who reads slowly on purpose does not keep the house open. */
async function close(app: FastifyInstance): Promise<void> {
  const limit = setTimeout(() => app.server.closeAllConnections(), LIMITS.closeMs);
  await app.close();
  clearTimeout(limit);
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<{ readonly port: number }> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw isTaken ? new Failure('PORT_TAKEN', { host, port }) : error;
  }
  return { port: (app.server.address() as AddressInfo).port };
}
