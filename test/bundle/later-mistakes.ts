import { STEP_KINDS } from '../../src/flow/steps/step-kinds.ts';
import { type Case, DEFAULTS, END, steps } from './mistake-case.ts';

/** A flow by its first step; that the exchange cannot do it yet is a mistake of its own. */
function later(kind: string, parameters: string, on: string, more = ''): Case[1] {
  const mark = STEP_KINDS.get(kind)!.notYet === null ? '' : '«STEP_NOT_AVAILABLE»';
  return steps(`first: { ${mark}${kind}: ${parameters}, on: { ${on} } }\n${more}${END}`);
}

const GONE = 'answered: end, failed: end';

const CALLS_OUT: readonly Case[] = [
  [
    'a number without quotes',
    steps(`first: { dial: «UNQUOTED_NUMBER»+4930123456, on: { ${GONE} } }\n${END}`),
  ],
  ['a number that is none', later('dial', '«WRONG_VALUE»not-a-number', GONE)],
  ['nobody to call', later('dial', '«WRONG_VALUE»{ ring: 10s }', GONE)],
  ['two to call', later('dial', '«WRONG_VALUE»{ number: "123", operator: anna }', GONE)],
  ['an operator who does not exist', later('dial', '{ operator: «UNKNOWN_OPERATOR»ana }', GONE)],
  ['one of several who does not exist', later('dial', '{ group: [anna, «UNKNOWN_OPERATOR»ana] }', GONE)],
  [
    'a SIP server that depends on the caller',
    later('dial', '{ sip: «WRONG_VALUE»"sip:a@{{ dialled }}" }', GONE),
  ],
  ['a SIP address with parameters', later('dial', '{ sip: «WRONG_VALUE»"sip:a@pbx.example;x=1" }', GONE)],
  [
    'a number that nobody can be shown',
    steps(`first: { dial: { number: "123", caller_id: «WRONG_VALUE»me }, on: { ${GONE} } }\n${END}`),
  ],
  [
    'a key that no phone has',
    steps(`first: { dial: { number: "123", confirm: «WRONG_VALUE»12 }, on: { ${GONE} } }\n${END}`),
  ],
  ['a whisper that does not exist', later('dial', '{ number: "123", whisper: «UNKNOWN_PROMPT»helo }', GONE)],
  [
    'a call that fails and nothing says what then',
    steps(
      `«UNHANDLED_OUTCOME»first: { dial: "123", on: { busy: end, no_answer: end, declined: end } }\n${END}`,
    ),
  ],
  [
    'a transfer that comes back',
    steps(`first: { transfer: "123", on: { «UNKNOWN_OUTCOME»answered: end, failed: end } }\n${END}`),
  ],
  [
    'a call that a failure leads back to',
    steps(`«LOOP_WITHOUT_WAIT»first: { dial: "123", on: { answered: end, failed: first } }\n${END}`),
  ],
  [
    'a call before the answer',
    {
      ...steps(`«NOT_ANSWERED»first: { dial: "123", on: { failed: end } }\n${END}`),
      'numbers.yaml': 'default: { flow: main, answer: explicit }\n',
    },
  ],
  [
    'a number that is a secret',
    steps(
      `first: { secure_input: { prompts: ask, into: pin, digits: 4 }, on: { ok: second, failed: end } }\nsecond: { dial: «SECRET_LEAK»"{{ pin }}", on: { failed: end } }\n${END}`,
    ),
  ],
];

const ROUTES =
  'routes:\n  some: { to: ["123", "+4930123456", "+49*"], sip: [pbx.example], trunks: [carrier] }\n';

export const DIALLING: readonly Case[] = [
  ...CALLS_OUT.map(([what, changes]): Case => [what, { 'routes.yaml': ROUTES, ...changes }]),
  ['a number, and no routes at all', later('dial', '«NO_ROUTE»"+4930123456"', GONE)],
  [
    'a number and a server that no route allows',
    {
      'routes.yaml': ROUTES,
      ...later(
        'dial',
        '{ number: «NO_ROUTE»"+88216123456" }',
        'failed: second',
        'second: { transfer: { sip: «NO_ROUTE»"sip:{{ dialled }}@evil.example" }, on: { failed: end } }\n',
      ),
    },
  ],
];

export const MESSAGES: readonly Case[] = [
  ['a step that the exchange cannot do yet', later('bot', '{ name: b, intents: {} }', 'failed: end')],
  [
    'the same, told once for each',
    later(
      'bot',
      '{ name: b, intents: {} }',
      'failed: second',
      'second: { «STEP_NOT_AVAILABLE»bot: { name: b, intents: {} }, on: { failed: end } }\n',
    ),
  ],
  [
    'a message that is too long',
    steps(`first: { voicemail: { box: help, longest: «WRONG_VALUE»1h }, next: end }\n${END}`),
  ],
  [
    'a message that nothing follows',
    steps(`«UNHANDLED_OUTCOME»first: { voicemail: help, on: { saved: end } }\n${END}`),
  ],
  [
    'a greeting that does not exist',
    later('voicemail', '{ box: help, greeting: «UNKNOWN_PROMPT»helo }', 'done: end'),
  ],
  [
    'steps for a caller who has hung up',
    later(
      'voicemail',
      'help',
      'done: end, hangup: second',
      '«NOBODY_LISTENS»second: { play: bye, next: end }\n',
    ),
  ],
  [
    'another flow for a caller who has hung up',
    {
      ...steps(
        `«NOBODY_LISTENS»first: { voicemail: help, on: { done: end, hangup: { flow: other } } }\n${END}`,
      ),
      'other.flow.yaml': 'flow: other\nstart: end\nsteps:\n  end: { hangup: normal }\n',
    },
  ],
];

const BOOKED = 'booked: end, refused: end, full: end';

export const CALLBACKS: readonly Case[] = [
  ['a queue that does not exist', later('callback', '«UNKNOWN_QUEUE»halp', BOOKED)],
  [
    'a schedule that does not exist',
    later('callback', '{ queue: help, schedule: «UNKNOWN_SCHEDULE»office }', BOOKED),
  ],
  [
    'a question that does not exist',
    later('callback', '{ queue: help, confirm: «UNKNOWN_PROMPT»aks }', BOOKED),
  ],
  [
    'a typed number that nobody confirms',
    later('callback', '«MISSING_KEY»{ queue: help, number: ask }', BOOKED),
  ],
  [
    'a customer who comes first and hears nothing',
    later('callback', '«MISSING_KEY»{ queue: help, first: caller }', BOOKED),
  ],
  [
    'words before the call that do not exist',
    later('callback', '{ queue: help, whisper: «UNKNOWN_PROMPT»aks }', BOOKED),
  ],
  [
    'a booking of which not all is handled',
    steps(`«UNHANDLED_OUTCOME»first: { callback: help, on: { booked: end, full: end } }\n${END}`),
  ],
];

const surveyed = (questions: string, survey = 'poll'): Case[1] => ({
  ...later('survey', survey, 'done: end'),
  'surveys.yaml': `surveys:\n  poll:\n    questions: ${questions}\n`,
});

export const SURVEYING: readonly Case[] = [
  ['a survey that does not exist', surveyed('{ a: { csat: ask } }', '«UNKNOWN_SURVEY»pol')],
  ['a question of no kind', surveyed('{ a: «WRONG_VALUE»{} }')],
  ['a question of two kinds', surveyed('{ a: «WRONG_VALUE»{ csat: ask, nps: ask } }')],
  ['a question that is not spoken', surveyed('{ a: { csat: «UNKNOWN_PROMPT»aks } }')],
  ['a length of what is not spoken', surveyed('{ a: { nps: ask, «WRONG_VALUE»longest: 30s } }')],
  [
    'a question without words in a language',
    {
      ...surveyed('{ a: { nps: «MISSING_PROMPT»half } }'),
      'prompts.yaml':
        'prompts:\n  half: { en: Half. }\n  sorry: { en: a, ru: a }\n  farewell: { en: a, ru: a }\n',
    },
  ],
  [
    'a contact reason that the file does not name',
    {
      ...steps(`first: { tag: { reason: «UNKNOWN_REASON»bill }, next: end }\n${END}`),
      'reasons.yaml': 'reasons:\n  billing: { title: { en: Billing, «UNKNOWN_LANGUAGE»fr: Factures } }\n',
    },
  ],
  [
    'a contact reason with a key that nobody knows',
    { 'reasons.yaml': 'reasons:\n  billing: { «UNKNOWN_KEY»titel: {} }\n' },
  ],
];

const BUNDLE = {
  'bundle.yaml':
    'languages: [en, ru]\nsafety_queue: help\napology: sorry\nfarewell: farewell\negress: [crm.example]\n',
};
const notify = (parameters: string): Case[1] => ({
  ...BUNDLE,
  ...steps(`first: { notify: ${parameters}, next: end }\n${END}`),
});

export const NOTIFYING: readonly Case[] = [
  ['nobody to notify', notify('«WRONG_VALUE»{ subject: a }')],
  ['two ways to notify', notify('«WRONG_VALUE»{ case: open, email: [a@crm.example], subject: a }')],
  ['a server that the bundle does not name', notify('{ url: «UNKNOWN_HOST»"https://other.example/" }')],
  ['a key in the address of a notice', notify('{ url: «SECRET_LEAK»"https://crm.example/?token=abc" }')],
  ['a subject for a server', notify('{ url: "https://crm.example/", «WRONG_VALUE»subject: a }')],
  ['an e-mail without a subject', notify('«MISSING_KEY»{ email: [a@crm.example] }')],
  [
    'an address that is none',
    steps(`first: { notify: { email: [«WRONG_VALUE»"a, b@crm.example"], subject: a }, next: end }\n${END}`),
  ],
  [
    'secrets in what is told',
    {
      ...BUNDLE,
      ...steps(`first: { secure_input: { prompts: ask, into: pin, digits: 4 }, on: { ok: second, failed: end } }
second: { notify: { url: «SECRET_LEAK»"https://crm.example/{{ pin }}" }, next: third }
third: { notify: { case: open, subject: a, text: «SECRET_LEAK»"{{ pin }}" }, next: fourth }
fourth: { notify: { url: "https://crm.example/", body: { pin: «SECRET_LEAK»"{{ pin }}" } }, next: end }
${END}`),
    },
  ],
];

export const REST: readonly Case[] = [
  [
    'a key to refuse of which nobody is told',
    later('record', '{ to: start, «MISSING_KEY»refuse: 1 }', 'done: end, refused: end'),
  ],
  ['a notice of an end', later('record', '{ to: stop, «WRONG_VALUE»notice: hello }', 'done: end')],
  [
    'a refusal that nothing handles',
    steps(`«UNHANDLED_OUTCOME»first: { record: { to: start, notice: hello, refuse: 1 }, next: end }\n${END}`),
  ],
  ['a recording that is switched on', steps(`first: { record: «YAML_BOOLEAN»on, next: end }\n${END}`)],
  [
    'a recording before the answer',
    {
      ...steps(`«NOT_ANSWERED»first: { record: start, next: end }\n${END}`),
      'numbers.yaml': 'default: { flow: main, answer: explicit }\n',
    },
  ],
  ['a whisper that does not exist', later('whisper', '«UNKNOWN_PROMPT»helo', 'done: end')],
  [
    'an announcement in a language that nobody speaks',
    later('announce', '{ prompts: hello, language: «UNKNOWN_LANGUAGE»fr }', 'done: end'),
  ],
  ['digits that cannot be sent', later('send_digits', '«WRONG_VALUE»"12x"', 'done: end')],
  [
    'a room that is full and nothing says what then',
    steps(`«UNHANDLED_OUTCOME»first: { conference: lobby, next: end }\n${END}`),
  ],
  [
    'music for a key that nothing handles',
    steps(`«UNHANDLED_OUTCOME»first: { hold: { for: 9s, key: 1 }, next: end }\n${END}`),
  ],
  [
    'an intent that leads nowhere',
    later('bot', '{ name: b, intents: { yes: «MISSING_TARGET»ned } }', 'failed: end'),
  ],
  [
    'an intent with the name of an outcome',
    later('bot', '{ name: b, intents: { «WRONG_VALUE»other: end } }', 'failed: end'),
  ],
  [
    'a slot without a value',
    steps(
      `first: { bot: { name: b, intents: {}, slots: { city: «WRONG_TYPE»[] } }, on: { failed: end } }\n${END}`,
    ),
  ],
  [
    'a slot that is text here and a number there',
    steps(
      `first: { set: { city: 1 }, next: second }\nsecond: { «STEP_NOT_AVAILABLE»bot: { name: b, intents: {}, slots: { «BAD_VARIABLE»city: "" } }, on: { failed: end } }\n${END}`,
    ),
  ],
  ['early media that does not exist', later('early_media', '«UNKNOWN_PROMPT»helo', 'done: end')],
  [
    'a call that is turned away when it is answered',
    steps(`first: { play: hello, next: second }\n«ALREADY_ANSWERED»second: { reject: busy }`),
  ],
  [
    'the same behind a flow that answers',
    {
      ...steps(`first: { subflow: part, next: second }\n«ALREADY_ANSWERED»second: { reject: busy }`),
      'part.flow.yaml':
        'flow: part\nstart: go\nsteps:\n  go: { answer: {}, next: back }\n  back: { return: {} }\n',
    },
  ],
];

const headed = (head: string, lines = 'first: { queue: help }'): Case[1] =>
  steps(`${lines}\n${END}`, `${DEFAULTS}\n${head}`);

export const HAND_OVERS: readonly Case[] = [
  [
    'an event that leads to no step, told once',
    headed(
      'on_transfer_back: «MISSING_TARGET»ned',
      'first: { queue: { name: help }, on: { timeout: second } }\nsecond: { queue: sales }',
    ),
  ],
  [
    'an event that leads to neither a step nor the line',
    headed('on_operator_left: «WRONG_TYPE»{ back_to: queue }', 'first: { play: hello, next: end }'),
  ],
  [
    'an event of a flow without a queue',
    headed('«WRONG_VALUE»on_operator_left: { back_to: line }', 'first: { play: hello, next: end }'),
  ],
  ['music with words that do not exist', headed('on_hold: «UNKNOWN_PROMPT»helo')],
  [
    'an outcome that only an event has',
    headed('on_hold: hello', 'first: { queue: help, on: { «UNKNOWN_OUTCOME»operator_left: end } }'),
  ],
  [
    'a variable that is not set when the operator goes',
    headed(
      'on_operator_left: last',
      'first: { queue: help, on: { timeout: second } }\nsecond: { set: { a: 1 }, next: last }\nlast: { branch: { if: «UNSET_VARIABLE»a == 1, then: end, else: end } }',
    ),
  ],
];
