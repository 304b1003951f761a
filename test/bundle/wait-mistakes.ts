import type { Case, Changes } from './mistake-case.ts';

const GERMAN =
  'prompts:\n  sorry: { en: a, ru: b, de: c }\n  farewell: { en: a, ru: b, de: c }\n  hello: { en: a, ru: b, de: c }\n';
const queues = (help: string): Changes => ({ 'queues.yaml': `queues:\n  help: ${help}\n  sales: {}\n` });

/** What is wrong with the wait of a queue. */
export const WAITING: readonly Case[] = [
  [
    'an alarm of a target that is not there',
    queues('{ alarms: { «WRONG_VALUE»service_level: { window: 15m } } }'),
  ],
  ['an alarm after no time', queues('{ alarms: { longest_wait: «BAD_DURATION»soon } }')],
  ['an alarm too early to be one', queues('{ alarms: { idle: «WRONG_VALUE»100ms } }')],
  ['an alarm of nothing known', queues('{ alarms: { «UNKNOWN_KEY»longest: 5m } }')],
  [
    'a message that does not exist',
    queues('{ wait: { announce: { messages: [{ play: «UNKNOWN_PROMPT»helo }] } } }'),
  ],
  [
    'a message without words in a language',
    {
      ...queues('{ wait: { announce: { messages: [{ play: «MISSING_PROMPT»news }] } } }'),
      'prompts.yaml':
        'prompts:\n  news: { en: News }\n  hello: { en: a, ru: b }\n  sorry: { en: a, ru: b }\n  farewell: { en: a, ru: b }\n',
    },
  ],
  [
    'a key that ends the wait by nothing known',
    queues('{ wait: { keys: { 1: «UNKNOWN_OUTCOME»callback } } }'),
  ],
  ['a notice that does not exist', queues('{ recording: { mode: all, notice: «UNKNOWN_PROMPT»helo } }')],
  [
    'a notice of what is never recorded',
    queues('{ recording: { mode: never, «WRONG_VALUE»notice: hello } }'),
  ],
  [
    'a retention that is no number of days',
    queues('{ recording: { mode: all, retention: «WRONG_VALUE»1y } }'),
  ],
  ['recording that is neither', queues('{ recording: { mode: «WRONG_VALUE»some } }')],
  ['a key that no phone has', queues('{ wait: { keys: { «WRONG_VALUE»12: left } } }')],
  ['a key for two things', queues('{ wait: { keys: { 1: left }, quiet: «WRONG_VALUE»1 } }')],
  [
    'messages too close to each other',
    queues('{ wait: { announce: { position: { every: «WRONG_VALUE»5s } } } }'),
  ],
  ['hours that do not exist', queues('{ limits: { schedule: «UNKNOWN_SCHEDULE»office } }')],
  [
    'a place that is told in a language without words for it',
    {
      ...queues(
        '{ wait: { announce: { position: «MISSING_LANGUAGE»{ first: 10s }, estimate: «MISSING_LANGUAGE»true } } }',
      ),
      'bundle.yaml': 'languages: [en, ru, de]\nsafety_queue: help\napology: sorry\nfarewell: farewell\n',
      'prompts.yaml': GERMAN,
    },
  ],
];
