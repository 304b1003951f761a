import { createRequire } from 'node:module';
import type * as AriClientModule from 'ari-client';
import { AriError } from './ari-error.ts';
import type { AriTransport } from './ari-transport.ts';
import type { AriClient } from './ari-types.ts';
import type { EventSocket } from './event-socket.ts';

/*
 * ari-client is kept for what it gives: every operation of the exchange's own description as a typed method,
 * and typed events. Three of its parts are replaced, because each can hang or end the process: the way of
 * requests (no time limit, credentials for the whole process), the reading of the descriptions (throws inside
 * a socket's handler when Asterisk is still starting), and the socket (password in the address, a
 * reconnecting that gives up).
 */
type Parameter = { readonly name: string; readonly paramType: string };
type Operation = {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
};
type Arguments = Readonly<Record<string, unknown>>;
type Call = (
  args: Arguments,
  done: (answer: { data: string }) => void,
  failed: (err: unknown) => void,
) => void;
type Resource = {
  readonly operations: Readonly<Record<string, Operation>>;
  /** By type of event, in the resource "events". */
  readonly models?: Readonly<Record<string, { properties: readonly unknown[] }>>;
} & Record<string, Call | unknown>;
type Definable = { readonly _swagger: { readonly apis: Readonly<Record<string, Resource>> } };
type DefinitionRequest = { readonly url: string; readonly on: { response(answer: { data: string }): void } };
type Swagger = {
  readonly SwaggerHttp: { readonly prototype: { execute(request: DefinitionRequest): void } };
};

/** Address of a description → its text, as ari-client will ask for it. */
export type Definitions = ReadonlyMap<string, string>;

/** Reloading the phones' accounts takes longer than any command for a call. */
const LIMITS_MS: Readonly<Record<string, number>> = { reloadModule: 5000 };

const requireHere = createRequire(import.meta.url);
const requireThere = createRequire(requireHere.resolve('ari-client'));
const definitionsAtHand = new Map<string, string>();
let socketToTake: EventSocket | null = null;
const ariClient = load();

/**
 * Loads ari-client once, with our socket in the place of the WebSocket that it asks for while it is loaded.
 */
function load(): typeof AriClientModule {
  const swagger = requireThere('swagger-client') as Swagger;
  swagger.SwaggerHttp.prototype.execute = giveDefinition;
  // It prints its complaints about old descriptions by a global function of its own making.
  Object.assign(globalThis, { log: () => {} });
  requireThere('ws');
  const entry = requireThere.cache[requireThere.resolve('ws')]!;
  const own: unknown = entry.exports;
  entry.exports = takeSocket;
  try {
    return requireHere('ari-client') as typeof AriClientModule;
  } finally {
    entry.exports = own;
  }
}

/** Called by ari-client with `new`: what a constructor returns takes the place of the new object. */
function takeSocket(): EventSocket {
  if (socketToTake === null) throw new Error('ari-client opened a socket that nobody asked for');
  return socketToTake;
}

/**
 * The descriptions were read before, so ari-client cannot fail or wait on them; it expects the answer in a
 * later turn.
 */
function giveDefinition({ url, on }: DefinitionRequest): void {
  const data = definitionsAtHand.get(url);
  if (data === undefined) throw new Error(`ari-client asks for a description that was not read: ${url}`);
  queueMicrotask(() => on.response({ data }));
}

/** Reads Asterisk's description of its interface: a list, and one document for each resource in it. */
export async function readDefinitions(origin: string, transport: AriTransport): Promise<Definitions> {
  const list = await transport.send({ method: 'GET', path: '/ari/api-docs/resources.json' });
  const { basePath, apis } = JSON.parse(list) as { basePath: string; apis: { path: string }[] };
  const definitions = new Map([[`${origin}/ari/api-docs/resources.json`, list]]);
  for (const api of apis) {
    const path = api.path.replace('{format}', 'json');
    definitions.set(basePath + path, await transport.send({ method: 'GET', path: `/ari${path}` }));
  }
  return definitions;
}

export type ClientOptions = {
  readonly origin: string;
  readonly user: string;
  readonly definitions: Definitions;
  readonly transport: AriTransport;
};

/**
 * A new client whose operations all go through our transport. It is given no password: the transport has it.
 */
export async function connectClient(options: ClientOptions): Promise<AriClient> {
  const { origin, user, definitions, transport } = options;
  for (const [address, text] of definitions) definitionsAtHand.set(address, text);
  const client = await ariClient.connect(origin, user, '');
  const { apis } = (client as unknown as Definable)._swagger;
  // It would make an object with forty methods of every channel in every event: a sixth of all our work.
  for (const model of Object.values(apis.events?.models ?? {})) model.properties = [];
  for (const resource of Object.values(apis)) {
    for (const [name, operation] of Object.entries(resource.operations)) {
      resource[name] = callThrough(transport, name, operation);
    }
  }
  return client as AriClient;
}

/**
 * Lets the client hear the events of this socket; resolves when it is open. Never settles when it never
 * opens.
 */
export async function openEvents(client: AriClient, app: string, socket: EventSocket): Promise<void> {
  socketToTake = socket;
  const opened = client.start(app);
  socketToTake = null;
  await opened;
}

function callThrough(transport: AriTransport, name: string, operation: Operation): Call {
  const method = operation.method.toUpperCase();
  const limitMs = LIMITS_MS[name];
  return (args, done, failed) => {
    const body = typeof args.body === 'string' ? args.body : undefined;
    const path = pathFor(operation, args);
    transport
      .send({ method, path, body, ...(limitMs === undefined ? {} : { limitMs }) })
      .then((data) => done({ data }))
      .catch(failed);
  };
}

/** Fills the path's names and adds the query; a list becomes one value with commas. */
function pathFor({ path, parameters }: Operation, args: Arguments): string {
  let filled = `/ari${path}`;
  const query: string[] = [];
  for (const { name, paramType } of parameters) {
    const value = args[name];
    if (paramType === 'path') {
      if (value === undefined || value === '') throw new AriError('refused', `${name} is missing`);
      filled = filled.replace(`{${name}}`, encodeURIComponent(String(value)));
    } else if (paramType === 'query' && value !== undefined) {
      query.push(`${name}=${encodeURIComponent(String(value))}`);
    }
  }
  return query.length === 0 ? filled : `${filled}?${query.join('&')}`;
}
