import { type Bundle, loadBundle } from '../../../src/bundle/index.ts';

/** Queues that flows may name. The last one is the safety queue. */
export const QUEUES = ['sales', 'support', 'billing', 'safety'] as const;
export const SKILLS = ['ru', 'en', 'sales', 'tech'] as const;
const PROMPTS = ['hello', 'ask', 'again', 'sorry', 'bye'] as const;
/** Flows that numbers may lead to. */
export const FLOWS = [
  'straight',
  'greeted',
  'menu',
  'code',
  'relay',
  'silent',
  'lookup',
  'hours',
  'message',
  'promise',
  'line',
  'first',
] as const;

type Written = Readonly<Record<string, unknown>>;

const end = { hangup: 'normal' };
const bye = { play: 'bye', next: 'end' };
/** Every way out of a queue leads to `step`. */
const to = (step: string): Written => ({
  timeout: step,
  full: step,
  unstaffed: step,
  left: step,
  error: step,
});

const promised = { booked: 'bye', exists: 'bye', refused: 'bye', full: 'bye', error: 'bye' };

const flow = (name: string, start: string, steps: Written): [string, string] => [
  `${name}.flow.yaml`,
  JSON.stringify({ flow: name, start, steps }),
];

const menuStep = {
  menu: {
    prompts: ['ask', 'again'],
    keys: { 1: 'sell', 2: 'help', 3: 'bill', 0: 'chosen', star: 'choose' },
    timeout: '4s',
    retries: { no_input: 1, no_match: 1 },
  },
  on: { failed: 'help' },
};

const codeStep = {
  input: { prompts: 'ask', into: 'code', digits: 4, terminator: 'hash', timeout: '5s', between: '2s' },
  on: { ok: 'pay', no_input: 'help', invalid: 'help', failed: 'help' },
};

const FILES: ReadonlyMap<string, string> = new Map([
  [
    'bundle.yaml',
    JSON.stringify({
      ...{ safety_queue: 'safety', apology: 'sorry', farewell: 'bye', languages: ['ru', 'en'] },
      egress: ['crm.example'],
    }),
  ],
  [
    'prompts.yaml',
    JSON.stringify({ prompts: Object.fromEntries(PROMPTS.map((name) => [name, { ru: name, en: name }])) }),
  ],
  [
    'numbers.yaml',
    JSON.stringify({ numbers: Object.fromEntries(FLOWS.map((name, at) => [`${at + 1}00`, { flow: name }])) }),
  ],
  [
    'queues.yaml',
    JSON.stringify({
      queues: Object.fromEntries(
        QUEUES.map((name) => [name, { stages: [{ after: '10s', any_operator: true, class: 4 }] }]),
      ),
    }),
  ],
  [
    'operators.yaml',
    JSON.stringify({
      devices: { '1001': {} },
      operators: {
        anna: {
          name: 'Anna',
          device: '1001',
          skills: Object.fromEntries(SKILLS.map((name) => [name, 5])),
          queues: Object.fromEntries(QUEUES.map((name) => [name, {}])),
        },
      },
    }),
  ],
  // Its hours are drawn anew for each seed.
  [
    'schedules.yaml',
    JSON.stringify({ schedules: { office: { zone: 'UTC', hours: { 'mon-sun': '00:00-24:00' } } } }),
  ],
  // One queue and no word before it; who finds nobody there goes on to another.
  flow('straight', 'wait', {
    wait: { queue: 'support', on: to('more') },
    more: { queue: 'safety', on: to('bye') },
    bye,
    end,
  }),
  flow('greeted', 'hello', {
    hello: { play: 'hello', next: 'wait' },
    wait: {
      queue: { name: 'sales', needs: '{{ language }} >= 2' },
      on: { ...to('sorry'), after_talk: 'survey' },
    },
    survey: {
      menu: {
        prompts: 'ask',
        keys: { 1: 'bye', 2: 'again' },
        timeout: '3s',
        retries: { no_input: 0, no_match: 0 },
      },
      on: { failed: 'bye' },
    },
    again: { queue: 'support', on: to('bye') },
    sorry: { play: 'sorry', next: 'end' },
    bye,
    end,
  }),
  flow('menu', 'hello', {
    hello: { play: 'hello', next: 'choose' },
    choose: menuStep,
    sell: { queue: { name: 'sales', needs: '{{ language }} >= 1', label: 'Sales' }, on: to('help') },
    help: { queue: 'support', on: to('last') },
    bill: { queue: { name: 'billing', must: '{{ language }} >= 1', needs: 'tech >= 2' }, on: to('help') },
    chosen: { play: ['again', 'hello'], next: 'help' },
    last: { queue: 'safety', on: to('bye') },
    bye,
    end,
  }),
  flow('code', 'ask', {
    ask: codeStep,
    pay: { queue: { name: 'billing', needs: 'ru >= 2', keep: true }, on: to('sorry') },
    help: { queue: 'support', on: to('sorry') },
    sorry: { play: 'sorry', next: 'closed' },
    closed: { hangup: { cause: 'normal', outcome: 'closed' } },
  }),
  // From talk to talk, until the caller has enough.
  flow('relay', 'one', {
    one: { queue: 'support', on: { ...to('two'), after_talk: 'two' } },
    two: { queue: 'sales', on: { ...to('bye'), after_talk: 'three' } },
    three: { queue: 'billing', on: { ...to('bye'), after_talk: 'bye' } },
    bye,
    end,
  }),
  // Two questions to a server, one of which must not be asked twice, before the caller waits for an operator.
  flow('lookup', 'ask', {
    ask: {
      http: {
        url: 'https://crm.example/callers/{{ caller.number }}',
        into: { vip: { from: 'customer.vip', type: 'bool', otherwise: false } },
        filler: 'hello',
        retry: 1,
      },
      on: { ok: 'tell', http_error: 'choose' },
    },
    tell: {
      http: {
        url: 'https://crm.example/visits',
        method: 'post',
        body: { vip: '{{ vip }}' },
        timeout: '1s',
      },
      on: { ok: 'choose', http_error: 'sorry', error: 'choose' },
    },
    // biome-ignore lint/suspicious/noThenProperty: it is the word of the flow language
    choose: { branch: { if: 'vip', then: 'first', else: 'help' } },
    first: { queue: 'sales', on: to('help') },
    help: { queue: 'support', on: to('bye') },
    sorry: { play: 'sorry', next: 'choose' },
    bye,
    end,
  }),
  // Who chose a language in an earlier call is not asked again; then the hours of this moment say where to go.
  flow('hours', 'tongue', {
    tongue: {
      language: { prompts: 'ask', keys: { 1: 'ru', 2: 'en' }, remember: true, timeout: '4s' },
      on: { done: 'office', failed: 'office' },
    },
    office: {
      schedule: 'office',
      on: { open: 'wait', closed: 'closed', holiday: 'party', emergency: 'alarm', error: 'unknown' },
    },
    wait: { queue: 'support', on: to('bye') },
    closed: { play: 'sorry', next: 'end' },
    party: { play: ['hello', 'bye'], next: 'end' },
    alarm: { queue: 'sales', on: to('bye') },
    unknown: { queue: 'safety', on: to('bye') },
    bye,
    end,
  }),
  // Recorded from the first moment; a message, and then all the same somebody to talk with.
  flow('message', 'tape', {
    tape: { record: 'start', next: 'take' },
    take: {
      voicemail: { box: 'help', greeting: 'hello', longest: '30s', silence: '5s' },
      on: { saved: 'wait', empty: 'code', hangup: 'gone', error: 'wait' },
    },
    code: { secure_input: { prompts: 'ask', into: 'pin', digits: 2 }, on: { ok: 'wait', failed: 'wait' } },
    gone: { tag: 'gone', next: 'end' },
    wait: { queue: 'support', on: to('bye') },
    bye,
    end,
  }),
  // Nobody waits: who wants to be called back hangs up.
  flow('promise', 'promise', {
    promise: {
      callback: { queue: 'support', attempts: 2, retry: '1m', ring: '10s', window: '15m' },
      on: promised,
    },
    bye,
    end,
  }),
  // Whoever has waited for too long keeps the place, and operators have to press a key.
  flow('line', 'wait', {
    wait: { queue: 'support', on: to('promise') },
    promise: {
      callback: { queue: 'support', whisper: 'hello', take: 1, retry: '1m', window: '15m' },
      on: promised,
    },
    bye,
    end,
  }),
  flow('first', 'promise', {
    promise: {
      callback: { queue: 'sales', first: 'caller', whisper: 'ask', retry: '1m', window: '15m' },
      on: promised,
    },
    bye,
    end,
  }),
  flow('silent', 'end', { end: { hangup: { cause: 'busy', outcome: 'rejected' } } }),
]);

let loaded: Bundle | undefined;

/** Flows compiled once for all seeds; queues and operators are those from which each seed draws its own. */
export function baseBundle(): Bundle {
  if (loaded !== undefined) return loaded;
  const { bundle, mistakes } = loadBundle({
    files: FILES,
    recordings: [],
    folder: 'ivr-flows',
    hash: (text) => String(text.length),
  });
  if (bundle === undefined) throw new Error(JSON.stringify(mistakes, null, 1));
  loaded = bundle;
  return bundle;
}
