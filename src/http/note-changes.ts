import type { FastifyInstance } from 'fastify';
import type { Store } from '../journal/index.ts';
import { askedBy } from './guard.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the audit tells beside the body; null: nothing. */
    alsoAudited: Readonly<Record<string, unknown>> | null;
  }
}

/** Requests that are no GET and change nothing all the same. */
const CHANGES_NOTHING: readonly string[] = ['bundle.validate'];

/**
 * Everything that is changed through the API goes into the audit, whichever route it is: what was done is the route's
 * own name without its parameters ("calls.hangup", "recordings.delete"). Written before the answer, so that whoever
 * has it finds the fact.
 */
export function noteChanges(api: FastifyInstance, store: Pick<Store, 'write'>): void {
  api.decorateRequest('alsoAudited', null);
  api.addHook('onSend', async (request, { statusCode }) => {
    const { method, routeOptions, params, body } = request;
    if (method === 'GET' || statusCode >= 300) return;
    const what = nameOf(method, routeOptions.url ?? '');
    if (CHANGES_NOTHING.includes(what)) return;
    const [on = null] = Object.values((params ?? {}) as Readonly<Record<string, string>>);
    const details = { ...(body as object | undefined), ...request.alsoAudited };
    store.write({ kind: 'audited', atMs: Date.now(), by: askedBy(request), what, on, details });
  });
}

/** POST of "/api/v1/calls/:callId/hangup" is "calls.hangup"; what is deleted says so. */
function nameOf(method: string, url: string): string {
  const words = url.replace(/^\/api\/v1\//, '').split('/');
  const names = words.filter((word) => !word.startsWith(':'));
  return (method === 'DELETE' ? [...names, 'delete'] : names).join('.');
}
