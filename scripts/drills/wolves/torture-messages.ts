/**
 * One message for each section of RFC 4475 (SIP Torture Test Messages), made from what the section says that such a
 * message is like. They are not the octets of its appendix: those must be fetched with their encoding to be exact.
 */
export type TortureMessage = { readonly section: string; readonly bytes: Buffer };

/** Where the messages say that they come from and go to. */
export type TorturePlace = { readonly from: string; readonly port: number; readonly to: string };

type Lines = Readonly<Record<string, string>>;

const CRLF = '\r\n';

/** A request that is in order; a line that is empty is left out. */
function request(
  { from, port, to }: TorturePlace,
  section: string,
  { first, lines = {}, body = '', method = 'OPTIONS' }: Wish,
): string {
  const usual: Lines = {
    Via: `SIP/2.0/UDP ${from}:${port};rport;branch=z9hG4bK-torture-${section}-${port}`,
    'Max-Forwards': '70',
    From: `<sip:torture@${from}>;tag=t${section}`,
    To: `<sip:torture@${to}>`,
    'Call-ID': `torture-${section}@${from}`,
    CSeq: `1 ${method}`,
    Contact: `<sip:torture@${from}>`,
    'Content-Length': String(Buffer.byteLength(body)),
  };
  const all = Object.entries({ ...usual, ...lines }).filter(([, value]) => value !== '');
  const head = [
    first ?? `${method} sip:torture@${to} SIP/2.0`,
    ...all.map(([name, value]) => `${name}: ${value}`),
  ];
  return `${head.join(CRLF)}${CRLF}${CRLF}${body}`;
}

type Wish = {
  readonly first?: string;
  readonly lines?: Lines;
  readonly body?: string;
  readonly method?: string;
};

const HUGE = '9'.repeat(40);
const MULTIPART = [
  '--x',
  'Content-Type: text/plain',
  '',
  'a',
  '--x',
  'Content-Type: application/octet-stream',
  '',
]
  .concat('\0\u0001\u0002', '--x--', '')
  .join(CRLF);

/** Section 3.1.1: unusual, and in order. */
const VALID: Readonly<Record<string, (place: TorturePlace) => Wish>> = {
  '3.1.1.1': ({ from, to }) => ({
    method: 'INVITE',
    first: `INVITE sip:vivekg@${to};unknownparam SIP/2.0`,
    lines: {
      To: `${CRLF} sip:vivekg@${to} ;   tag    = 1918181833n`,
      From: `"J Rosenberg \\\\\\""       <sip:jdrosen@${from}>${CRLF}  ;${CRLF}  tag = 98asjd8`,
      'MaX-fOrWaRdS': '0068',
      'Max-Forwards': '',
      Via: '',
      v: `SIP  / 2.0  / UDP  ${from};branch=390skdjuw`,
      s: '',
      NewFangledHeader: `   newfangled value${CRLF} continued newfangled value`,
      'X-UnknownHeaderWithUnusualValue': ';;,,;;,;',
    },
  }),
  '3.1.1.2': ({ to }) => ({
    method: "!interesting-Method0123456789_*+`.%indeed'~",
    first: `!interesting-Method0123456789_*+\`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@${to} SIP/2.0`,
    lines: { "extensionHeader-!.%*+_`'~": '\ufeff\u5927\u505c\u96fb' },
  }),
  '3.1.1.3': ({ to }) => ({
    method: 'INVITE',
    first: `INVITE sip:sips%3Auser%40example.com@${to} SIP/2.0`,
    lines: { 'RE%47IST%45R': 'no' },
  }),
  '3.1.1.4': ({ from, to }) => ({
    method: 'REGISTER',
    lines: { To: `sip:null-%00-null@${to}`, Contact: `<sip:%00@${from}>, <sip:%00%00@${from}>` },
  }),
  '3.1.1.5': ({ to }) => ({ method: 'RE%47IST%45R', lines: { To: `"%Z%45" <sip:resource@${to}>` } }),
  '3.1.1.6': ({ from }) => ({ lines: { From: `caller<sip:caller@${from}>;tag=323` } }),
  '3.1.1.7': ({ from, to }) => ({
    lines: {
      To: `"I have a user name of ${'extreme '.repeat(60)}" <sip:user@${to}:6000;unknownparam=${'v'.repeat(400)}>`,
      From: `sip:${'amazinglylongcallername'.repeat(20)}@${from};tag=12${'982'.repeat(100)}424`,
      'Call-ID': `long${'r'.repeat(800)}@${from}`,
      [`Unknown-${'Long'.repeat(60)}`]: 'unknown',
    },
  }),
  '3.1.1.8': ({ from }) => ({
    body: `REGISTER sip:${from} SIP/2.0${CRLF}`,
    lines: { 'Content-Length': '0' },
  }),
  '3.1.1.9': ({ to }) => ({ first: `OPTIONS sip:user;par=u%40example.net@${to} SIP/2.0` }),
  '3.1.1.10': ({ from }) => ({
    lines: { Via: `SIP/2.0/UDP ${from};branch=z9hG4bK-x, SIP/2.0/SCTP b.example, SIP/2.0/UNKNOWN c.example` },
  }),
  '3.1.1.11': () => ({
    method: 'MESSAGE',
    body: MULTIPART,
    lines: { 'Content-Type': 'multipart/mixed;boundary=x' },
  }),
  '3.1.1.12': () => ({
    first:
      'SIP/2.0 200 = 2**3 * 5**2 \u043d\u043e \u0441\u0442\u043e \u0434\u0435\u0432\u044f\u043d\u043e\u0441\u0442\u043e',
  }),
  '3.1.1.13': () => ({ first: 'SIP/2.0 100 ' }),
};

/** Section 3.1.2: not in order. */
const INVALID: Readonly<Record<string, (place: TorturePlace) => Wish>> = {
  '3.1.2.1': ({ from }) => ({ lines: { Via: `SIP/2.0/UDP ${from};;,;,,`, Contact: '""<>,;;;' } }),
  '3.1.2.2': () => ({
    method: 'INVITE',
    body: 'v=0',
    lines: { 'Content-Length': '9999', 'Content-Type': 'application/sdp' },
  }),
  '3.1.2.3': () => ({ method: 'INVITE', body: 'v=0', lines: { 'Content-Length': '-999' } }),
  '3.1.2.4': () => ({
    method: 'REGISTER',
    lines: {
      CSeq: `${HUGE} REGISTER`,
      'Max-Forwards': HUGE,
      Expires: HUGE,
      Contact: `<sip:x@y>;expires=${HUGE}`,
    },
  }),
  '3.1.2.5': () => ({
    first: 'SIP/2.0 503 Service Unavailable',
    lines: { CSeq: `${HUGE} OPTIONS`, 'Retry-After': HUGE, Warning: `${HUGE} overture "x"` },
  }),
  '3.1.2.6': ({ to }) => ({ lines: { To: `"Mr. J. User <sip:j.user@${to}>` } }),
  '3.1.2.7': ({ to }) => ({ method: 'INVITE', first: `INVITE <sip:user@${to}> SIP/2.0` }),
  '3.1.2.8': ({ to }) => ({ method: 'INVITE', first: `INVITE sip:user@${to}; lr SIP/2.0` }),
  '3.1.2.9': ({ to }) => ({ method: 'INVITE', first: `INVITE  sip:user@${to}  SIP/2.0` }),
  '3.1.2.10': ({ to }) => ({ first: `OPTIONS sip:remote-target@${to} SIP/2.0  ` }),
  '3.1.2.11': ({ to }) => ({ method: 'INVITE', first: `INVITE sip:user@${to}?Route=%3Csip:x%3E SIP/2.0` }),
  '3.1.2.12': () => ({ method: 'INVITE', lines: { Date: 'Fri, 01 Jan 2010 16:00:00 EST' } }),
  '3.1.2.13': ({ from }) => ({
    method: 'REGISTER',
    lines: { Contact: `sip:user@${from}?Route=%3Csip:x%3E` },
  }),
  '3.1.2.14': ({ to }) => ({ lines: { To: `"Watson, Thomas" < sip:t.watson@${to} >` } }),
  '3.1.2.15': ({ from }) => ({ lines: { From: `Bell, Alexander <sip:a.g.bell@${from}>;tag=43` } }),
  '3.1.2.16': ({ to }) => ({
    first: `OPTIONS sip:t.watson@${to} SIP/7.0`,
    lines: { Via: 'SIP/7.0/UDP c.example;branch=z9' },
  }),
  '3.1.2.17': () => ({ lines: { CSeq: '8 INVITE' } }),
  '3.1.2.18': () => ({ method: 'NEWMETHOD', lines: { CSeq: '8 INVITE' } }),
  '3.1.2.19': () => ({ first: 'SIP/2.0 4294967301 better not break the receiver' }),
};

/** Sections 3.2 to 3.4: what a transaction, an application and an older SIP may meet. */
const LATER: Readonly<Record<string, (place: TorturePlace) => Wish>> = {
  '3.2.1': ({ from }) => ({ lines: { Via: `SIP/2.0/UDP ${from}:5060;branch=z9hG4bK` } }),
  '3.3.1': () => ({ method: 'INVITE', lines: { 'Call-ID': '', From: '', To: '' } }),
  '3.3.2': () => ({ first: 'OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0' }),
  '3.3.3': () => ({ first: 'OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0' }),
  '3.3.4': () => ({
    method: 'REGISTER',
    lines: { To: 'isbn:2983792873', From: '<http://www.example.com>;tag=3', Contact: '<name:John_Smith>' },
  }),
  '3.3.5': () => ({
    lines: {
      Require: 'nothingSupportsThis, nothingSupportsThisEither',
      'Proxy-Require': 'noProxiesSupportThis',
    },
  }),
  '3.3.6': () => ({
    method: 'INVITE',
    body: '<audio/>',
    lines: { 'Content-Type': 'application/unknownformat' },
  }),
  '3.3.7': () => ({ method: 'REGISTER', lines: { Authorization: 'NoOneKnowsThisScheme opaque-data=here' } }),
  '3.3.8': ({ from }) => ({
    method: 'INVITE',
    lines: { 'call-id': `again@${from}`, cseq: '59 INVITE', from: '<sip:x@y>;tag=9', to: '<sip:z@y>' },
  }),
  '3.3.9': () => ({ body: 'There is no body', lines: { 'content-length': '5' } }),
  '3.3.10': () => ({
    first: 'SIP/2.0 200 OK',
    lines: { Via: 'SIP/2.0/UDP 192.0.2.198;branch=z9, SIP/2.0/UDP 255.255.255.255;branch=z9x' },
  }),
  '3.3.11': () => ({ lines: { 'Max-Forwards': '0' } }),
  '3.3.12': ({ from }) => ({ method: 'REGISTER', lines: { Contact: `sip:user@${from};unknownparam=1` } }),
  '3.3.13': ({ from }) => ({ method: 'REGISTER', lines: { Contact: `<sip:user@${from};unknownparam>` } }),
  '3.3.14': ({ from }) => ({
    method: 'REGISTER',
    lines: { Contact: `<sip:user@${from}?Route=%3Csip:x%3E>` },
  }),
  '3.3.15': () => ({ method: 'INVITE', lines: { Accept: 'text/nobodyKnowsThis' } }),
  '3.4.1': ({ from, to }) => ({
    method: 'INVITE',
    first: `INVITE sip:UserB@${to} SIP/2.0`,
    lines: { Via: `SIP/2.0/UDP ${from}`, From: `<sip:UserA@${from}>`, 'Max-Forwards': '', Contact: '' },
  }),
};

/** All 49 sections. */
export function tortureMessages(place: TorturePlace): readonly TortureMessage[] {
  return Object.entries({ ...VALID, ...INVALID, ...LATER }).map(([section, wish]) => ({
    section,
    bytes: Buffer.from(request(place, section, wish(place))),
  }));
}
