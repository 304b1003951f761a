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
