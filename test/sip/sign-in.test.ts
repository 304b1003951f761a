import { describe, expect, test } from 'vitest';
import {
  authorization,
  challengesIn,
  GateScene,
  HOUSE,
  KEY,
  nonceIn,
  OFFICE,
  type Proof,
  STRANGER,
  statusOf,
  whyOf,
} from './gate-scene.ts';

const PHONE = { kind: 'phone', phoneId: '1001' };

/** Whoever answers like this to a challenge of now. */
const answered = (
  scene: GateScene,
  proof: Partial<Proof>,
  transport: 'udp' | 'tls' = 'udp',
  address = STRANGER,
) => scene.signIn({ address, transport }, proof);

describe('a phone', () => {
  test('registers by answering a challenge, in either algorithm', () => {
    const scene = new GateScene();
    expect(scene.signIn({}, { algorithm: 'SHA-256' })).toEqual(PHONE);
    expect(scene.signIn({}, { algorithm: 'MD5' })).toEqual(PHONE);
    expect(scene.noted).toEqual([]);
  });

  test('calls by answering a challenge, under any name that it shows', () => {
    const scene = new GateScene();
    const uri = 'sip:600@edge.example.net';
    const challenge = scene.call({ dialled: '600', from: 'anonymous' });
    const nonce = nonceIn(challengesIn(challenge)[0]!);
    const header = authorization({ nonce, method: 'INVITE', uri });
    expect(scene.call({ dialled: '600', from: 'anonymous', headers: { authorization: header } })).toEqual(
      PHONE,
    );
  });

  test('goes on with one nonce for a minute, each time with a higher count', () => {
    const scene = new GateScene();
    const nonce = scene.nonce();
    const again = (nc: string, ms: number) => {
      scene.pass(ms);
      return whyOf(scene.register({ headers: { authorization: authorization({ nonce, nc }) } }));
    };
    expect([again('00000001', 0), again('00000002', 20_000), again('00000010', 39_999)]).toEqual([
      ...['phone', 'phone', 'phone'],
    ]);
    expect(again('00000011', 1)).toBe('stale_nonce');
  });

  test('goes on after a new start of the edge, which has the same key', () => {
    const nonce = new GateScene({ key: KEY }).nonce();
    const header = { authorization: authorization({ nonce }) };
    expect(new GateScene({ key: KEY }).register({ headers: header })).toEqual(PHONE);
  });

  test('that has the right password and an old nonce, or another’s, is told that this alone is wrong', () => {
    const scene = new GateScene();
    const old = scene.nonce();
    scene.pass(60_000);
    const another = nonceIn(challengesIn(scene.register({ address: STRANGER }))[0]!);
    const otherHouse = new GateScene({ key: Buffer.alloc(32, 9) }).nonce();
    for (const nonce of [old, another, otherHouse, 'dcd98b7102dd2f0e8b11d0f600bfb0c093']) {
      const verdict = scene.register({ headers: { authorization: authorization({ nonce }) } });
      expect(whyOf(verdict)).toBe('stale_nonce');
      expect(challengesIn(verdict).every((each) => each.endsWith(', stale=true'))).toBe(true);
      const next = { authorization: authorization({ nonce: nonceIn(challengesIn(verdict)[0]!) }) };
      expect(scene.register({ headers: next })).toEqual(PHONE);
    }
    expect(scene.bans.bans).toEqual([]);
  });

  test('that signs in makes up for all requests without a proof from its address', () => {
    const scene = new GateScene();
    for (let day = 0; day < 10; day++) {
      for (let count = 0; count < 50; count++) scene.register();
      expect(scene.signIn()).toEqual(PHONE);
      scene.pass(86_400_000);
    }
    expect(scene.noted).toEqual([]);
  });

  test('whose account is newer than the last look comes in with its first answer, and is in nobody’s book', () => {
    const scene = new GateScene({ triesMax: 1 });
    scene.accounts.tell(['1002', '1003']);
    const header = {
      authorization: authorization({ nonce: scene.nonce({ from: '1003' }), username: '1003' }),
    };
    expect(scene.register({ from: '1003', headers: header })).toEqual({ kind: 'phone', phoneId: '1003' });
    expect([whyOf(scene.signIn()), scene.noted.length]).toEqual(['unknown_name', 1]);
  });

  test('is told to come again, and not that its password is wrong, until somebody has told of the phones', () => {
    const scene = new GateScene({ triesMax: 1 });
    scene.accounts.tell(null);
    expect([scene.register(), scene.call()].map(whyOf)).toEqual(['no_accounts', 'no_accounts']);
    const header = { authorization: authorization({ nonce: 'of-an-edge-before' }) };
    expect(statusOf(scene.register({ headers: header }))).toBe(503);
    scene.accounts.tell(['1001']);
    expect(scene.signIn()).toEqual(PHONE);
    expect(scene.noted).toEqual([]);
  });

  test('registers nobody but itself', () => {
    const scene = new GateScene();
    expect(whyOf(scene.signIn({ to: '1002' }))).toBe('other_phone');
    expect(statusOf(scene.signIn({ to: '1002' }))).toBe(403);
    expect(scene.signIn({ from: '1002', to: '1002' }, { username: '1002' })).toEqual({
      ...{ kind: 'phone', phoneId: '1002' },
    });
  });

  test('is not let in twice by one answer: what was overheard is of no use', () => {
    const scene = new GateScene();
    const header = { authorization: authorization({ nonce: scene.nonce() }) };
    expect(scene.register({ headers: header })).toEqual(PHONE);
    const verdict = scene.register({ headers: header });
    expect([whyOf(verdict), statusOf(verdict)]).toEqual(['used_nonce', 401]);
    expect(challengesIn(verdict)[0]).toContain('stale=true');
    expect(whyOf(scene.register({ address: STRANGER, headers: header }))).toBe('stale_nonce');
  });

  test('proves one request: the proof for another method or another number is none', () => {
    const scene = new GateScene();
    const proof = (others: Partial<Proof>) => ({
      authorization: authorization({ nonce: scene.nonce(), ...others }),
    });
    expect(whyOf(scene.call({ uri: HOUSE, headers: proof({}) }))).toBe('wrong_password');
    const uri = 'sip:600@edge.example.net';
    const other = scene.call({ dialled: '900', headers: proof({ method: 'INVITE', uri }) });
    expect([whyOf(other), statusOf(other)]).toEqual(['other_uri', 400]);
    const withPort = 'sip:600@edge.example.net:5060;transport=udp';
    expect(scene.call({ dialled: '600', headers: proof({ method: 'INVITE', uri: withPort }) })).toEqual(
      PHONE,
    );
  });
});

describe('whoever is no phone', () => {
  test('is answered alike, whether the name exists or not', () => {
    const scene = new GateScene({ triesMax: 1_000 });
    const shape = (verdict: ReturnType<GateScene['register']>) =>
      verdict.kind === 'refuse' && [
        verdict.status,
        Object.keys(verdict.headers),
        challengesIn(verdict).map((each) => each.replace(/nonce="[^"]+"/, '')),
      ];
    const known = { from: '1001', address: STRANGER };
    const unknown = { from: '9999', address: STRANGER };
    expect(shape(scene.register(known))).toEqual(shape(scene.register(unknown)));
    expect(shape(scene.call(known))).toEqual(shape(scene.call(unknown)));
    for (const nonce of [scene.nonce(known), 'no-nonce-of-ours']) {
      const tried = (username: string) =>
        scene.register({
          ...(username === '1001' ? known : unknown),
          headers: { authorization: authorization({ username, nonce, password: 'guess' }) },
        });
      const [one, other] = [tried('1001'), tried('9999')];
      expect([whyOf(one), whyOf(other)]).toEqual(['wrong_password', 'unknown_name']);
      expect(shape(one)).toEqual(shape(other));
      expect(challengesIn(one).some((each) => each.includes('stale'))).toBe(false);
    }
  });

  test('is banned after ten wrong passwords or unknown names, and stays so with the right one', () => {
    for (const proof of [
      { password: 'guess' },
      { username: '9999' },
      { algorithm: 'MD5', password: 'x' } as const,
    ]) {
      const scene = new GateScene();
      const tries = Array.from({ length: 12 }, () => whyOf(answered(scene, proof)));
      expect(tries.filter((why) => why === 'wrong_password' || why === 'unknown_name')).toHaveLength(10);
      expect(scene.noted.map(({ address }) => address)).toEqual([STRANGER]);
      expect(whyOf(scene.register({ address: STRANGER }))).toBe('banned');
      expect(scene.signIn({ address: OFFICE }).kind).toBe('phone');
      scene.pass(3_600_000);
      expect(answered(scene, {}).kind).toBe('phone');
    }
  });

  test('cannot have the office banned by packets in its name, without a nonce that was sent there', () => {
    const scene = new GateScene();
    scene.signIn();
    const inItsName = { nonce: scene.nonce({ address: STRANGER }), password: 'guess' };
    for (let count = 0; count < 200; count++) {
      scene.register({ headers: { authorization: authorization(inItsName) } });
      scene.register();
    }
    expect(scene.bans.bans).toEqual([]);
    expect(scene.signIn()).toEqual(PHONE);
  });

  test('is sure to be at the office when a nonce from there is answered, or over a connection', () => {
    for (const transport of ['udp', 'tls'] as const) {
      const scene = new GateScene();
      scene.signIn();
      for (let count = 0; count < 10; count++) answered(scene, { password: 'guess' }, transport, OFFICE);
      expect(scene.noted.map(({ address }) => address)).toEqual([OFFICE]);
    }
  });

  test('is sure to be at the office over a connection with any nonce', () => {
    const scene = new GateScene();
    scene.signIn();
    const header = { authorization: authorization({ nonce: 'mine', password: 'guess' }) };
    for (let count = 0; count < 10; count++) scene.register({ transport: 'tcp', headers: header });
    expect(scene.noted.map(({ address }) => address)).toEqual([OFFICE]);
  });

  test('learns nothing of a password from proofs without a nonce of ours, and is counted for them', () => {
    const scene = new GateScene();
    for (let count = 0; count < 10; count++) {
      const header = { authorization: authorization({ nonce: 'mine', password: `guess-${count}` }) };
      expect(challengesIn(scene.register({ address: STRANGER, headers: header }))[0]).not.toContain('stale');
    }
    expect(scene.bans.bans.map(({ address }) => address)).toEqual([STRANGER]);
  });

  test('gets a new challenge for a proof of another kind or another house, and 400 for what is none', () => {
    const scene = new GateScene();
    const whyFor = (authorizationText: string) =>
      whyOf(scene.register({ headers: { authorization: authorizationText } }));
    const sound = authorization({ nonce: scene.nonce() });
    expect(whyFor(authorization({ nonce: scene.nonce(), realm: 'asterisk' }))).toBe('unfit_credentials');
    expect(whyFor(sound.replace('qop=auth', 'x=1'))).toBe('unfit_credentials');
    expect(whyFor('Basic MTAwMTpzZWNyZXQ=')).toBe('unfit_credentials');
    expect(whyFor(sound.replace('nc=', 'nc'))).toBe('malformed');
    expect(whyFor(`${sound}, username="1001"`)).toBe('malformed');
    expect(whyFor(sound)).toBe('phone');
  });
});
