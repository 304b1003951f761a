import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

/**
 * The page may run its own program and speak to this house, and to nobody else: it comes with an address to
 * send tokens and requests through, which must stay unused.
 */
const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The documentation of the API: `/docs/json` is the OpenAPI document, `/docs` a page to read and try it. The
 * page's program is heavy (5 MB, a fifth of a second to load) and rarely wanted: it is loaded when somebody
 * first opens it.
 */
export function docsRoutes(app: FastifyInstance): void {
  let page: Promise<FastifyInstance> | undefined;
  const show = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    page ??= loadPage(() => app.swagger());
    const reader = await page;
    reply.hijack();
    reader.routing(request.raw, reply.raw);
  };
  const hidden = { schema: { hide: true }, config: { roles: 'everybody' } } as const;
  app.get('/docs/json', hidden, () => app.swagger());
  app.get('/docs', hidden, show);
  app.get('/docs/*', hidden, show);
  app.addHook('onClose', async () => (await page)?.close());
}

async function loadPage(content: () => object): Promise<FastifyInstance> {
  const { default: scalar } = await import('@scalar/fastify-api-reference');
  const reader = Fastify();
  reader.addHook('onRequest', async (_request, reply) => {
    reply.header('content-security-policy', PAGE_POLICY).header('x-content-type-options', 'nosniff');
  });
  const configuration = { content, withDefaultFonts: false, hideClientButton: true };
  await reader.register(scalar, {
    routePrefix: '/docs',
    configuration: { ...configuration, pageTitle: 'Cordboard API' },
  });
  await reader.ready();
  return reader;
}
