/**
 * The plan of the house as data. `uses`: rooms whose code may be called; `typesOf`: rooms of which only types may be
 * imported (`import type`); `packages`: npm packages and Node modules that the room may open. A technology room (with
 * a slash in its name) is opened by `boot` alone.
 */
export type Room = {
  readonly uses: readonly string[];
  readonly typesOf?: readonly string[];
  /** "any" for edges; a pure room names its few exceptions file by file. */
  readonly packages: 'any' | Readonly<Record<string, readonly string[]>>;
};

/** Rooms that decide: no clock, no chance, no promise, no package beyond those named. */
export const PURE = [
  'base',
  'telephony',
  'callbacks',
  'journal',
  'flow',
  'routing',
  'operators',
  'outbound',
  'quality',
  'switchboard',
  'bundle',
  'rehearsal',
  'overview',
  'reports',
  'alarms',
  'bans',
  'sip',
] as const;

export const ROOMS: Readonly<Record<string, Room>> = {
  base: { uses: [], packages: {} },
  disk: { uses: [], packages: 'any' },
  machine: { uses: ['base'], packages: 'any' },
  bans: { uses: ['base'], packages: {} },
  sip: { uses: ['base', 'bans'], packages: { 'node:crypto': ['digest', 'nonces'] } },
  telephony: { uses: ['base'], packages: {} },
  callbacks: { uses: [], packages: {} },
  journal: { uses: ['base'], typesOf: ['callbacks'], packages: {} },
  flow: { uses: ['base'], packages: { zod: ['schema'], '@marcbachmann/cel-js': ['expression'] } },
  routing: { uses: ['base'], packages: {} },
  operators: { uses: ['base'], packages: {} },
  outbound: { uses: ['base'], packages: {} },
  quality: { uses: [], typesOf: ['journal'], packages: {} },
  switchboard: {
    uses: ['base', 'flow', 'routing', 'operators', 'outbound', 'callbacks'],
    typesOf: ['telephony', 'journal'],
    packages: {},
  },
  bundle: {
    uses: ['base', 'flow', 'routing', 'operators', 'outbound'],
    typesOf: ['speech', 'alarms', 'quality'],
    packages: { zod: [''], yaml: [''] },
  },
  rehearsal: { uses: ['base', 'flow', 'bundle'], typesOf: ['journal'], packages: {} },
  overview: { uses: ['flow', 'bundle'], packages: {} },
  reports: { uses: ['base'], typesOf: ['journal'], packages: {} },
  alarms: { uses: ['base', 'routing'], typesOf: ['switchboard', 'operators', 'journal'], packages: {} },
  speech: { uses: ['base', 'disk'], typesOf: ['flow'], packages: 'any' },
  schedules: { uses: ['base', 'disk', 'flow'], typesOf: ['bundle'], packages: 'any' },
  egress: { uses: ['base'], typesOf: ['flow'], packages: 'any' },
  leader: { uses: ['base', 'disk'], packages: 'any' },
  recordings: { uses: ['base', 'disk'], typesOf: ['telephony'], packages: 'any' },
  settings: { uses: ['base', 'journal'], packages: 'any' },
  access: { uses: ['base', 'disk'], packages: 'any' },
  seals: { uses: [], typesOf: ['journal'], packages: 'any' },
  store: { uses: ['base', 'journal', 'reports', 'callbacks'], packages: 'any' },
  jobs: { uses: ['base'], typesOf: ['journal'], packages: 'any' },
  http: {
    uses: ['base', 'journal', 'access', 'reports', 'schedules'],
    typesOf: [
      ...['switchboard', 'jobs', 'operators', 'egress', 'flow', 'recordings', 'callbacks', 'alarms'],
      ...['quality', 'bans'],
    ],
    packages: 'any',
  },
  parent: { uses: ['base', 'disk', 'settings', 'jobs'], typesOf: ['operators'], packages: 'any' },
  'telephony/ari': { uses: ['base'], typesOf: ['telephony'], packages: 'any' },
  'telephony/nodes': { uses: ['base'], typesOf: ['telephony'], packages: 'any' },
  'egress/undici': { uses: ['base', 'egress'], packages: 'any' },
  'speech/espeak': { uses: ['base', 'speech'], packages: 'any' },
  'speech/http': { uses: ['base', 'speech'], packages: 'any' },
  'store/sqlite': { uses: ['base', 'journal', 'store', 'reports'], typesOf: ['callbacks'], packages: 'any' },
  'store/postgres': {
    uses: ['base', 'journal', 'store', 'reports'],
    typesOf: ['callbacks'],
    packages: 'any',
  },
  'sip/drachtio': { uses: ['base'], typesOf: ['sip'], packages: 'any' },
  'sip/redis': { uses: ['base'], typesOf: ['sip', 'bans'], packages: 'any' },
  'jobs/bullmq': { uses: ['base', 'jobs', 'journal'], packages: 'any' },
};

/** `boot` wires the house and knows everything, `cli` shows it; beside them stand the processes' first files. */
export const KNOWS_ALL = ['boot', 'cli', 'edge', 'main.ts', 'cli.ts', 'parent.ts', 'edge.ts'] as const;
