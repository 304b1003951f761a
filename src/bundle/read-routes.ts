import { isExact, isPattern, shadowOf } from '../base/index.ts';
import { type Complaint, type Outsider, type Path, shaped, shapes, unknownName } from '../flow/index.ts';
import {
  type Home,
  inFull,
  isVain,
  NO_ROUTES,
  namesCountry,
  type Route,
  type RouteFacts,
  type RoutePlan,
  routeFor,
  type Shown,
} from '../outbound/index.ts';
import type { SourceFile } from './source-file.ts';

const {
  duration,
  durationMs,
  flag,
  leaf,
  listOf,
  maybe,
  name,
  record,
  named,
  shortened,
  textComplaint,
  whole,
} = shapes;

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const ROUTES_MAX = 200;
const NUMBER = /^\+?[0-9]{3,15}$/;
const HOST = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/;
const WORDS = ['caller', 'dialled', 'hidden'] as const;

const digits = (what: string, pattern: RegExp, example: string) =>
  leaf<string>(
    { type: 'string', pattern: pattern.source, description: `${what}, such as "${example}"` },
    (value) => {
      if (typeof value !== 'string' || pattern.test(value)) return textComplaint(value);
      const say = `"${shortened(value)}" cannot be ${what}`;
      return { code: 'WRONG_VALUE', say, hint: `write digits in quotes, such as "${example}"` };
    },
  );

const pattern = leaf<string>(
  { type: 'string', pattern: '^\\+?[0-9X]+\\*?$', description: 'a number, or a pattern such as "+49*"' },
  (value) => {
    if (typeof value !== 'string') return textComplaint(value);
    if (isExact(value) ? NUMBER.test(value) : isPattern(value)) return undefined;
    const hint = 'write digits with a "+" in front, X for any one digit, * at the end for the rest';
    return { code: 'BAD_PATTERN', say: `"${shortened(value)}" is no number or pattern`, hint };
  },
);

const host = leaf<string>(
  { type: 'string', pattern: HOST.source, description: 'a server of SIP addresses, such as pbx.example' },
  (value) => {
    if (typeof value !== 'string' || HOST.test(value)) return textComplaint(value);
    const hint = 'write it in small letters, with its port where that is not 5060';
    return { code: 'WRONG_VALUE', say: `"${shortened(value)}" is no server`, hint };
  },
);

const shown = leaf<string>(
  { type: 'string', description: 'caller, dialled, hidden, or a number in quotes' },
  (value) => {
    if (typeof value !== 'string' || isWord(value) || NUMBER.test(value)) return textComplaint(value);
    const hint = 'write caller, dialled, hidden, or a number such as "+493012345"';
    return { code: 'WRONG_VALUE', say: `nobody can be shown "${shortened(value)}"`, hint };
  },
);

const homeShape = record({
  country: digits('a country code', /^[1-9][0-9]{0,2}$/, '49'),
  national: maybe(digits('what stands before a number of another town', /^[0-9]{1,3}$/, '0')),
  international: maybe(digits('what stands before a number of another country', /^[0-9]{1,5}$/, '00')),
});

const limitsShape = record({
  calls: maybe(whole('calls at once', 1, 10_000)),
  per_minute: maybe(whole('calls in a minute', 1, 10_000)),
  longest: maybe(duration('the longest talk', MINUTE_MS, 12 * HOUR_MS)),
  minutes_a_day: maybe(whole('the minutes of a day', 1, 1_000_000)),
});

const routeShape = record({
  to: maybe(listOf(pattern, 1, 200)),
  sip: maybe(listOf(host, 1, 50)),
  trunks: listOf(name('a trunk'), 1, 10),
  caller_id: maybe(listOf(shown, 1, 50)),
  limits: maybe(limitsShape),
  operators: maybe(flag('whether operators may dial it from their phones')),
  schedule: maybe(name('a schedule')),
});

const routesWith = (entry: shapes.Shape<unknown>): shapes.Shape<unknown> =>
  record({ home: maybe(homeShape), routes: named(name('a route'), entry) });

/** `routes.yaml` for editors. */
export const routesShape = (): shapes.Shape<unknown> => routesWith(routeShape);

/** What may be dialled. Without the file nothing may. */
export function readRoutes(file: SourceFile, schedules: ReadonlyMap<string, unknown>): RoutePlan {
  if (file.value === null) return NO_ROUTES;
  const outline = shaped(routesWith(shapes.anything), file.value, [], file.problems) as
    | { readonly home?: shapes.Of<typeof homeShape> }
    | undefined;
  const home = homeOf(outline?.home);
  const section = file.section('routes');
  if (section.length > ROUTES_MAX) {
    const complaint = {
      code: 'TOO_MANY',
      say: `${section.length} routes`,
      hint: `keep it to ${ROUTES_MAX}`,
    } as const;
    file.problems.add(['routes'], complaint, 'key');
    return NO_ROUTES;
  }
  const routes = section.map(([id, raw]) => {
    const written = shaped(routeShape, raw, ['routes', id], file.problems);
    return written && routeOf(id, written);
  });
  const whole = routes.filter((route) => route !== undefined);
  for (const route of whole) checkRoute(route, home, schedules, file);
  checkShadows(whole, file);
  return { home, routes: whole };
}

const AT_EASE: RouteFacts = {
  isOpen: () => true,
  useOf: () => ({ callsNow: 0, lastMinute: 0, dayMs: 0 }),
  hasRoom: () => true,
};

/** Why a number or address can never be called, whatever the hour. */
export function outsideComplaint(plan: RoutePlan, callee: Outsider): Complaint | undefined {
  const found = routeFor(plan, callee, AT_EASE);
  if (!('refused' in found)) return undefined;
  const what = callee.kind === 'number' ? callee.number : callee.address;
  const hint =
    callee.kind === 'number'
      ? 'write it in the "to" of a route in routes.yaml, in full: docs/calling-out.md'
      : 'write its server in the "sip" of a route in routes.yaml: docs/calling-out.md';
  return { code: 'NO_ROUTE', say: `"${shortened(what)}" can never be called: ${found.refused}`, hint };
}

function homeOf(written: shapes.Of<typeof homeShape> | undefined): Home | null {
  if (written === undefined) return null;
  const { country, national = null, international = null } = written;
  return { country, national, international };
}

function routeOf(id: string, written: shapes.Of<typeof routeShape>): Route {
  const {
    to = [],
    sip = [],
    trunks,
    caller_id = ['dialled', 'hidden'],
    limits = {},
    schedule = null,
    operators = false,
  } = written;
  return {
    ...{ id, to, hosts: sip, trunks, schedule, isForOperators: operators },
    show: caller_id.map((one): Shown => (isWord(one) ? one : { number: one })),
    limits: {
      callsMax: limits.calls ?? 10,
      callsPerMinuteMax: limits.per_minute ?? 30,
      talkMsMax: durationMs(limits.longest, HOUR_MS),
      dayMsMax: (limits.minutes_a_day ?? 600) * MINUTE_MS,
    },
  };
}

const isWord = (value: string): value is (typeof WORDS)[number] => WORDS.some((word) => word === value);

function checkRoute(
  { id, to, hosts, schedule }: Route,
  home: Home | null,
  schedules: ReadonlyMap<string, unknown>,
  { problems }: SourceFile,
): void {
  const path = ['routes', id];
  if (to.length + hosts.length === 0) {
    const hint = 'add "to:" with numbers, or "sip:" with servers';
    problems.add(path, { code: 'MISSING_KEY', say: `"${id}" allows nothing`, hint }, 'key');
  }
  if (schedule !== null && !schedules.has(schedule)) {
    problems.add(
      [...path, 'schedule'],
      unknownName('UNKNOWN_SCHEDULE', 'schedule', schedule, schedules.keys()),
    );
  }
  for (const [index, one] of to.entries()) {
    const complaint = patternComplaint(one, home);
    if (complaint !== undefined) problems.add([...path, 'to', index], { code: 'BAD_PATTERN', ...complaint });
  }
}

/** What a pattern allows is to be seen in it: one country, and no number at which others earn. */
function patternComplaint(
  one: string,
  home: Home | null,
): { readonly say: string; readonly hint: string } | undefined {
  if (isExact(one)) {
    const full = inFull(one, home) ?? one;
    return full === one
      ? undefined
      : { say: `"${one}" is never dialled as it is here`, hint: `write it as "${full}"` };
  }
  if (!one.startsWith('+'))
    return {
      say: `"${one}" may mean any country`,
      hint: 'begin it with "+" and a country, or write the number out',
    };
  if (!namesCountry(one))
    return {
      say: `"${one}" goes beyond one country`,
      hint: 'write a pattern for each country, such as "+49*"',
    };
  if (isVain(one))
    return {
      say: `"${one}" means special numbers only, which no pattern allows`,
      hint: 'write each number out',
    };
  return undefined;
}

/** Among patterns the first decides, so the same one in a later route is never asked. */
function checkShadows(routes: readonly Route[], { problems }: SourceFile): void {
  const seen: string[] = [];
  const owners: { readonly pattern: string; readonly path: Path }[] = routes.flatMap(({ id, to }) =>
    to.map((pattern, index) => ({ pattern, path: ['routes', id, 'to', index] })),
  );
  for (const { pattern, path } of owners) {
    const shadow = shadowOf(pattern, seen) ?? (seen.includes(pattern) ? pattern : undefined);
    if (shadow !== undefined) {
      const say = `"${pattern}" is never reached: "${shadow}" above it takes all its numbers`;
      problems.add(path, { code: 'PATTERN_SHADOWED', say, hint: 'write the narrower pattern first' });
    }
    seen.push(pattern);
  }
}
