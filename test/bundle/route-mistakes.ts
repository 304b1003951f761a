import type { Case } from './mistake-case.ts';

const routes = (text: string, head = ''): Case[1] => ({ 'routes.yaml': `${head}routes:\n  one: ${text}\n` });
const ONE = 'trunks: [carrier]';

export const ROUTES: readonly Case[] = [
  ['a route that allows nothing', { 'routes.yaml': 'routes:\n  «MISSING_KEY»one: { trunks: [carrier] }\n' }],
  ['a route without a trunk', { 'routes.yaml': 'routes:\n  «MISSING_KEY»one: { to: ["+49*"] }\n' }],
  ['a number without quotes', routes(`{ to: [«UNQUOTED_NUMBER»112], ${ONE} }`)],
  ['a number that is none', routes(`{ to: [«BAD_PATTERN»"+49 30"], ${ONE} }`)],
  ['a pattern without a country', routes(`{ to: [«BAD_PATTERN»"0*"], ${ONE} }`)],
  ['a pattern of any country', routes(`{ to: [«BAD_PATTERN»"+4*", «BAD_PATTERN»"+35*"], ${ONE} }`)],
  ['a pattern of satellites', routes(`{ to: ["+358*", «BAD_PATTERN»"+8821*"], ${ONE} }`)],
  [
    'a number as it is dialled at home',
    routes(`{ to: [«BAD_PATTERN»"030123456"], ${ONE} }`, 'home: { country: "49", national: "0" }\n'),
  ],
  ['a country that is none', routes(`{ to: ["112"], ${ONE} }`, 'home: { country: «WRONG_VALUE»"049" }\n')],
  [
    'a pattern that an earlier route takes',
    {
      'routes.yaml': `routes:\n  one: { to: ["+49*"], ${ONE} }\n  two: { to: [«PATTERN_SHADOWED»"+4930*", "+4930123456"], ${ONE} }\n`,
    },
  ],
  ['the same number twice', routes(`{ to: ["112", «PATTERN_SHADOWED»"112"], ${ONE} }`)],
  ['a server that is none', routes(`{ sip: [«WRONG_VALUE»"sip:pbx.example"], ${ONE} }`)],
  ['somebody who cannot be shown', routes(`{ to: ["112"], ${ONE}, caller_id: [dialled, «WRONG_VALUE»me] }`)],
  [
    'a limit of nothing',
    routes(`{ to: ["112"], ${ONE}, limits: { calls: «WRONG_VALUE»0, longest: «BAD_DURATION»60 } }`),
  ],
  ['hours that nobody wrote', routes(`{ to: ["112"], ${ONE}, schedule: «UNKNOWN_SCHEDULE»office }`)],
  ['a key that nobody knows', routes(`{ to: ["112"], ${ONE}, «UNKNOWN_KEY»trunk: carrier }`)],
];
