import { type Case, END, steps } from './mistake-case.ts';

const office = (lines: string, zone = 'Europe/Berlin'): { readonly 'schedules.yaml': string } => ({
  'schedules.yaml': `schedules:\n  office:\n    zone: ${zone}\n${lines.replace(/^/gm, '    ')}\n`,
});

const BUNDLE = 'languages: [en, ru]\nsafety_queue: help\napology: sorry\nfarewell: farewell\n';

export const HOURS: readonly Case[] = [
  ['a time zone that does not exist', office('hours: { mon: 09:00-18:00 }', '«UNKNOWN_ZONE»Europe/Berlni')],
  ['an offset in the place of a zone', office('hours: { mon: 09:00-18:00 }', '«UNKNOWN_ZONE»"+03:00"')],
  [
    'days and times that are none',
    office(`hours:
  «BAD_HOURS»monday: 09:00-18:00
  tue: «BAD_HOURS»9-18
  wed: [09:00-12:00, «BAD_HOURS»13:00-25:00]
  thu: «BAD_HOURS»09:00-09:00
  fri: «BAD_HOURS»09:60-18:00
  sat: «BAD_HOURS»always`),
  ],
  ['a number in the place of times', office('hours: { mon: «UNQUOTED_NUMBER»9 }')],
  ['a list without times', office('hours: { mon: «TOO_MANY»[] }')],
  [
    'hours of one day that overlap',
    office(
      'hours: { mon-fri: [09:00-13:00, «OVERLAPPING_HOURS»12:59-18:00], sat: [13:00-18:00, 09:00-13:00] }',
    ),
  ],
  [
    'a night that reaches into the hours of the next day',
    office('hours: { fri: 22:00-06:00, sat: «OVERLAPPING_HOURS»05:00-10:00 }'),
  ],
  [
    'the last night of the week that reaches into its first morning',
    office('hours: { mon: «OVERLAPPING_HOURS»00:00-10:00, sun: 22:00-06:00 }'),
  ],
  [
    'a day that is named twice',
    office('hours: { mon-fri: 09:00-18:00, «OVERLAPPING_HOURS»wed-thu: closed }'),
  ],
  [
    'dates that do not exist',
    office(`hours: { mon: 09:00-18:00 }
holidays: { «BAD_DATE»02-30: Never, 02-29: Leap, «BAD_DATE»"2026-02-29": None, 2028-02-29: Leap }
exceptions:
  { «BAD_DATE»31.12.: closed, 12-31: «BAD_HOURS»soon, 01-01: [09:00-12:00, «OVERLAPPING_HOURS»11:00-13:00] }`),
  ],
  [
    'steps that name a schedule that does not exist, or forget that it closes',
    {
      ...office('hours: { mon: closed }'),
      ...steps(`first: { schedule: «UNKNOWN_SCHEDULE»ofice, on: { open: second, closed: end } }
«UNHANDLED_OUTCOME»second: { schedule: { name: office }, on: { open: end } }
${END}`),
    },
  ],
  [
    'hours that go round without waiting for anybody',
    {
      ...office('hours: { mon: closed }'),
      ...steps(`«LOOP_WITHOUT_WAIT»first: { schedule: office, on: { open: end, closed: first } }\n${END}`),
    },
  ],
  [
    'a schedule without a zone',
    { 'schedules.yaml': 'schedules:\n  «MISSING_KEY»office: { hours: { mon: closed } }\n' },
  ],
  ['a file of another form', { 'schedules.yaml': '«MISSING_KEY»«UNKNOWN_KEY»offices: {}\n' }],
];

const LOOKUP = (attributes: string) =>
  steps(
    `first: { caller_lookup: { attributes: { ${attributes} } }, on: { found: end, unknown: end, blocked: end } }\n${END}`,
  );

export const CLOCKS: readonly Case[] = [
  [
    'the time in no zone',
    {
      ...steps(`first: { branch: { if: «MISSING_ZONE»'now.hour < 9', then: tell, else: end } }
tell: { say: «MISSING_ZONE»"{{ now.time }}", next: end }\n${END}`),
      ...office('hours: { mon: 09:00-18:00 }'),
    },
  ],
  ['the time in a zone that does not exist', { 'bundle.yaml': `${BUNDLE}zone: «UNKNOWN_ZONE»Moscow\n` }],
  [
    'what the clocks never show',
    {
      ...steps(`first: { branch: { if: 'now.time < «WRONG_VALUE»"9:00"', then: second, else: end } }
second: { branch: { switch: now.weekday, cases: { «WRONG_VALUE»monday: end, tue: end }, else: end } }\n${END}`),
      'bundle.yaml': `${BUNDLE}zone: Europe/Moscow\n`,
    },
  ],
];

export const CALLERS: readonly Case[] = [
  [
    'callers with numbers that are none, and with what has no meaning',
    {
      'callers.yaml': `callers:
  «BAD_NUMBER»"+7 916 123": { class: 1 }
  "+79161234567": { class: «WRONG_VALUE»10, boost: «BAD_DURATION»30, «UNKNOWN_KEY»vip: true }
  «UNQUOTED_NUMBER»+79161234568: { language: «UNKNOWN_LANGUAGE»de }
  "+79161234569": { attributes: { tier: «WRONG_TYPE»1.5 } }
`,
    },
  ],
  [
    'an attribute of two types',
    {
      'callers.yaml':
        'callers:\n  "100": { attributes: { n: 1 } }\n  "200": { attributes: { n: «BAD_VARIABLE»one } }\n',
    },
  ],
  [
    'an attribute that a step takes for something else',
    {
      'callers.yaml': 'callers:\n  "100": { attributes: { n: 1 } }\n',
      ...LOOKUP('m: 1, n: «BAD_VARIABLE»none'),
    },
  ],
  [
    'more callers than there is room for',
    {
      'callers.yaml': `«TOO_MANY»callers:\n${Array.from({ length: 10_001 }, (_, index) => `  "${100 + index}": {}\n`).join('')}`,
    },
  ],
];

export const LOOKS: readonly Case[] = [
  [
    'a look at what does not exist',
    {
      ...office('hours: { mon: closed }'),
      ...steps(`first:
  check_queue: { name: «UNKNOWN_QUEUE»hlep, schedule: «UNKNOWN_SCHEDULE»ofice }
  on: { closing: end, unstaffed: end, ok: second }
second: { check_queue: { name: help, closing: «MISSING_KEY»10m }, on: { unstaffed: end, ok: third, «UNKNOWN_OUTCOME»busy: end } }
«UNHANDLED_OUTCOME»third: { check_queue: { name: help, waiting: 5 }, on: { unstaffed: end, ok: end } }
${END}`),
    },
  ],
];
