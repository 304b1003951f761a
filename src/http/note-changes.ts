import type { FastifyInstance } from 'fastify';
import type { Store } from '../journal/index.ts';
import { WHO_ASKS } from './who-asks.ts';

/** Requests that are no GET and change nothing all the same. */
const CHANGES_NOTHING: readonly string[] = ['bundle.validate'];

/**
 * Everything that is changed through the API goes into the audit, whichever route it is: what was done is the route's
 * own name without its parameters ("calls.hangup"). Written before the answer, so that whoever has it finds the fact.
 */
export function noteChanges(api: FastifyInstance, store: Pick<Store, 'write'>): void {
  api.addHook('onSend', async ({ method, routeOptions, params, body }, { statusCode }) => {
    if (method === 'GET' || statusCode >= 300) return;
    const what = nameOf(routeOptions.url ?? '');
    if (CHANGES_NOTHING.includes(what)) return;
    const [on = null] = Object.values((params ?? {}) as Readonly<Record<string, string>>);
    const details = (body ?? {}) as Readonly<Record<string, unknown>>;
    store.write({ kind: 'audited', atMs: Date.now(), by: WHO_ASKS, what, on, details });
  });
}

/** "/api/v1/calls/:callId/hangup" is "calls.hangup". */
function nameOf(url: string): string {
  const words = url.replace(/^\/api\/v1\//, '').split('/');
  return words.filter((word) => !word.startsWith(':')).join('.');
}
