import { hostInUri } from '../base/index.ts';
import type { Settings } from '../settings/index.ts';

/** A section of a configuration file of Asterisk: a line of head, then lines of name and value. */
function section(head: string, lines: readonly (readonly [string, string])[]): string {
  return [head, ...lines.map(([name, value]) => `${name} = ${value}`), ''].join('\n');
}

/**
 * The transports of pjsip.conf: where SIP is listened for, and what we say our address is behind a router.
 */
export function renderTransports({
  bind,
  transports,
  external_address,
  local_nets,
}: Settings['sip']): string {
  const outside: (readonly [string, string])[] =
    external_address === null
      ? []
      : [
          ['external_signaling_address', external_address],
          ['external_media_address', external_address],
          ...local_nets.map((network) => ['local_net', network] as const),
        ];
  const one = (protocol: string): string =>
    section(`[transport-${protocol}]`, [
      ['type', 'transport'],
      ['protocol', protocol],
      ['bind', `${hostInUri(bind.host)}:${bind.port}`],
      ...outside,
    ]);
  return transports.map(one).join('\n');
}

type Trunk = Settings['trunks'][string];
type Line = readonly [string, string];

/**
 * The trunks of pjsip.conf: an endpoint each, recognised by the address that a call comes from. Where calls go out it
 * has a contact, and where the carrier wants it a registration, whose password `secretOf` reads.
 */
export function renderTrunks(trunks: Settings['trunks'], secretOf: (name: string) => string): string {
  const one = ([name, trunk]: [string, Trunk]): string => {
    const endpoint = `trunk-${name}`;
    const identify = trunk.match.map((network): Line => ['match', network]);
    return [
      section(`[${endpoint}](trunk)`, [['allow', trunk.codecs.join(',')], ...outgoingLines(endpoint, trunk)]),
      section(`[${endpoint}]`, [['type', 'identify'], ['endpoint', endpoint], ...identify]),
      ...(trunk.host === null ? [] : outgoingSections(endpoint, trunk, trunk.host, secretOf)),
    ].join('\n');
  };
  return Object.entries(trunks).map(one).join('\n');
}

/** The edge of pjsip.conf: whatever comes comes from there, and whoever is called is called by way of it. */
export function renderEdge({ host, port }: Settings['edge']['sip']): string {
  return [
    section('[edge](edge-template)', [['aors', 'edge']]),
    section('[edge]', [
      ['type', 'identify'],
      ['endpoint', 'edge'],
      ['match', host],
    ]),
    section('[edge]', [
      ['type', 'aor'],
      ['contact', `sip:${hostInUri(host)}:${port}`],
    ]),
  ].join('\n');
}

/** What an endpoint says of calls that go out. */
function outgoingLines(endpoint: string, { host, register, caller_id, transport }: Trunk): readonly Line[] {
  if (host === null) return [];
  const lines: Line[] = [
    ['aors', endpoint],
    ['transport', `transport-${transport}`],
  ];
  if (register !== null) lines.push(['outbound_auth', endpoint], ['from_domain', host.replace(/:\d+$/, '')]);
  if (register !== null && caller_id === 'pai') lines.push(['from_user', register.user]);
  if (caller_id === 'pai') lines.push(['send_pai', 'yes']);
  return lines;
}

function outgoingSections(
  endpoint: string,
  { register, transport }: Trunk,
  host: string,
  secretOf: (name: string) => string,
): readonly string[] {
  const parameter = transport === 'udp' ? '' : `\\;transport=${transport}`;
  const aor: readonly Line[] = [
    ['type', 'aor'],
    ['contact', `sip:${host}${parameter}`],
  ];
  if (register === null) return [section(`[${endpoint}]`, aor)];
  const { user, secret } = register;
  const auth: readonly Line[] = [
    ['type', 'auth'],
    ['auth_type', 'digest'],
    ['username', user],
    ['password', secretOf(secret)],
  ];
  // A carrier that is away, or that refuses us for a while, is asked again for ever.
  const registration: readonly Line[] = [
    ['type', 'registration'],
    ['transport', `transport-${transport}`],
    ['server_uri', `sip:${host}${parameter}`],
    ['client_uri', `sip:${user}@${host}${parameter}`],
    ['contact_user', user],
    ['outbound_auth', endpoint],
    ['retry_interval', '30'],
    ['forbidden_retry_interval', '300'],
    ['fatal_retry_interval', '300'],
    ['max_retries', '1000000'],
    ['expiration', '600'],
  ];
  return [aor, auth, registration].map((lines) => section(`[${endpoint}]`, lines));
}

/** An operator's phone as Asterisk knows it. `phoneId` is its user name and its extension. */
export type PhoneAccount = { readonly phoneId: string; readonly name: string; readonly password: string };

/**
 * The operators' accounts: an endpoint, its password and its contacts each, on the templates of pjsip.conf.
 */
export function renderOperators(accounts: readonly PhoneAccount[]): string {
  const one = ({ phoneId, name, password }: PhoneAccount): string =>
    [
      section(`[${phoneId}](operator)`, [
        ['auth', phoneId],
        ['aors', phoneId],
        ['callerid', `"${shownName(name)}" <${phoneId}>`],
      ]),
      section(`[${phoneId}](operator-auth)`, [
        ['username', phoneId],
        ['password', password],
      ]),
      section(`[${phoneId}](operator-aor)`, []),
    ].join('\n');
  const head = '; Made by Cordboard from the operators of the bundle; changes here are lost.';
  return `${head}\n\n${accounts.map(one).join('\n')}`;
}

/** A name without what has a meaning in the file or in a SIP header. */
const shownName = (name: string): string => name.replace(/[^\p{L}\p{N} .,'()-]/gu, ' ').trim();

/** Patterns of numbers of these lengths, with or without "+". */
function numberPatterns(digitsMin: number, digitsMax: number): readonly string[] {
  const lengths = Array.from({ length: digitsMax - digitsMin + 1 }, (_, index) => digitsMin + index);
  return lengths.flatMap((digits) => [`_${'X'.repeat(digits)}`, `_+${'X'.repeat(digits)}`]);
}

/** Dialplan lines that take numbers of these lengths to the net below every caller. */
export function renderNumbers(digitsMin: number, digitsMax: number): string {
  return numberPatterns(digitsMin, digitsMax)
    .map((pattern) => `exten => ${pattern},1,Set(cb_dialled=\${EXTEN})\n same => n,Goto(net,s,1)`)
    .join('\n');
}

/** For numbers that an operator's phone dials: the switchboard says what they are; while it is away, the net. */
export function renderPhoneNumbers(digitsMin: number, digitsMax: number): string {
  const steps = [
    'Stasis(cordboard,operator,${EXTEN})',
    'Set(cb_dialled=${EXTEN})',
    'GotoIf($["${STASISSTATUS}"="FAILED"]?net,s,1)',
    'Hangup()',
  ];
  const [first, ...others] = steps;
  return numberPatterns(digitsMin, digitsMax)
    .map((pattern) =>
      [`exten => ${pattern},1,${first}`, ...others.map((step) => ` same => n,${step}`)].join('\n'),
    )
    .join('\n');
}
