import { createHash } from 'node:crypto';
import { type Ban, BanBook } from '../../src/bans/index.ts';
import { prngFrom } from '../../src/base/index.ts';
import type { CallLimits } from '../../src/sip/call-limit.ts';
import type { GateRules } from '../../src/sip/gate.ts';
import { type Asked, Gate, type Headers, Nonces, type Verdict } from '../../src/sip/index.ts';

export const CARRIER = '192.0.2.50';
export const OTHER_CARRIER = '192.0.2.60';
export const NODE = '10.0.0.1';
export const OFFICE = '203.0.113.9';
export const STRANGER = '198.51.100.7';
export const PASSWORD = 'correct-horse-battery-staple';
export const KEY = Buffer.from('0123456789abcdef0123456789abcdef');
export const HOUSE = 'sip:edge.example.net';

const WIDE: CallLimits = { callsPerSecond: 1_000, burst: 1_000, callsMax: 1_000 };
const RULES: GateRules = {
  calls: WIDE,
  trunkCalls: WIDE,
  reservePercent: 10,
  requests: { perSecond: 1_000, burst: 1_000 },
};

type Said = {
  readonly address?: string;
  readonly transport?: Asked['source']['transport'];
  readonly dialled?: string;
  readonly from?: string;
  readonly to?: string;
  readonly name?: string;
  readonly uri?: string;
  readonly headers?: Headers;
};

/** How a phone answers a challenge, and all that it may get wrong. */
export type Proof = {
  readonly username?: string;
  readonly password?: string;
  readonly algorithm?: 'MD5' | 'SHA-256';
  readonly method?: string;
  readonly uri?: string;
  readonly nonce: string;
  readonly nc?: string;
  readonly cnonce?: string;
  readonly realm?: string;
};

const NAMES = { MD5: 'md5', 'SHA-256': 'sha256' } as const;

/** The header that a phone with this password writes, reckoned here by itself (RFC 7616 3.4.1). */
export function authorization(proof: Proof): string {
  const { username = '1001', password = PASSWORD, algorithm = 'SHA-256', realm = 'cordboard' } = proof;
  const { method = 'REGISTER', uri = HOUSE, nonce, nc = '00000001', cnonce = 'f2/wE4q74E6z' } = proof;
  const hashed = (text: string) => createHash(NAMES[algorithm]).update(text).digest('hex');
  const a1 = hashed(`${username}:${realm}:${password}`);
  const response = hashed(`${a1}:${nonce}:${nc}:${cnonce}:auth:${hashed(`${method}:${uri}`)}`);
  const quoted = { username, realm, nonce, uri, response, cnonce };
  const written = Object.entries(quoted).map(
    ([name, value]) => `${name}="${value.replace(/["\\]/g, '\\$&')}"`,
  );
  return `Digest ${[...written, `algorithm=${algorithm}`, 'qop=auth', `nc=${nc}`].join(', ')}`;
}

export const nonceIn = (challenge: string): string => /nonce="([^"]+)"/.exec(challenge)![1]!;

/** What is told of phones, which is known when somebody has looked. */
class ToldAccounts {
  areTold = true;
  #names: readonly string[];
  #newest: readonly string[] | null = null;

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** Null: nobody has told of any yet. */
  tell(names: readonly string[] | null): void {
    this.#newest = names;
    if (names === null) this.areTold = false;
  }

  passwordOf(name: string): string | undefined {
    return this.#names.includes(name) ? PASSWORD : undefined;
  }

  look(): boolean {
    if (this.#newest === null) return false;
    [this.#names, this.#newest, this.areTold] = [this.#newest, null, true];
    return true;
  }
}

type Options = {
  readonly rules?: Partial<GateRules>;
  readonly triesMax?: number;
  readonly key?: Uint8Array;
  readonly seed?: number;
};

/** A gate with a clock, and people in front of it. */
export class GateScene {
  readonly bans: BanBook;
  readonly gate: Gate;
  readonly noted: Ban[] = [];
  /** The phones 1001 and 1002, from the beginning. */
  readonly accounts = new ToldAccounts(['1001', '1002']);
  urgentAsked = 0;
  #monoMs = 0;
  #calls = 0;

  constructor({ rules = {}, triesMax = 10, key = KEY, seed = 1 }: Options = {}) {
    this.bans = new BanBook({ triesMax, banMs: 3_600_000, isExempt: () => false });
    const parts = {
      rules: { ...RULES, ...rules },
      trunkOf: (address: string) => ({ [CARRIER]: 'carrier', [OTHER_CARRIER]: 'other' })[address],
      nodeOf: ({ address }: Asked['source']) => (address === NODE ? 'node-1' : undefined),
      accounts: this.accounts,
      isUrgent: (dialled: string) => {
        this.urgentAsked += 1;
        return dialled === '112';
      },
      ...{ bans: this.bans, nonces: new Nonces(key, this.now), prng: prngFrom(seed) },
    };
    this.gate = new Gate(parts, this.now);
  }

  get now() {
    return { monoMs: this.#monoMs, wallMs: 1_800_000_000_000 + this.#monoMs };
  }

  pass(ms: number): void {
    this.#monoMs += ms;
  }

  /** The newest leg is the one of this call. */
  get legId(): string {
    return `leg-${this.#calls}`;
  }

  call(said: Said = {}): Verdict {
    this.#calls += 1;
    const uri = said.uri ?? `sip:${said.dialled ?? '600'}@edge.example.net`;
    return this.#heard({ kind: 'callCame', legId: this.legId, asked: asked({ ...said, uri }), sdp: '' });
  }

  register(said: Said = {}): Verdict {
    const about = { requestId: 'request', contacts: [], isAll: false, expiresS: 120 };
    return this.#heard({ kind: 'registerCame', ...about, asked: asked(said) });
  }

  ask(method: string, said: Said = {}): Verdict {
    return this.#heard({ kind: 'requestCame', requestId: 'request', method, asked: asked(said) });
  }

  /** The nonce of a challenge that is given to this address now. */
  nonce(said: Said = {}): string {
    return nonceIn(challengesIn(this.register(said))[0]!);
  }

  /** A phone registers: it is challenged, and answers; the last word that it hears. */
  signIn(said: Said = {}, proof: Partial<Proof> = {}): Verdict {
    const first = this.register(said);
    const [challenge] = challengesIn(first);
    if (challenge === undefined) return first;
    const header = authorization({ nonce: nonceIn(challenge), ...proof });
    return this.register({ ...said, headers: { authorization: header } });
  }

  #heard(request: Parameters<Gate['judge']>[0]): Verdict {
    const verdict = this.gate.judge(request, this.now);
    if (verdict.kind === 'refuse') this.noted.push(...verdict.bans);
    return verdict;
  }
}

/** The challenges of a refusal, none when it has none. */
export function challengesIn(verdict: Verdict): readonly string[] {
  const found = verdict.kind === 'refuse' ? (verdict.headers['www-authenticate'] ?? []) : [];
  return typeof found === 'string' ? [found] : found;
}

export const statusOf = (verdict: Verdict): number | string =>
  verdict.kind === 'refuse' ? verdict.status : verdict.kind;

export const whyOf = (verdict: Verdict): string => (verdict.kind === 'refuse' ? verdict.why : verdict.kind);

function asked(said: Said): Asked {
  const { address = OFFICE, transport = 'udp', dialled = '', from = '1001', to = from, name = '' } = said;
  return {
    source: { address, port: 5060, transport },
    dialled,
    from: { user: from, host: 'edge.example.net', name },
    to: { user: to, host: 'edge.example.net' },
    ...{ uri: said.uri ?? HOUSE, callId: 'call-id', sequence: 1, headers: said.headers ?? {} },
  };
}
