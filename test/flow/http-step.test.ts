import { describe, expect, test } from 'vitest';
import { type FetchResult, type FlowSet, withoutSecrets } from '../../src/flow/index.ts';
import { flowsOf } from '../bundle/small-bundle.ts';
import { TestCaller } from './caller.ts';
import { flow } from './flows.ts';

const BUNDLE = {
  'bundle.yaml':
    'languages: [en, ru]\nsafety_queue: help\napology: sorry\nfarewell: farewell\negress: [crm.example]\n',
};

/** A step that asks a server; each outcome says its own name and the variables. */
const asks = (parameters: string, said = ''): FlowSet =>
  flowsOf(
    flow(`first:
  http: { ${parameters} }
  on: { ok: good, http_error: failed, timeout: late, bad_data: bad, error: wrong }
good: { say: { text: { en: "ok ${said}", ru: "ok ${said}" } }, next: end }
failed: { play: sorry, next: end }
late: { play: bye, next: end }
bad: { play: ask, next: end }
wrong: { play: choose, next: end }`),
    BUNDLE,
  );

const answer = (body: unknown, status = 200): FetchResult => ({
  kind: 'answered',
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const LOOKUP = 'url: "https://crm.example/callers/{{ caller.number }}"';
const request = (caller: TestCaller) => caller.effects.find((effect) => effect.kind === 'fetch')!;

describe('a request', () => {
  test('is encoded where it holds what came from outside', () => {
    const caller = new TestCaller(asks(LOOKUP), { caller: '+7/../x?a=b#c d' }).call();
    expect(request(caller)).toMatchObject({
      limitMs: 3_000,
      request: {
        method: 'get',
        url: 'https://crm.example/callers/%2B7%2F..%2Fx%3Fa%3Db%23c%20d',
        ...{ headers: {}, secretHeaders: {}, body: null, triesMax: 1, hasKey: false },
      },
    });
  });

  test.each(['.', '..'])('does not go where a caller called "%s" would lead it', (number) => {
    const caller = new TestCaller(asks(LOOKUP), { caller: number }).call();
    expect(caller.transcript.slice(-1)).toEqual(['en: choose']);
    expect(caller.fetching).toBeNull();
  });

  test('with a header that cannot hold a value is not sent', () => {
    const set = asks('url: "https://crm.example/", headers: { x-caller: "{{ caller.number }}" }');
    expect(new TestCaller(set, { caller: '7\r\nx-evil: 1' }).call().transcript).toContain('en: choose');
    expect(request(new TestCaller(set).call())?.request.headers).toEqual({ 'x-caller': '+79161234567' });
  });

  test.each([
    [
      'a URL',
      'url: "https://crm.example/{{ caller.number }}{{ caller.number }}"',
      990,
      'the URL is too long',
    ],
    [
      'a body',
      `url: "https://crm.example/", method: post, body: { a: [${Array.from({ length: 16 }, () => '"{{ caller.number }}"').join(', ')}] }`,
      996,
      'the body is too long',
    ],
    [
      'a header',
      'url: "https://crm.example/", headers: { x-a: "a{{ caller.number }}" }',
      999,
      'a value does not fit into the header x-a',
    ],
  ])('has %s of a certain length at most', (_, parameters, most, say) => {
    const set = asks(parameters);
    expect(new TestCaller(set, { caller: '1'.repeat(most) }).call().fetching).not.toBeNull();
    const long = new TestCaller(set, { caller: '1'.repeat(most + 1) }).call();
    expect(long.transcript).toEqual([`! "first": ${say}`, 'answer', 'en: choose']);
  });

  test.each([
    ['get', '', { method: 'get', body: null, triesMax: 1, hasKey: false }],
    ['delete', 'retry: 1', { method: 'delete', body: null, triesMax: 2, hasKey: false }],
    ['put', 'body: { a: null }', { method: 'put', body: '{"a":null}', triesMax: 1, hasKey: false }],
    ['patch', 'idempotency_key: true', { method: 'patch', triesMax: 1, hasKey: true }],
  ])('by %s with {%s} is sent so', (method, more, sent) => {
    const set = asks(`url: "https://crm.example/", method: ${method}${more === '' ? '' : `, ${more}`}`);
    expect(request(new TestCaller(set).call()).request).toMatchObject(sent);
  });

  test('has body values of their types, deep inside as well', () => {
    const body =
      '{ a: [{ b: "{{ dialled == language }}", c: "{{ size(dialled) * 2 }}" }, 1.5, false, null] }';
    const sent = request(
      new TestCaller(asks(`url: "https://crm.example/", method: post, body: ${body}`)).call(),
    );
    expect(JSON.parse(sent.request.body!)).toEqual({ a: [{ b: false, c: 6 }, 1.5, false, null] });
  });

  test('has a body of JSON whatever its values hold, and secrets by their names', () => {
    const set = asks(
      'url: "https://crm.example/", method: post, idempotency_key: true, retry: 2, ' +
        'headers: { authorization: { secret: crm } }, ' +
        'body: { who: "{{ caller.number }}", n: "{{ size(dialled) }}", list: [1, true, "n={{ dialled }}"] }',
    );
    const sent = request(new TestCaller(set, { caller: '"},' }).call()).request;
    expect(JSON.parse(sent.body!)).toEqual({ who: '"},', n: 3, list: [1, true, 'n=100'] });
    expect(sent).toMatchObject({ secretHeaders: { authorization: 'crm' }, triesMax: 3, hasKey: true });
  });
});

describe('an answer', () => {
  const FIELDS =
    'into: { name: { from: "list[1].name" }, n: { from: n, type: int, otherwise: 7 }, vip: { from: vip, type: bool, otherwise: false } }, status: code';
  const set = () => asks(`${LOOKUP}, ${FIELDS}`, '{{ name }} {{ n }} {{ vip }} {{ code }}');
  const hearing = (result: FetchResult) => new TestCaller(set()).call().fetched(result);

  test('becomes typed variables', () => {
    const said = hearing(answer({ list: [{}, { name: 'Anna' }], n: 2, vip: true })).transcript.at(-1);
    expect(said).toBe('en: "ok Anna 2 true 200"');
  });

  test('may lack what has a fallback', () => {
    expect(hearing(answer({ list: [0, { name: 'Anna' }], n: null })).transcript.at(-1)).toBe(
      'en: "ok Anna 7 false 200"',
    );
  });

  test('need not be JSON where nothing of it is wanted', () => {
    const caller = new TestCaller(asks(LOOKUP)).call().fetched(answer('fine'));
    expect(caller.transcript.at(-1)).toBe('en: "ok "');
    expect(Object.keys(caller.state.variables)).toEqual([]);
  });

  test.each<[string, unknown, string | null]>([
    ['string', 'x'.repeat(1_000), 'x'.repeat(1_000)],
    ['string', 'x'.repeat(1_001), null],
    ['string', ['x'], null],
    ['string', 5, null],
    ['int', -3, '-3'],
    ['int', 2 ** 53, null],
    ['int', true, null],
    ['double', 2.5, '2.5'],
    ['double', 2, '2'],
    ['double', '2.5', null],
    ['bool', true, 'true'],
    ['bool', 'yes', null],
    ['bool', 1, null],
  ])('as %s has for %j the value %j', (type, value, kept) => {
    const set = asks(`${LOOKUP}, into: { v: { from: "deep[10].v", type: ${type} } }`);
    const list = Array.from({ length: 11 }, () => ({ v: value }));
    const caller = new TestCaller(set).call().fetched(answer({ deep: list }));
    expect(caller.transcript.includes('en: ask')).toBe(kept === null);
    expect(Object.values(caller.state.variables).map(String)).toEqual(kept === null ? [] : [kept]);
    expect(caller.transcript.includes(`! "first": the answer has no ${type} at deep.10.v`)).toBe(
      kept === null,
    );
  });

  test.each([
    ['the length of a list', 'list.length', { list: [1] }],
    ['something inside of nothing', 'a.b', { a: null }],
    ['something inside of a text', 'a.length', { a: 'text' }],
    ['what every object has', 'constructor.name', {}],
  ])('does not have %s', (_, from, body) => {
    const set = asks(`${LOOKUP}, into: { v: { from: "${from}", type: int, otherwise: 7 } }`, '{{ v }}');
    expect(new TestCaller(set).call().fetched(answer(body)).transcript.at(-1)).toBe('en: "ok 7"');
  });

  test('does not have a number beyond all numbers', () => {
    const set = asks(`${LOOKUP}, into: { v: { from: v, type: double } }`);
    expect(new TestCaller(set).call().fetched(answer('{"v":1e999}')).transcript.at(-1)).toBe('en: ask');
  });

  test('that is missing sets only what has a fallback', () => {
    const set = asks(`${LOOKUP}, into: { a: { from: a }, b: { from: b, otherwise: none } }`);
    const caller = new TestCaller(set).call().fetched({ kind: 'timeout' });
    expect(Object.entries(caller.state.variables)).toEqual([['b', 'none']]);
    expect(caller.transcript).toContain('! "first": no answer within 3000 ms');
  });

  test.each([
    [199, 'en: sorry'],
    [200, 'en: "ok "'],
    [299, 'en: "ok "'],
    [300, 'en: sorry'],
  ])('with status %i leads to %s', (status, said) => {
    expect(new TestCaller(asks(LOOKUP)).call().fetched(answer('', status)).transcript.at(-1)).toBe(said);
  });

  test.each([
    ['no JSON', '{'],
    ['no such field', { n: 1 }],
    ['a field of another type', { list: [{}, { name: 'Anna' }], n: '2' }],
    ['a fraction for a whole number', { list: [{}, { name: 'Anna' }], n: 2.5 }],
    ['what only JavaScript finds', { list: { 1: { name: null } } }],
    ['a text without an end', { list: [{}, { name: 'x'.repeat(1_001) }] }],
  ])('is bad data when it has %s, and the fallbacks count', (_, body) => {
    const caller = hearing(answer(body));
    expect(caller.transcript.at(-1)).toBe('en: ask');
    expect(caller.state.variables).toEqual({ n: '7', vip: false, code: '200' });
  });

  test.each<[string, FetchResult, string]>([
    ['http_error', answer('', 500), 'en: sorry'],
    ['http_error', answer('', 302), 'en: sorry'],
    ['http_error', { kind: 'unreachable', why: 'no connection' }, 'en: sorry'],
    ['timeout', { kind: 'timeout' }, 'en: bye'],
    ['bad_data', { kind: 'tooBig' }, 'en: ask'],
    ['error', { kind: 'refused', why: 'forbidden' }, 'en: choose'],
  ])('ends with %s by %j', (outcome, result, said) => {
    const caller = hearing(result);
    expect(caller.transcript.at(-1)).toBe(said);
    expect(caller.effects).toContainEqual({ kind: 'stepLeft', flow: 'main', step: 'first', outcome });
  });

  test('of another request, or a second one, changes nothing', () => {
    const caller = new TestCaller(set()).call();
    caller.input({ kind: 'fetched', fetchId: 'fetch-99', result: { kind: 'timeout' } });
    expect(caller.fetching).not.toBeNull();
    const { fetchId } = caller.fetching!;
    caller.fetched({ kind: 'timeout' });
    const count = caller.effects.length;
    caller.input({ kind: 'fetched', fetchId, result: { kind: 'timeout' } });
    expect(caller.effects.length).toBe(count);
  });

  test('that is secret is kept where no snapshot goes', () => {
    const secret = asks(`${LOOKUP}, into: { pin: { from: pin, secret: true } }`);
    const caller = new TestCaller(secret).call().fetched(answer({ pin: '4711' }));
    expect(caller.state.secrets).toEqual({ pin: '4711' });
    expect(JSON.stringify(withoutSecrets(caller.state))).not.toContain('4711');
  });
});

describe('while it waits', () => {
  test('the caller hears the filler after a moment, again after a pause, and never after the answer', () => {
    const caller = new TestCaller(asks(`${LOOKUP}, filler: hello`)).call();
    expect([caller.answered, caller.listening?.ms]).toEqual([true, 600]);
    caller.silence();
    expect(caller.saying).not.toBeNull();
    caller.hear();
    expect(caller.listening?.ms).toBe(4_000);
    caller.silence().fetched(answer('{}'));
    expect(caller.transcript.filter((line) => line === 'en: hello')).toHaveLength(2);
    expect(caller.transcript.at(-1)).toBe('en: "ok "');
  });

  test('a call without a filler is not answered for it', () => {
    expect(new TestCaller(asks(LOOKUP)).call().answered).toBe(false);
  });

  test('keys are kept for the next question', () => {
    const caller = new TestCaller(asks(LOOKUP)).call().press('5');
    expect(caller.state.earlyDigits.map(({ digit }) => digit)).toEqual(['5']);
  });
});

describe('resumed after a restart', () => {
  const resumed = (parameters: string): TestCaller => {
    const caller = new TestCaller(asks(parameters)).call();
    caller.state = withoutSecrets(JSON.parse(JSON.stringify(caller.state)));
    return caller.input({ kind: 'resumed' });
  };

  test('a question is asked again, in the same visit', () => {
    const sent = resumed(LOOKUP).effects.filter((effect) => effect.kind === 'fetch');
    expect(sent.map(({ visit }) => visit)).toEqual([1, 1]);
  });

  test('what must not be done twice is not', () => {
    const post = 'url: "https://crm.example/", method: post';
    expect(resumed(post).transcript.filter((line) => line.startsWith('post'))).toHaveLength(1);
    expect(resumed(post).transcript.at(-1)).toBe('en: sorry');
    expect(resumed(`${post}, idempotency_key: true`).fetching).not.toBeNull();
  });
});
