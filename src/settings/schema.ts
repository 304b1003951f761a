import * as z from 'zod';
import { parseDuration } from '../base/index.ts';
import { WEBHOOK_EVENTS } from '../journal/index.ts';

/**
 * Every setting there is, with its default and what it is for. The words are those of cordboard.yaml, so that what
 * an admin reads there, in an environment variable and in a message is one and the same.
 */

const port = z.int().min(1).max(65_535);
const text = z.string().min(1);
const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'a name is a-z, 0-9, "_" and "-", 64 characters at most');

/** An IPv4 or IPv6 network or address: "192.0.2.0/24". */
const network = z.union(
  [z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()],
  'not an IP address or network such as 192.0.2.0/24',
);

const address = z.union([z.ipv4(), z.ipv6()], 'not an IP address');

/** "127.0.0.1:5060" or "[::1]:5060". */
const socket = z.string().transform((value, context) => {
  const found = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+)):(\d{1,5})$/.exec(value);
  const host = found?.[1] ?? found?.[2];
  const number = Number(found?.[3]);
  if (host !== undefined && address.safeParse(host).success && port.safeParse(number).success)
    return { host, port: number };
  context.addIssue('not an IP address with a port, such as 127.0.0.1:5060');
  return z.NEVER;
});

const duration = z.string().transform((value, context) => {
  const ms = parseDuration(value);
  if (ms !== undefined) return { ms };
  context.addIssue('not a duration such as 600s or 10m');
  return z.NEVER;
});

/** Whole days: what is kept is not counted in hours. */
const days = z.string().transform((value, context) => {
  const count = Number(/^([1-9]\d{0,4})d$/.exec(value)?.[1]);
  if (Number.isInteger(count)) return { ms: count * 86_400_000 };
  context.addIssue('not a number of days such as 30d');
  return z.NEVER;
});

const database = z.union(
  [z.string().regex(/^sqlite:.+/), z.url({ protocol: /^postgres(ql)?$/ })],
  'not of the form sqlite:PATH or postgres://USER@HOST/DATABASE',
);
const http = z.url({ protocol: /^https?$/, error: 'not an address that begins with http:// or https://' });

/** Settings under a common name; each of them has a default, so the group may be missing. */
const group = <Shape extends z.core.$ZodShape>(shape: Shape) => z.strictObject(shape).prefault({} as never);

/** "sip.example.net" or "192.0.2.7:5080". */
const server = z
  .string()
  .regex(
    /^[a-zA-Z0-9](?:[a-zA-Z0-9.-]{0,251}[a-zA-Z0-9])?(?::\d{1,5})?$/,
    'not a server such as sip.example.net:5060',
  );

const trunk = z.strictObject({
  match: z.array(network).min(1),
  codecs: z
    .array(z.enum(['alaw', 'ulaw', 'g722']))
    .min(1)
    .default(['alaw', 'ulaw']),
  /** Where calls out go to; without it the trunk only brings calls. */
  host: server.nullable().default(null),
  transport: z.enum(['udp', 'tcp']).default('udp'),
  /** For a carrier that wants to be told who we are: the password lies among the secrets. */
  register: z
    .strictObject({ user: z.string().regex(/^[\w.+-]{1,64}$/, 'not a user such as cordboard'), secret: slug })
    .nullable()
    .default(null),
  /** Where our number stands: From, or P-Asserted-Identity beside a From of the registration's user. */
  caller_id: z.enum(['from', 'pai']).default('from'),
  /** What the carrier wants to be sent: so many of the leading digits less, and this in front of them. */
  numbers: group({
    strip: z.int().min(0).max(5).default(0),
    add: z
      .string()
      .regex(/^\+?\d{0,6}$/, 'not a "+" or some digits')
      .default('+'),
  }),
  /** Calls out at the same time, and begun within any second. */
  calls: z.int().min(1).max(10_000).default(30),
  calls_per_second: z.int().min(1).max(1_000).default(5),
});

const webhook = z.strictObject({
  url: http,
  secret: slug,
  events: z.array(z.enum(WEBHOOK_EVENTS)).min(1).default(['call.ended']),
});

/** One Asterisk behind the edge. */
const node = z.strictObject({
  /** Where the edge reaches it, and what its REST interface is: user and password are those of asterisk.ari. */
  sip: socket,
  ari: http,
  /** How much it can bear beside the others; 0: it is given no new calls. */
  weight: z.int().min(0).max(1_000).default(1),
  calls: z.int().min(1).max(10_000).default(1_000),
});

/** The entries of those settings that hold several of a kind. */
export const ENTRY_SCHEMAS: Readonly<Record<string, z.ZodObject>> = {
  trunks: trunk,
  webhooks: webhook,
  'edge.nodes': node,
};

const asterisk = group({
  mode: z
    .enum(['managed', 'external'])
    .default('managed')
    .describe('managed: started by us; external: it runs already'),
  root: text
    .default('./.tools/debian')
    .describe('folder that Asterisk is unpacked in; / where it is installed'),
  ari: group({
    url: http.default('http://127.0.0.1:8088/ari').describe("address of Asterisk's REST interface"),
    user: slug.default('cordboard').describe('user of the REST interface'),
    password_file: text
      .nullable()
      .default(null)
      .describe('file with its password; generated below data when null'),
  }),
  rtp: group({
    from: port.default(10_000).describe('first UDP port for sound'),
    to: port.default(14_999).describe('last UDP port for sound; every leg takes two'),
  }),
});

const sip = group({
  bind: socket.prefault('127.0.0.1:5060').describe('address that phones and trunks reach Asterisk at'),
  transports: z
    .array(z.enum(['udp', 'tcp']))
    .min(1)
    .default(['udp', 'tcp'])
    .describe('how they reach it'),
  external_address: address.nullable().default(null).describe('our address as seen from outside, behind NAT'),
  local_nets: z.array(network).default([]).describe('networks that reach us without NAT'),
  bans: group({
    tries: z
      .int()
      .min(3)
      .max(1_000)
      .default(10)
      .describe('an address is banned after so many failed sign-ins within a minute'),
    for: duration.prefault('1h').describe('so long it is turned away'),
    never: z
      .array(network)
      .default(['127.0.0.1/32', '::1/128'])
      .describe('addresses that are never banned; those of trunks never are'),
  }),
});

export const settingsSchema = z.strictObject({
  data: text.default('./data').describe('folder for all that is written: records, sounds, secrets, logs'),
  bundle: text.default('./ivr-flows').describe('folder with flows, queues and operators'),
  http: group({
    host: address.default('127.0.0.1').describe('address that the API listens at'),
    port: port.default(8080).describe('its TCP port'),
  }),
  asterisk,
  sip,
  trunks: z
    .record(slug, trunk)
    .prefault({ local: { match: ['127.0.0.2/32'] } })
    .describe('who may bring calls, known by their address, and where calls out go'),
  edge: group({
    mode: z
      .enum(['direct', 'drachtio'])
      .default('direct')
      .describe(
        'direct: phones and trunks reach Asterisk itself; drachtio: a SIP edge stands in front of it',
      ),
    drachtio: group({
      host: address.default('127.0.0.1').describe("address of drachtio-server's port for applications"),
      port: port.default(9_022).describe('its TCP port'),
    }),
    sip: socket.prefault('127.0.0.1:5070').describe('address at which Asterisk reaches the edge'),
    nodes: z
      .record(slug, node)
      .default({})
      .describe('each Asterisk behind the edge: where it is, and how many calls it can bear'),
  }),
  redis: group({
    mode: z
      .enum(['managed', 'external'])
      .default('managed')
      .describe('managed: started by us; external: it runs already'),
    url: z
      .url({ protocol: /^rediss?$/ })
      .default('redis://127.0.0.1:6379')
      .describe('address of Redis'),
    prefix: slug
      .default('cordboard')
      .describe('keys begin with it; copies that share a Redis need their own'),
  }),
  store: group({
    url: database
      .nullable()
      .default(null)
      .describe('where records are kept: sqlite:PATH or postgres://…; a file below data when null'),
  }),
  keep: group({
    records: days.prefault('730d').describe('how long records of calls and the audit are kept'),
    journal: days.prefault('30d').describe('how long all that happened to each call is kept'),
    recordings: days
      .prefault('180d')
      .describe('so long messages and other recordings are kept, then they are erased for good'),
  }),
  contacts: group({
    due: group({
      call: duration.prefault('4h').describe('a caller who gave up, or was failed, is called within this'),
      callback: duration.prefault('4h').describe('a callback is made within this'),
      message: duration.prefault('8h').describe('a message is answered within this'),
      promise: duration.prefault('24h').describe('what a person opened again is done within this'),
    }),
    join: days.prefault('7d').describe('a call within this belongs to the request that is still open'),
  }),
  limits: group({
    calls: z.int().min(1).max(10_000).default(1_000).describe('calls at the same time, at most'),
    calls_per_second: z
      .int()
      .min(1)
      .max(10_000)
      .default(200)
      .describe('new calls a second that are let in, on the average'),
    burst: z.int().min(1).max(100_000).default(400).describe('so many new calls may come at one moment'),
    reserve: z
      .int()
      .min(0)
      .max(10)
      .default(5)
      .describe('so much of these three, in percent, is kept on top for urgent numbers and callers'),
    late: duration
      .prefault('250ms')
      .describe('Cordboard or Asterisk late by so much for a second: fewer new calls are let in'),
  }),
  stop: group({
    within: duration
      .prefault('5s')
      .describe('at the end of Cordboard, calls that go on have so long to end by themselves'),
    calls: z
      .enum(['end', 'leave'])
      .default('end')
      .describe('what becomes of them then; leave: another Cordboard goes on with them, at once'),
  }),
  webhooks: z.array(webhook).default([]).describe('who is told about what happened'),
  egress: group({
    allow: z
      .array(text)
      .nullable()
      .default(null)
      .describe('servers that flows may ask, of those that the bundle names; all of these when null'),
    private: z
      .array(network)
      .default([])
      .describe('networks they may be in that are not the public internet'),
    http: z.boolean().default(false).describe('whether they may be asked by http:// as well as https://'),
    at_once: z.int().min(1).max(500).default(32).describe('requests under way at the same time'),
    per_host: z.int().min(1).max(500).default(8).describe('of these to one server, at most'),
  }),
  speech: group({
    provider: z
      .enum(['espeak', 'http'])
      .default('espeak')
      .describe('who speaks texts; http: the server at speech.url, and espeak where it fails'),
    url: http.nullable().default(null).describe('address of the speech server'),
    secret: slug
      .nullable()
      .default(null)
      .describe('name of its token among the secrets, or null when it wants none'),
    voices: z.record(slug, slug).default({ en: 'en', ru: 'ru' }).describe('voice of each language'),
  }),
  overflow: group({
    after: duration
      .prefault('600s')
      .describe('no Cordboard for so long: callers hear an apology and are let go'),
  }),
  takeover: group({
    spare: z
      .boolean()
      .default(true)
      .describe('whether a second process lies ready and goes on within a moment when Cordboard dies'),
    lease: z
      .boolean()
      .default(false)
      .describe('whether a Cordboard on another machine may take over: the lease in Redis says who serves'),
  }),
  log: group({
    level: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
      .default('info')
      .describe('what is logged'),
  }),
});

/** What the schema makes of settings, before paths are resolved. */
export type ReadSettings = z.output<typeof settingsSchema>;
