import { expect, test } from 'vitest';
import { cseqOf, type Header, header, headers } from '../../kit/phones/message.ts';
import type { Peer } from '../../kit/sip-peers/peer.ts';
import type { Stage } from './world.ts';

/** A carrier that wants a proof, and then lets in for so long. */
function asksForProof(carrier: Peer, expiresS: number): void {
  const challenge: Header = [
    'WWW-Authenticate',
    'Digest realm="carrier", nonce="abc", algorithm=MD5, qop="auth"',
  ];
  carrier.replyToAsked = (asked) => {
    const isProven = header(asked, 'authorization').includes('username="member"');
    const granted: Header = ['Contact', `${header(asked, 'contact')};expires=${expiresS}`];
    return isProven ? { status: 200, extra: [granted] } : { status: 401, extra: [challenge] };
  };
}

const URN = 'urn:uuid:00000000-0000-1000-8000-000a95a0e128';

export function requestCases(stage: () => Stage): void {
  const register = async (...extra: Header[]) => {
    const peer = await stage().world.peer();
    const uri = `sip:${stage().world.sip}`;
    return { answer: peer.ask({ method: 'REGISTER', uri, user: '1001', extra }), peer };
  };

  test('a phone registers with several contacts, and the answer lists all that it has', async () => {
    const { answer } = await register(
      [
        'Contact',
        `"A, B" <sip:1001@192.0.2.7:5070;transport=tcp>;expires=60;+sip.instance="<${URN}>";reg-id=1`,
      ],
      ['Contact', '<sip:1001@192.0.2.8>;q=0.5, sip:1001@192.0.2.9;expires=0'],
      ['Expires', '600'],
    );
    const came = await stage().hears('registerCame');
    expect([came.isAll, came.expiresS, came.asked.to.user]).toEqual([false, 600, '1001']);
    expect(came.contacts).toEqual([
      { uri: 'sip:1001@192.0.2.7:5070;transport=tcp', expiresS: 60, instance: URN, regId: 1 },
      { uri: 'sip:1001@192.0.2.8', expiresS: null, instance: null, regId: null },
      { uri: 'sip:1001@192.0.2.9', expiresS: 0, instance: null, regId: null },
    ]);
    const contacts = [
      { uri: 'sip:1001@192.0.2.7:5070;transport=tcp', expiresS: 60 },
      { uri: 'sip:1001@192.0.2.8', expiresS: 300 },
    ];
    stage().wants({ kind: 'acceptRegister', requestId: came.requestId, contacts });
    const heard = await answer;
    expect(heard.status).toBe(200);
    expect(headers(heard, 'contact')).toEqual([
      '<sip:1001@192.0.2.7:5070;transport=tcp>;expires=60',
      '<sip:1001@192.0.2.8>;expires=300',
    ]);
  });

  test('a phone takes all its contacts back, and one that only asks names none', async () => {
    const all = await register(['Contact', '*'], ['Expires', '0']);
    const first = await stage().hears('registerCame');
    expect(first).toMatchObject({ isAll: true, contacts: [], expiresS: 0 });
    stage().wants({ kind: 'acceptRegister', requestId: first.requestId, contacts: [] });
    const heard = await all.answer;
    expect([heard.status, headers(heard, 'contact')]).toEqual([200, []]);
    const none = await register();
    const second = await stage().hears('registerCame', undefined, 2);
    expect(second).toMatchObject({ isAll: false, contacts: [], expiresS: null });
    stage().wants({ kind: 'acceptRegister', requestId: second.requestId, contacts: [] });
    expect((await none.answer).status).toBe(200);
  });

  test('we sign in at a carrier, prove who we are, and hear for how long', async () => {
    const carrier = await stage().world.peer();
    asksForProof(carrier, 120);
    const credentials = { user: 'member', password: 'secret' };
    const signIn = { kind: 'signIn', trunk: 'carrier', host: carrier.hostPort, credentials } as const;
    stage().wants({ ...signIn, forS: 600 });
    expect(await stage().hears('signedIn')).toEqual({
      kind: 'signedIn',
      trunk: 'carrier',
      forS: 120,
      status: 200,
    });
    const [first, proven] = carrier.asked;
    expect([first, proven].map((asked) => [asked!.method, header(asked!, 'expires')])).toEqual([
      ['REGISTER', '600'],
      ['REGISTER', '600'],
    ]);
    expect(cseqOf(proven!).number).toBe(cseqOf(first!).number + 1);
    expect(header(proven!, 'call-id')).toBe(header(first!, 'call-id'));
    expect(header(proven!, 'contact')).toContain(`<sip:member@${stage().world.sip}`);
    asksForProof(carrier, 0);
    stage().wants({ ...signIn, forS: 0 });
    expect(await stage().hears('signedIn', undefined, 2)).toMatchObject({ forS: 0, status: 200 });
    expect(header(carrier.asked.at(-1)!, 'expires')).toBe('0');
  });

  test('a carrier that does not believe us is asked once, and not at all when nobody is there', async () => {
    const carrier = await stage().world.peer();
    const challenge: Header = [
      'WWW-Authenticate',
      'Digest realm="carrier", nonce="abc", algorithm=MD5, qop="auth"',
    ];
    carrier.replyToAsked = () => ({ status: 401, extra: [challenge] });
    const credentials = { user: 'member', password: 'wrong' };
    const signIn = { kind: 'signIn', trunk: 'carrier', host: carrier.hostPort, credentials } as const;
    stage().wants({ ...signIn, forS: 600 });
    expect(await stage().hears('signedIn')).toMatchObject({ forS: null, status: 401 });
    await stage().quiet();
    expect(carrier.asked).toHaveLength(2);
    expect(stage().all('signedIn')).toHaveLength(1);
  });

  test('a phone is challenged, and its answer to the challenge is seen', async () => {
    const { answer } = await register(['Authorization', 'Digest username="1001", nonce="a,b"']);
    const came = await stage().hears('registerCame');
    expect(came.asked.headers.authorization).toBe('Digest username="1001", nonce="a,b"');
    const challenge = 'Digest realm="edge", nonce="n1", algorithm=SHA-256, qop="auth"';
    const refusal = { kind: 'refuse', id: came.requestId, status: 401 } as const;
    stage().wants({ ...refusal, headers: { 'www-authenticate': challenge } });
    const heard = await answer;
    expect([heard.status, header(heard, 'www-authenticate')]).toEqual([401, challenge]);
  });

  test('a contact that cannot be read is refused, and nobody hears of it', async () => {
    const { answer } = await register(['Contact', '<sip:1001@192.0.2.7>;expires=soon']);
    expect((await answer).status).toBe(400);
    expect(stage().all('registerCame')).toEqual([]);
  });

  test('OPTIONS is accepted with what may be asked of us, MESSAGE is refused', async () => {
    const peer = await stage().world.peer();
    const uri = `sip:${stage().world.sip}`;
    const options = peer.ask({ method: 'OPTIONS', uri, user: 'node' });
    const came = await stage().hears('requestCame');
    expect([came.method, came.asked.from.user]).toEqual(['OPTIONS', 'node']);
    stage().wants({ kind: 'accept', id: came.requestId });
    const heard = await options;
    expect(heard.status).toBe(200);
    expect(header(heard, 'allow')).toContain('INVITE');
    const message = peer.ask({
      method: 'MESSAGE',
      uri,
      user: 'node',
      body: 'hello',
      extra: [['Content-Type', 'text/plain']],
    });
    const second = await stage().hears('requestCame', undefined, 2);
    stage().wants({ kind: 'refuse', id: second.requestId, status: 405, headers: { allow: 'INVITE' } });
    expect((await message).status).toBe(405);
  });

  test('a node that answers is told of with its status, one that does not without', async () => {
    const [node, full, dead] = [
      await stage().world.peer(),
      await stage().world.peer(),
      await stage().world.peer(),
    ];
    full.answersAskedWith = 503;
    dead.answersAskedWith = null;
    for (const [pingId, { hostPort }] of Object.entries({ node, full, dead })) {
      stage().wants({ kind: 'ping', pingId, uri: `sip:${hostPort}`, withinMs: 700 });
    }
    const pinged = [await stage().hears('pinged'), await stage().hears('pinged', undefined, 2)];
    pinged.push(await stage().hears('pinged', undefined, 3));
    expect(Object.fromEntries(pinged.map(({ pingId, status }) => [pingId, status]))).toEqual({
      node: 200,
      full: 503,
      dead: null,
    });
    expect(node.asked.map(({ method }) => method)).toEqual(['OPTIONS']);
  });
}
