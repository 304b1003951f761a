import { type Case, END, steps } from './mistake-case.ts';

const BUNDLE = {
  'bundle.yaml':
    'languages: [en, ru]\nsafety_queue: help\napology: sorry\nfarewell: farewell\negress: [crm.example, "erp.example:8443"]\n',
};

const ON = 'on: { ok: end, http_error: end }';

/** A flow whose first step asks a server; the bundle names two of them. */
const http = (parameters: string, more = ''): Case[1] => ({
  ...BUNDLE,
  ...steps(`first: { http: { ${parameters} }, ${ON} }\n${more}${END}`),
});
const OK = 'url: "https://crm.example/"';

export const HTTP: readonly Case[] = [
  ['a server that the bundle does not name', http('url: «UNKNOWN_HOST»"https://other.example/"')],
  ['a port that the bundle does not name', http('url: «UNKNOWN_HOST»"https://crm.example:8443/"')],
  ['an address that is written in another way', http('url: «UNKNOWN_HOST»"https://0x7f.1/"')],
  ['a server that depends on the caller', http('url: «BAD_URL»"https://{{ dialled }}.example/"')],
  ['a server whose end depends on the caller', http('url: «BAD_URL»"https://crm.example{{ dialled }}/"')],
  ['another way than http', http('url: «BAD_URL»"ftp://crm.example/"')],
  ['a way up', http('url: «BAD_URL»"https://crm.example/a/%2E./b"')],
  ['a password in the address', http('url: «SECRET_LEAK»"https://me:pw@crm.example/"')],
  ['a key in the address', http('url: «SECRET_LEAK»"https://crm.example/?api_key=abc"')],
  ['a key in the flow', http(`${OK}, headers: { authorization: «SECRET_LEAK»Bearer abc }`)],
  ['a header of the way of the message', http(`${OK}, headers: { «BAD_HEADER»host: crm.example }`)],
  ['a header that claims another sender', http(`${OK}, headers: { «BAD_HEADER»x-forwarded-for: a }`)],
  ['a body that nobody reads', http(`${OK}, «WRONG_VALUE»body: { a: 1 }`)],
  ['what may be done twice', http(`${OK}, method: post, «WRONG_VALUE»retry: 1`)],
  ['a caller who is held for long', http(`${OK}, timeout: «WRONG_VALUE»16s`)],
  ['a filler that does not exist', http(`${OK}, filler: «UNKNOWN_PROMPT»helo`)],
  ['a path that leads nowhere', http(`${OK}, into: { a: { from: «WRONG_VALUE»"a..b" } }`)],
  [
    'a fallback of another type',
    http(`${OK}, into: { a: { from: a, type: int, otherwise: «EXPRESSION_TYPE»x } }`),
  ],
  ['a secret that is no text', http(`${OK}, into: { a: { from: a, type: «WRONG_VALUE»int, secret: true } }`)],
  [
    'a variable that only an answer sets',
    {
      ...BUNDLE,
      ...steps(
        `first: { http: { ${OK}, into: { a: { from: a } } }, on: { ok: end, http_error: tell } }\ntell: { say: [{ digits: «UNSET_VARIABLE»a }], next: end }\n${END}`,
      ),
    },
  ],
  [
    "a caller's secret in an address and in a header",
    {
      ...BUNDLE,
      ...steps(
        `first: { input: { prompts: ask, into: pin, secret: true }, on: { ok: asks, failed: end } }
asks: { http: { url: «SECRET_LEAK»"https://crm.example/{{ pin }}", headers: { x-pin: «SECRET_LEAK»"{{ pin }}" } }, ${ON} }\n${END}`,
      ),
    },
  ],
  [
    'a circle of questions to a server, in which a caller would be held',
    {
      ...BUNDLE,
      ...steps(`«LOOP_WITHOUT_WAIT»first: { http: { ${OK} }, on: { ok: end, http_error: first } }\n${END}`),
    },
  ],
  [
    'outcomes that nothing handles',
    {
      ...BUNDLE,
      ...steps(
        `«UNHANDLED_OUTCOME»«UNHANDLED_OUTCOME»«UNHANDLED_OUTCOME»first: { http: { ${OK} }, on: { ok: end } }\n${END}`,
      ),
    },
  ],
  [
    'a server that is none',
    { 'bundle.yaml': `${BUNDLE['bundle.yaml'].replace('[crm.example', '[«WRONG_VALUE»0x7f.1')}` },
  ],
];
