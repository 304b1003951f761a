import { describe, expect, test } from 'vitest';
import { flowsOf } from '../bundle/small-bundle.ts';
import { called, errandsOf, wishesOf } from './called.ts';
import { TestCaller } from './caller.ts';
import { flow } from './flows.ts';

describe('record', () => {
  const TOLD =
    'first: { record: { to: start, notice: hello, refuse: star }, on: { done: help, refused: end } }\nhelp: { queue: help }';

  test('starts behind the notice, unless the caller refuses, and only a key pressed since then does', () => {
    expect(wishesOf(called(TOLD))).toEqual([]);
    expect(wishesOf(called(TOLD).silence())).toEqual([{ kind: 'record', to: 'start' }]);
    expect(called(TOLD).silence().queued).toBe('help');
    for (const caller of [called(TOLD).press('*'), called(TOLD).hear().press('1*')])
      expect([wishesOf(caller), caller.ended]).toEqual([[{ kind: 'record', to: 'stop' }], 'self_served']);
    const before = `first: { play: { prompts: bye, barge_in: false }, next: told }\n${TOLD.replace('first', 'told')}`;
    expect(called(before).press('*').hear().silence().queued).toBe('help');
  });

  test('takes no time without a notice', () => {
    expect(wishesOf(called('first: { record: pause, next: end }'))).toEqual([
      { kind: 'record', to: 'pause' },
    ]);
  });
});

describe('whisper and announce', () => {
  test("are in the caller's language, or in the one that is named", () => {
    const steps = `first: { language: ru, next: second }
second: { whisper: hello, next: third }
third: { announce: { prompts: [hello, bye], language: en }, next: end }`;
    expect(wishesOf(called(steps))).toEqual([
      { kind: 'whisper', language: 'ru', prompts: ['hello'] },
      { kind: 'announce', language: 'en', prompts: ['hello', 'bye'] },
    ]);
  });
});

describe('notify', () => {
  const MAIL =
    'first: { notify: { email: [a@crm.example], subject: "From {{ caller.number }}", text: hi }, next: end }';

  test('makes no second line of a subject', () => {
    expect(wishesOf(called(MAIL, '+7\r\nBcc: me@crm.example'))).toEqual([
      {
        kind: 'notify',
        notice: { kind: 'email', to: ['a@crm.example'], subject: 'From +7 Bcc: me@crm.example', text: 'hi' },
      },
    ]);
  });

  test('asks a server as `http` does, so that what is sent again is known', () => {
    const flows = flowsOf(
      flow('first: { notify: { url: "https://crm.example/{{ dialled }}", body: { a: 1 } }, next: end }'),
      {
        'bundle.yaml':
          'languages: [en, ru]\nsafety_queue: help\napology: sorry\nfarewell: farewell\negress: [crm.example]\n',
      },
    );
    expect(wishesOf(new TestCaller(flows).call())[0]).toMatchObject({
      notice: { request: { method: 'post', url: 'https://crm.example/100', body: '{"a":1}', hasKey: true } },
    });
  });

  test('is done when the caller has hung up', () => {
    const steps = `first: { menu: { prompts: ask, keys: { 1: end } }, on: { failed: end } }\n${MAIL.replace('first', 'gone')}`;
    const caller = new TestCaller(flowsOf(flow(steps, 'on_hangup: gone'))).call().input({ kind: 'hungUp' });
    expect(wishesOf(caller)).toHaveLength(1);
  });
});

describe('send_digits', () => {
  test('sends what can be sent, and fails where a value makes something else of it', () => {
    const steps =
      'first: { send_digits: "1w{{ caller.number }}", on: { done: help, error: end } }\nhelp: { queue: help }';
    const caller = called(steps, '23');
    expect(errandsOf(caller)[0]).toMatchObject({
      limitMs: 2_800,
      errand: { digits: '1w23', toneMs: 100, gapMs: 100 },
    });
    expect(caller.errandEnds({ kind: 'send_digits' }).queued).toBe('help');
    expect(called(steps, '+23').ended).toBe('self_served');
  });
});

describe('conference', () => {
  const ROOM =
    'first: { conference: lobby, on: { left: help, ended: end, full: end } }\nhelp: { queue: help }';

  test('is left by the star, and the exchange is told', () => {
    const caller = called(ROOM).press('1');
    expect(caller.errand).not.toBeNull();
    expect(caller.press('*').queued).toBe('help');
    expect(caller.effects).toContainEqual({ kind: 'stopErrand', errandId: 'errand-1' });
    expect(called(ROOM).errandEnds({ kind: 'conference', outcome: 'ended' }).ended).toBe('self_served');
  });
});

describe('hold', () => {
  const HOLD = `first: { hold: { for: 30s, key: hash }, on: { done: ask, pressed: help } }
ask: { menu: { prompts: ask, keys: { 5: help } }, on: { failed: end } }
help: { queue: help }`;

  test('ends by time or by its key, and keeps other keys for the question that follows', () => {
    expect(called(HOLD).press('#').queued).toBe('help');
    expect(called(HOLD).press('5').errandEnds({ kind: 'hold' }).queued).toBe('help');
    expect(called(HOLD).errandEnds({ kind: 'hold' }).transcript.at(-1)).toBe('en: ask');
  });
});

describe('bot', () => {
  const BOT = `first:
  bot: { name: b, intents: { yes: told }, slots: { city: "none", people: 2 } }
  on: { other: told, failed: end }
told: { say: "{{ city }} {{ people }}", next: end }`;
  const said = (intent: string | null, slots: Record<string, unknown>): string | undefined =>
    called(BOT).errandEnds({ kind: 'bot', intent, slots }).transcript.at(-1);

  test('goes on by what was understood, with what was heard of it', () => {
    expect(said('yes', { city: 'Bonn', people: 3 })).toBe('en: "Bonn 3"');
    expect(said('toString', {})).toBe('en: "none 2"');
    expect(said(null, {})).toBe('hang up: normal, self_served');
  });

  test('believes nothing of another type: the bot is not ours', () => {
    expect(said('yes', { city: 5, people: '3', __proto__: null })).toBe('en: "none 2"');
    expect(said('yes', { city: 'x'.repeat(201), people: 2.5 })).toBe('en: "none 2"');
  });
});

describe('early_media', () => {
  test('is heard without an answer, which costs nothing', () => {
    const caller = called('first: { early_media: hello, next: second }\nsecond: { play: bye, next: end }');
    expect(caller.transcript).toEqual(['wish {"kind":"early_media"}', 'en: hello']);
    expect(caller.hear().transcript.slice(2)).toEqual(['answer', 'en: bye']);
  });
});

test('reject turns the call away with its cause, unanswered', () => {
  const steps =
    'first: { branch: { if: dialled == "100", then: second, else: end } }\nsecond: { reject: congestion }';
  expect(called(steps).transcript).toEqual(['hang up: congestion, rejected']);
});
