import { describe, expect, test } from 'vitest';
import { flowsOf } from '../bundle/small-bundle.ts';
import { called, errandsOf } from './called.ts';
import { TestCaller } from './caller.ts';
import { flow } from './flows.ts';

const DIAL = `first: { dial: { number: "+49 (30) 12-34", ring: 20s, longest: 10m }, on: { busy: help, failed: end } }
help: { queue: help }`;

describe('an errand', () => {
  test('is plain data, with its visit and the time within which it ends', () => {
    expect(errandsOf(called(DIAL))).toEqual([
      {
        ...{ kind: 'errand', errandId: 'errand-1', visit: 1, limitMs: 620_000 },
        errand: {
          ...{ kind: 'dial', isTransfer: false, callerId: 'caller', ringMs: 20_000, talkMsMax: 600_000 },
          ...{ callee: { kind: 'number', number: '+49301234' }, whisper: [], confirmKey: null },
        },
      },
    ]);
  });

  test('ends once: what is told of another, or of the same again, changes nothing', () => {
    const caller = called(DIAL);
    const result = { kind: 'dial', outcome: 'busy' } as const;
    caller.input({ kind: 'errandEnded', errandId: 'errand-9', result });
    expect(caller.queued).toBeNull();
    caller.errandEnds(result);
    expect(caller.queued).toBe('help');
    caller.input({ kind: 'errandEnded', errandId: 'errand-1', result });
    expect(caller.state.step).toBe('help');
  });

  test('that nobody can do is an error of the step', () => {
    const caller = called(DIAL.replace('failed: end', 'failed: end, error: help'));
    caller.errandEnds({ kind: 'impossible', why: 'no line out' });
    expect(caller.transcript.slice(-2)).toEqual(['! "first": no line out', 'queue help']);
  });

  test('goes on over a restart: whoever does it says how it ends, and it is not sent twice', () => {
    const caller = called(DIAL);
    caller.forgetful = true;
    caller.input({ kind: 'resumed' });
    expect(errandsOf(caller)).toHaveLength(1);
    expect(caller.errandEnds({ kind: 'dial', outcome: 'busy' }).queued).toBe('help');
  });

  test('swallows keys: they are for whoever the caller talks to', () => {
    expect(called(DIAL).press('12#').state.earlyDigits).toEqual([]);
  });
});

describe('dial', () => {
  test('hangs up when they have talked, unless the flow goes on', () => {
    const talked = { kind: 'dial', outcome: 'answered' } as const;
    expect(called(DIAL).errandEnds(talked).ended).toBe('self_served');
    expect(called(DIAL.replace('busy', 'answered')).errandEnds(talked).queued).toBe('help');
  });

  test.each<[string, unknown]>([
    ['caller', 'caller'],
    ['dialled', 'dialled'],
    ['hidden', 'hidden'],
    ['"+493012"', { number: '+493012' }],
  ])('shows the other party %s', (written, callerId) => {
    const [sent] = errandsOf(called(DIAL.replace('ring: 20s', `caller_id: ${written}`)));
    expect(sent?.errand).toMatchObject({ callerId });
  });

  test.each<[string, object]>([
    ['number: "{{ dialled }}23"', { kind: 'number', number: '10023' }],
    ['number: "+{{ dialled }} (2)-3"', { kind: 'number', number: '+10023' }],
    ['sip: "sips:a.b@pbx.example:5061"', { kind: 'sip', address: 'sips:a.b@pbx.example:5061' }],
    [
      'sip: "sip:{{ caller.number }}@pbx.example"',
      { kind: 'sip', address: 'sip:%2B79161234567@pbx.example' },
    ],
    ['operator: anna', { kind: 'operators', operators: ['anna'] }],
    ['group: [boris, anna]', { kind: 'operators', operators: ['boris', 'anna'] }],
  ])('calls %s', (written, callee) => {
    const [sent] = errandsOf(called(DIAL.replace('number: "+49 (30) 12-34"', written)));
    expect(sent?.errand).toMatchObject({ callee });
  });

  test.each([
    'number: "{{ language }}"',
    'number: "{{ dialled }}{{ dialled }}{{ dialled }}{{ dialled }}{{ dialled }}{{ dialled }}"',
    'sip: "sip:{{ language.substring(2) }}@pbx.example"',
  ])('calls nobody by what turns out to be no address: %s', (written) => {
    const caller = called(
      DIAL.replace('number: "+49 (30) 12-34"', written).replace('failed: end', 'failed: help'),
    );
    expect(errandsOf(caller)).toEqual([]);
    expect(caller.transcript).toContain('! "first": this can be no number or address');
    expect(caller.queued).toBe('help');
  });

  test('what is not handled of its own counts as failed', () => {
    expect(called(DIAL).errandEnds({ kind: 'dial', outcome: 'declined' }).ended).toBe('self_served');
  });

  test('what turns out to be no number is failed, and nobody is called', () => {
    const caller = called('first: { dial: "{{ caller.number }}", on: { failed: end } }', 'anonymous');
    expect(errandsOf(caller)).toEqual([]);
    expect(caller.transcript).toContain('! "first": this can be no number or address');
  });

  test('a value cannot lead to another SIP server', () => {
    const caller = called(
      'first: { dial: { sip: "sip:{{ caller.number }}@pbx.example" }, on: { failed: end } }',
      'a@b;c',
    );
    expect(errandsOf(caller)[0]!.errand).toMatchObject({ callee: { address: 'sip:a%40b%3Bc@pbx.example' } });
  });
});

describe('transfer', () => {
  const TRANSFER =
    'first: { transfer: { group: [anna, boris], caller_id: "123", confirm: star }, on: { failed: end } }';

  test('is over when the other party has the caller: nobody is hung up', () => {
    const caller = called(TRANSFER);
    expect(errandsOf(caller)[0]!.errand).toMatchObject({
      ...{ isTransfer: true, callee: { kind: 'operators', operators: ['anna', 'boris'] } },
      ...{ callerId: { number: '123' }, confirmKey: 'star' },
    });
    caller.errandEnds({ kind: 'dial', outcome: 'answered' });
    expect(caller.effects.at(-1)).toEqual({
      kind: 'stepLeft',
      flow: 'main',
      step: 'first',
      outcome: 'answered',
    });
    expect(caller.state.over).toBe(true);
  });
});

describe('voicemail', () => {
  const BOX = `first: { voicemail: { box: help, greeting: hello, longest: 1m }, on: { saved: help, empty: end, hangup: kept } }
kept: { tag: message, next: end }
help: { queue: help }
gone: { tag: gone, next: end }`;
  const box = (): TestCaller => new TestCaller(flowsOf(flow(BOX, HEAD))).call();
  const HEAD = 'on_hangup: gone\ndefaults: { on: { timeout: end, full: end, unstaffed: end } }';
  const tagged = ({ effects }: TestCaller): (string | null)[] =>
    effects.flatMap((effect) => (effect.kind === 'tagged' ? [effect.label] : []));

  test('listens behind the greeting, or behind a key', () => {
    const wanted = { kind: 'voicemail', box: 'help', longestMs: 60_000, silenceMs: 5_000 };
    for (const caller of [box().hear(), box().press('1')]) {
      expect(errandsOf(caller).map(({ errand }) => errand)).toEqual([wanted]);
      expect([caller.saying, caller.listening]).toEqual([null, null]);
      expect(caller.press('2').errandEnds({ kind: 'voicemail', outcome: 'saved' }).queued).toBe('help');
    }
  });

  test('begins anew after a restart in its greeting, and not behind it', () => {
    expect(box().input({ kind: 'resumed' }).transcript).toEqual(['answer', 'en: hello', 'en: hello']);
    expect(errandsOf(box().hear().input({ kind: 'resumed' }))).toHaveLength(1);
  });

  test('knows a caller who hangs up behind the message from one who hears the greeting', () => {
    expect(tagged(box().hear().input({ kind: 'hungUp' }))).toEqual(['message', 'gone']);
    expect(tagged(box().input({ kind: 'hungUp' }))).toEqual(['gone']);
  });
});

describe('callback', () => {
  const BACK = `first: { callback: { queue: sales, confirm: ask, number: ask-again }, on: { booked: help, refused: end, full: end } }
help: { queue: help }`;
  const numbers = (caller: TestCaller): unknown[] =>
    errandsOf(caller).map(({ errand }) => errand.kind === 'callback' && errand.number);

  test("reads the caller's number, and books it when that is confirmed", () => {
    const caller = called(BACK).press('1');
    expect(caller.transcript.slice(0, 3)).toEqual(['answer', 'en: phone(+79161234567) ask', '> 1']);
    expect(errandsOf(caller)[0]!.errand).toEqual({
      ...{ kind: 'callback', queue: 'sales', number: '+79161234567', keepsPlace: true },
      ...{ schedule: null, windowMs: 86_400_000, attemptsMax: 3 },
      ...{ afterMs: 0, retryMs: 900_000, ringMs: 25_000, first: 'operator', whisper: [], takeKey: null },
    });
    expect(caller.errandEnds({ kind: 'callback', outcome: 'booked' }).queued).toBe('help');
  });

  test('takes no key for a yes that was pressed before the question', () => {
    const early = `first: { play: { prompts: hello, barge_in: false }, next: book }\n${BACK.replace('first', 'book')}`;
    const caller = called(early).press('1').hear();
    expect(numbers(caller)).toEqual([]);
    expect(numbers(caller.press('1'))).toEqual(['+79161234567']);
  });

  test('reads another number as well, also after its state went through JSON', () => {
    const caller = called(BACK);
    caller.forgetful = true;
    expect(numbers(caller.press('2').press('88005553535#'))).toEqual([]);
    expect(caller.transcript.at(-1)).toBe('en: phone(88005553535) ask');
    expect(numbers(caller.press('1'))).toEqual(['88005553535']);
  });

  test('asks who hides the number, and books nobody who is silent, mistaken or unwilling', () => {
    expect(called(BACK, '').transcript.at(-1)).toBe('en: ask-again');
    for (const caller of [
      called(BACK, '').silence().silence().silence(),
      called(BACK).press('9').silence().press('8'),
      called(BACK, 'anonymous').press('12#').press('34#').press('56#'),
      called(BACK).press('*'),
      called(BACK.replace(', number: ask-again', ''), ''),
    ]) {
      expect([numbers(caller), caller.ended]).toEqual([[], 'self_served']);
    }
  });

  test('makes known that a number will be spoken, so that its words lie ready', () => {
    const { sayings } = flowsOf(flow(BACK)).flows.get('main')!;
    expect(sayings).toEqual(['en', 'ru'].map((language) => ({ language, valueKind: 'phone' })));
  });

  test('books the own number at once where nothing is to be confirmed', () => {
    const plain = BACK.replace('{ queue: sales, confirm: ask, number: ask-again }', 'sales');
    expect(numbers(called(plain))).toEqual(['+79161234567']);
  });
});

describe('survey', () => {
  const SURVEYS = {
    'surveys.yaml':
      'surveys: { poll: { questions: { content: { csat: ask }, recommend: { nps: ask-again }, why: { free: ask-last } } } }\n',
  };
  const polled = (): TestCaller =>
    new TestCaller(
      flowsOf(
        flow('first: { survey: poll, on: { done: help, skipped: end } }\nhelp: { queue: help }'),
        SURVEYS,
      ),
    ).call();
  const answers = ({ effects }: TestCaller): string[] =>
    effects.flatMap((effect) =>
      effect.kind === 'wish' && effect.wish.kind === 'surveyed'
        ? [`${effect.wish.question} ${effect.wish.score}`]
        : [],
    );

  test('asks one question after the other, by keys and by voice', () => {
    const caller = polled().press('4').press('8');
    expect(answers(caller)).toEqual(['content 4', 'recommend 8']);
    caller.hear();
    expect(errandsOf(caller)[0]!.errand).toEqual({
      ...{ kind: 'survey', survey: 'poll', question: 'why', longestMs: 60_000, silenceMs: 5_000 },
    });
    expect(caller.errandEnds({ kind: 'survey', outcome: 'empty' }).queued).toBe('help');
  });

  test('knows ten from one: one waits for a second digit, nine does not', () => {
    expect(answers(polled().press('1').press('10'))).toEqual(['content 1', 'recommend 10']);
    expect(answers(polled().press('1').press('1').silence())).toEqual(['content 1', 'recommend 1']);
    expect(answers(polled().press('1').press('1#'))).toEqual(['content 1', 'recommend 1']);
    expect(answers(polled().press('1').press('9'))).toEqual(['content 1', 'recommend 9']);
    expect(answers(polled().press('1').press('0'))).toEqual(['content 1', 'recommend 0']);
  });

  test('asks who does not answer no further, and skips who has answered nothing', () => {
    expect(polled().press('9').silence().ended).toBe('self_served');
    expect(polled().press('*').ended).toBe('self_served');
    expect(polled().press('3').silence().silence().queued).toBe('help');
  });
});

test('keys that were pressed before a booking, a survey or a notice serve no later question either', () => {
  const polls = { 'surveys.yaml': 'surveys: { poll: { questions: { content: { csat: ask } } } }\n' };
  for (const step of [
    'callback: { queue: sales, confirm: ask }, on: { booked: end, refused: end, full: end }',
    'survey: poll, on: { done: end }',
    'record: { to: start, notice: ask }, next: end',
    'voicemail: { box: help, greeting: ask }, next: end',
  ]) {
    const steps = `first: { play: { prompts: hello, barge_in: false }, next: second }\nsecond: { ${step} }`;
    const caller = new TestCaller(flowsOf(flow(steps), polls), { caller: '+79161234567' }).call().press('1');
    expect(caller.state.earlyDigits).toHaveLength(1);
    expect(caller.hear().state.earlyDigits).toEqual([]);
  }
});
