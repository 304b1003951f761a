import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler, RouteOptions } from 'fastify';
import { byOf, type Holder, ROLES, type Role, type TokenBook } from '../access/index.ts';
import { Broken, Failure } from '../base/index.ts';

/** Who may use a route. `everybody` needs no token. */
export type RouteRoles = 'everybody' | readonly Role[];

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may use the route. Each must say it: nothing is open because it was forgotten. */
    roles?: RouteRoles;
    /** A program on this very machine that asks directly needs no token. */
    isOpenOnThisMachine?: true;
  }
  interface FastifyRequest {
    /** Whose token the request shows; null where none was asked for. */
    holder: Holder | null;
    /** Whether this token is still known, now; null where none was asked for. */
    isStillKnown: (() => Promise<boolean>) | null;
  }
}

/** Whom a route is for, in the words that the routes use. */
export const ADMINS: RouteRoles = ['admin'];
export const LEADERS: RouteRoles = ['admin', 'supervisor'];
export const WATCHERS: RouteRoles = ['admin', 'supervisor', 'program'];
export const STAFF: RouteRoles = ['admin', 'supervisor', 'operator'];
export const SIGNED_IN: RouteRoles = ROLES;

export type GuardedRoute = { readonly method: string; readonly url: string; readonly roles: RouteRoles };

/**
 * Stands before every route that is declared after it: a route that does not say whom it is for cannot be declared
 * (`Broken`), and a request whose token has none of its roles gets no further. Goes behind the limit of requests, so
 * that guessing is limited, too. Resolves into the list of routes, for whoever checks them.
 */
export function guardRoutes(app: FastifyInstance, book: TokenBook): readonly GuardedRoute[] {
  const guarded: GuardedRoute[] = [];
  app.decorateRequest('holder', null);
  app.decorateRequest('isStillKnown', null);
  app.addHook('onRoute', (route) => {
    const { method, url, config: { roles, isOpenOnThisMachine } = {} } = route;
    const methods = [method].flat();
    if (roles === undefined) throw new Broken(`${methods.join()} ${url} does not say which roles may use it`);
    for (const each of methods) guarded.push({ method: each, url, roles });
    if (roles === 'everybody') return;
    const check = checkOf(book, roles);
    addCheck(route, async function (request, reply) {
      if (isOpenOnThisMachine !== true || !isFromThisMachine(request)) await check.call(this, request, reply);
    });
  });
  return guarded;
}

function addCheck(route: RouteOptions, check: onRequestAsyncHookHandler): void {
  route.onRequest = [...[route.onRequest ?? []].flat(), check] as onRequestAsyncHookHandler[];
}

function checkOf(book: TokenBook, roles: readonly Role[]): onRequestAsyncHookHandler {
  return async (request) => {
    const shown = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const holder = shown === undefined ? undefined : await book.holderOf(shown);
    if (shown === undefined || holder === undefined) throw new Failure('NOT_SIGNED_IN');
    request.holder = holder;
    request.isStillKnown = async () => (await book.holderOf(shown)) !== undefined;
    if (!roles.includes(holder.role)) throw forbidden(holder, roles);
  };
}

/** Whose token the request shows. */
export function holderOf({ holder }: FastifyRequest): Holder {
  if (holder === null) throw new Broken('whose token it is is asked where a token is needed');
  return holder;
}

/** Who asks, for events and entries: "supervisor olga". */
export const askedBy = (request: FastifyRequest): string => byOf(holderOf(request));

/** The failure of a token whose role is not among those that are needed; `beside`: what else would do. */
export function forbidden(holder: Holder, needed: readonly Role[], beside = ''): Failure {
  const why = `this needs the role ${needed.join(' or ')}${beside}; the token is of ${byOf(holder)}`;
  return new Failure('FORBIDDEN', { needed, role: holder.role, why });
}

/** A proxy on this machine would lend its address to the whole world: what it passes on is not from here. */
function isFromThisMachine({ ip, headers }: FastifyRequest): boolean {
  const isLoopback = ip === '::1' || /^(::ffff:)?127\./.test(ip);
  return isLoopback && headers['x-forwarded-for'] === undefined && headers.forwarded === undefined;
}
