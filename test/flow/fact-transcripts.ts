import type { KnownCaller, QueueFacts } from '../../src/flow/index.ts';
import { flow } from './flows.ts';
import type { Case } from './transcripts.ts';

const HOURS = flow(`first: { schedule: office, on: { open: help, closed: shut, emergency: fire, error: end } }
help: { queue: help }
shut: { play: bye, next: end }
fire: { play: sorry, next: end }`);

export const OPENING: readonly Case[] = [
  ['in opening hours', HOURS, (caller) => caller.call(), ['answer', 'queue help']],
  [
    'a holiday is as when closed unless something else is said',
    HOURS,
    (caller) => {
      caller.hours = 'holiday';
      caller.call();
    },
    ['answer', 'en: bye'],
  ],
  [
    'an emergency may have words of its own',
    HOURS,
    (caller) => {
      caller.hours = 'emergency';
      caller.call();
    },
    ['answer', 'en: sorry'],
  ],
  [
    'hours of which nothing is known are an error',
    HOURS,
    (caller) => {
      caller.hours = null;
      caller.call();
    },
    ['! nothing is known of the hours of "office" at this time', 'hang up: normal, self_served'],
  ],
];

const CHOICE = flow(`first:
  language: { prompts: choose, keys: { 1: en, 2: ru }, remember: true, retries: { no_input: 0 } }
  on: { done: greet, failed: greet }
greet: { play: hello, next: end }`);

const choosing = (name: string, chose: string | null, transcript: readonly string[]): Case => [
  name,
  CHOICE,
  (caller) => {
    caller.chose = chose;
    caller.call().hear().press('2').hear().hear();
  },
  transcript,
];

export const MEMORY: readonly Case[] = [
  choosing('who chose a language in an earlier call is not asked again', 'ru', [
    ...['answer', 'ru: hello', 'hang up: normal, self_served', '> 2'],
  ]),
  ...[null, 'de'].map((chose) =>
    choosing(`who chose ${chose ?? 'none'} is asked`, chose, [
      ...['answer', 'en: choose', 'ru: choose', '> 2', 'ru: hello', 'hang up: normal, self_served'],
    ]),
  ),
];

const LOOK = flow(`first:
  check_queue:
    { name: help, waiting: 5, wait: 2m, schedule: office, closing: 10m, into: { waiting: ahead, wait: secs, available: free, closes: left } }
  on: { closing: shut, unstaffed: shut, busy: tell, ok: help, available: sales, error: end }
tell: { say: { items: [{ number: ahead }, { number: secs }, { number: free }, { number: left }] }, next: end }
shut: { play: bye, next: end }
help: { queue: help }
sales: { queue: sales }`);

const FACTS = { isStaffed: true, availableCount: 0, waitingCount: 4, waitMs: 119_000, opensForMs: 600_001 };
const CROWDED = ['answer', 'en: number(5) number(119) number(0) number(600)'];

const looked = (
  name: string,
  facts: Partial<QueueFacts> | null,
  transcript: readonly string[],
  main = LOOK,
): Case => [
  name,
  main,
  (caller) => {
    caller.queueFacts = facts === null ? null : { ...FACTS, ...facts };
    caller.call();
  },
  transcript,
];

export const LOOKING: readonly Case[] = [
  looked('nothing stands against a queue', {}, ['answer', 'queue help']),
  looked('so many wait already', { waitingCount: 5 }, CROWDED),
  looked('it would take so long', { waitMs: 120_000 }, [
    'answer',
    'en: number(4) number(120) number(0) number(600)',
  ]),
  looked('it is not known how long it would take', { waitMs: null }, ['answer', 'queue help']),
  looked('somebody is free, whatever the figures', { availableCount: 1, waitMs: 200_000 }, [
    'answer',
    'queue sales',
  ]),
  looked('nobody is there', { isStaffed: false, waitMs: null }, ['answer', 'en: bye']),
  looked('it closes soon, although somebody is free', { opensForMs: 600_000, availableCount: 1 }, [
    ...['answer', 'en: bye'],
  ]),
  looked('the hours are not known', { opensForMs: null }, [
    '! nothing is known of the hours of "office" at this time',
    'hang up: normal, self_served',
  ]),
  looked('the queue is no more', null, [
    '! there is no queue "help" any more',
    'hang up: normal, self_served',
  ]),
  looked(
    'only what is asked for decides',
    { waitingCount: 900, waitMs: null, opensForMs: null, availableCount: 1 },
    ['answer', 'queue help'],
    flow('first: { check_queue: help, on: { unstaffed: end, ok: help } }\nhelp: { queue: help }'),
  ),
];

const WHO = flow(`first:
  caller_lookup: { attributes: { tier: none, orders: 0, vip: false } }
  on: { found: tell, unknown: tell, blocked: end }
tell: { say: { text: { en: "{{ tier }} {{ orders + 1 }} {{ vip }}", ru: "{{ tier }}!" } }, next: help }
help: { queue: help }`);

const KNOWN: KnownCaller = {
  ...{ class: null, boostMs: null, language: null, isBlocked: false },
  attributes: { tier: 'gold', orders: 12, vip: true },
};

const known = (name: string, who: Partial<KnownCaller> | null, transcript: readonly string[]): Case => [
  name,
  WHO,
  (caller) => {
    caller.known = who && { ...KNOWN, ...who };
    caller.call().hear();
  },
  transcript,
];

export const KNOWING: readonly Case[] = [
  known('a caller of whom something is known', {}, ['answer', 'en: "gold 13 true"', 'queue help']),
  known('a caller of whom nothing is known', null, ['answer', 'en: "none 1 false"', 'queue help']),
  known('an unwelcome one', { isBlocked: true }, ['hang up: normal, self_served']),
  known('one who speaks another language', { language: 'ru' }, ['answer', 'ru: "gold!"', 'queue help']),
  known('one whose language nobody speaks', { language: 'de' }, [
    'answer',
    'en: "gold 13 true"',
    'queue help',
  ]),
  known('attributes of another type are as good as none', { attributes: { tier: 1, orders: 'many' } }, [
    ...['answer', 'en: "none 1 false"', 'queue help'],
  ]),
];
