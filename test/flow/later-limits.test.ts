import { describe, expect, test } from 'vitest';
import { flowsOf } from '../bundle/small-bundle.ts';
import { called, errandsOf, wishesOf } from './called.ts';
import { TestCaller } from './caller.ts';
import { flow } from './flows.ts';

const HELP = 'help: { queue: help }';
const end = (outcomes: string): string => `on: { ${outcomes.replaceAll(',', ': end,')}: end }`;

/** What others are sent to do by a step, with the time within which it ends; what is not said has its default. */
const SENT: readonly (readonly [step: string, limitMs: number, errand: object])[] = [
  [
    `voicemail: help, ${end('saved,empty')}`,
    180_000,
    { kind: 'voicemail', box: 'help', longestMs: 180_000, silenceMs: 5_000 },
  ],
  [
    `voicemail: { box: sales, longest: 10s, silence: 2s }, ${end('saved,empty')}`,
    10_000,
    { kind: 'voicemail', box: 'sales', longestMs: 10_000, silenceMs: 2_000 },
  ],
  [
    `callback: help, ${end('booked,refused,full')}`,
    5_000,
    {
      ...{ kind: 'callback', queue: 'help', number: '+79161234567', keepsPlace: true, schedule: null },
      ...{ windowMs: 86_400_000, attemptsMax: 3 },
      ...{ afterMs: 0, retryMs: 900_000, ringMs: 25_000, first: 'operator', whisper: [], takeKey: null },
    },
  ],
  [
    `callback: { queue: sales, keep_place: false, after: 2h, window: 1h, attempts: 1, retry: 5m, ring: 40s, first: caller,
      whisper: ask }, ${end('booked,refused,full')}`,
    5_000,
    {
      ...{ kind: 'callback', queue: 'sales', number: '+79161234567', keepsPlace: false, schedule: null },
      ...{ afterMs: 7_200_000, windowMs: 3_600_000, attemptsMax: 1, retryMs: 300_000, ringMs: 40_000 },
      ...{ first: 'caller', whisper: ['ask'], takeKey: '1' },
    },
  ],
  [
    `conference: lobby, ${end('left,ended,full')}`,
    3_600_000,
    { kind: 'conference', room: 'lobby', leads: false, longestMs: 3_600_000 },
  ],
  [
    `conference: { room: den, leads: true, longest: 2m }, ${end('left,ended,full')}`,
    120_000,
    { kind: 'conference', room: 'den', leads: true, longestMs: 120_000 },
  ],
  ['hold: 30s, next: end', 30_000, { kind: 'hold', music: 'default', forMs: 30_000 }],
  ['hold: { for: 5s, music: jazz }, next: end', 5_000, { kind: 'hold', music: 'jazz', forMs: 5_000 }],
  [
    'send_digits: { digits: "1*#Aw", tone: 50ms, gap: 60ms }, next: end',
    5 * 610,
    { kind: 'send_digits', digits: '1*#Aw', toneMs: 50, gapMs: 60 },
  ],
  [
    `bot: { name: b, intents: { yes: end, no: end }, slots: { city: "", people: 2 } }, ${end('other,failed')}`,
    120_000,
    {
      ...{ kind: 'bot', bot: 'b', intents: ['yes', 'no'], slots: ['city', 'people'] },
      ...{ longestMs: 120_000, language: 'en' },
    },
  ],
  [
    `bot: { name: b, intents: { yes: end }, longest: 1m }, ${end('other,failed')}`,
    60_000,
    { kind: 'bot', bot: 'b', intents: ['yes'], slots: [], longestMs: 60_000, language: 'en' },
  ],
  [
    `dial: { operator: anna, whisper: [hello, bye], confirm: star }, ${end('answered,failed')}`,
    7_230_000,
    { kind: 'dial', isTransfer: false, whisper: ['hello', 'bye'], confirmKey: 'star' },
  ],
];

describe('others are sent to do', () => {
  test.each(SENT)('%s', (step, limitMs, errand) => {
    const caller = called(`first: { ${step} }`);
    const [sent] = errandsOf(caller);
    expect(sent).toMatchObject({ limitMs, errand });
    expect(caller.answered).toBe(true);
    expect(caller.transcript[0]).toBe('answer');
  });

  test.each(SENT)('a step that forgets the keys pressed before it, but for music and tones: %s', (step) => {
    const before = 'first: { play: { prompts: hello, barge_in: false }, next: second }';
    const caller = called(`${before}\nsecond: { ${step} }`).press('5').hear();
    const keeps = /^(?:hold|send_digits)/.test(step);
    expect(caller.state.earlyDigits.map(({ digit }) => digit)).toEqual(keeps ? ['5'] : []);
  });
});

describe('a call back', () => {
  const BACK = `first: { callback: { queue: sales, confirm: ask, number: ask-again }, on: { booked: help, refused: end, full: end } }\n${HELP}`;
  const numbers = (caller: TestCaller): unknown[] =>
    errandsOf(caller).map(({ errand }) => errand.kind === 'callback' && errand.number);

  test('takes a number that is ended by a pause, or by its own length', () => {
    expect(called(BACK, '').press('1234567').silence().transcript.at(-1)).toBe('en: phone(1234567) ask');
    expect(called(BACK, '').press('123456789012345').transcript.at(-1)).toBe(
      'en: phone(123456789012345) ask',
    );
    expect(called(BACK, '').press('12345678901234').listening?.ms).toBe(3_000);
  });

  test('begins the number anew at the star', () => {
    const caller = called(BACK, '').press('99*');
    expect(caller.transcript.at(-1)).toBe('en: ask-again');
    expect(caller.press('1234567#').transcript.at(-1)).toBe('en: phone(1234567) ask');
  });

  test('asks again for what it did not understand, three times at most', () => {
    const caller = called(BACK).press('7').press('0');
    expect(caller.transcript.filter((line) => line === 'en: phone(+79161234567) ask')).toHaveLength(3);
    expect([numbers(caller), caller.ended]).toEqual([[], null]);
    expect(caller.hear().listening?.ms).toBe(7_000);
    expect(caller.silence().ended).toBe('self_served');
  });

  test('gives nobody another number to type where the flow does not ask for one', () => {
    const own = BACK.replace(', number: ask-again', '');
    expect(called(own).press('2').transcript.at(-1)).toBe('en: phone(+79161234567) ask');
    expect(numbers(called(own).press('21'))).toEqual(['+79161234567']);
  });

  test('is not disturbed by keys while it is booked', () => {
    const caller = called(BACK).press('1').press('2*');
    expect([numbers(caller), caller.saying]).toEqual([['+79161234567'], null]);
  });
});

describe('the recording', () => {
  test('starts behind the notice where nobody may refuse it, and keeps keys for the question that follows', () => {
    const steps = `first: { record: { to: start, notice: hello }, next: ask }
ask: { menu: { prompts: ask, keys: { 5: help } }, on: { failed: end } }\n${HELP}`;
    const caller = called(steps).press('5');
    expect([wishesOf(caller), caller.transcript.at(-1)]).toEqual([[], '> 5']);
    expect(wishesOf(caller.hear())).toEqual([{ kind: 'record', to: 'start' }]);
    expect(caller.queued).toBe('help');
  });

  test('may be refused for three seconds, by the one key', () => {
    const steps = `first: { record: { to: start, notice: hello, refuse: 0 }, on: { done: help, refused: end } }\n${HELP}`;
    const caller = called(steps).hear();
    expect(caller.listening?.ms).toBe(3_000);
    expect([caller.press('1').ended, caller.press('0').ended]).toEqual([null, 'self_served']);
    expect(caller.effects.flatMap((one) => (one.kind === 'digitTaken' ? [one.digit] : []))).toEqual([
      '1',
      '0',
    ]);
  });
});

describe('a notice', () => {
  const told = (notice: string, caller = '+7916'): unknown =>
    wishesOf(called(`first: { notify: { ${notice} }, next: end }`, caller)).map(
      (wish) => wish.kind === 'notify' && wish.notice,
    );

  test('of a case opens it, or says more of it', () => {
    const rest = { subject: 'From +7916', text: '' };
    expect(told('case: open, subject: "From {{ caller.number }}"')).toEqual([
      { kind: 'case', action: 'open', ...rest },
    ]);
    expect(told('case: update, subject: " From  {{ caller.number }} "')).toEqual([
      { kind: 'case', action: 'update', ...rest },
    ]);
  });

  test('has a subject of 200 characters and a text of 4,000 at most', () => {
    const long = '{{ caller.number }}'.repeat(10);
    expect(told(`email: [a@b.example], subject: "${long}", text: "${long}"`, '1'.repeat(900))).toEqual([
      { kind: 'email', to: ['a@b.example'], subject: '1'.repeat(200), text: '1'.repeat(4_000) },
    ]);
  });

  test('that has no value is an error of the step, and nobody is told', () => {
    for (const notice of [
      'subject: "{{ 1 / int(dialled) }}"',
      'subject: a, text: "{{ 1 / int(dialled) }}"',
    ]) {
      const steps = `first: { notify: { case: open, ${notice} }, on: { done: end, error: help } }\n${HELP}`;
      const caller = new TestCaller(flowsOf(flow(steps)), { dialled: '0' }).call();
      expect([wishesOf(caller), caller.queued]).toEqual([[], 'help']);
    }
  });
});

test('a room is left by those who ended it, and nobody enters a full one', () => {
  const steps =
    'first: { conference: lobby, on: { left: help, ended: end, full: sorry } }\nsorry: { play: sorry, next: end }\nhelp: { queue: help }';
  expect(called(steps).errandEnds({ kind: 'conference', outcome: 'full' }).transcript.at(-1)).toBe(
    'en: sorry',
  );
  expect(called(steps).errandEnds({ kind: 'conference', outcome: 'left' }).queued).toBe('help');
  const keys = called(steps)
    .press('12')
    .effects.flatMap((one) => (one.kind === 'digitTaken' ? [one.digit] : []));
  expect(keys).toEqual(['1', '2']);
});
