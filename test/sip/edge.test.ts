import { describe, expect, test } from 'vitest';
import { EdgeScene, of, soundOf } from './edge-scene.ts';

describe('a caller', () => {
  test('goes to the best node, which is told whose visit it is, and hears it', () => {
    const scene = new EdgeScene();
    const [dialled] = of(
      'dial',
      scene.calls('v1', { headers: { 'p-asserted-identity': '<sip:1@x>', 'x-cordboard-phone': 'evil' } }),
    );
    expect(dialled).toMatchObject({ legId: 'v1-1', uri: 'sip:200@a.nodes:5060' });
    expect(dialled!.headers).toEqual({
      'p-asserted-identity': '<sip:1@x>',
      'x-cordboard-visit': 'v1',
      'x-cordboard-trunk': 'carrier',
    });
    const ringing = scene.sees({ kind: 'legRinging', legId: 'v1-1', status: 183, sdp: soundOf('a') });
    expect(ringing).toMatchObject([{ kind: 'progress', legId: 'v1', status: 183 }]);
    const answered = scene.sees({ kind: 'legAnswered', legId: 'v1-1', sdp: soundOf('a') });
    expect(answered).toEqual([{ kind: 'answer', legId: 'v1', sdp: soundOf('a') }]);
    expect(scene.load).toEqual([1, 0]);
  });

  test('who is a phone speaks in its own name, and says nothing of who else it is', () => {
    const scene = new EdgeScene();
    const headers = {
      'p-asserted-identity': '<sip:1@x>',
      diversion: '<sip:2@x>',
      'x-cordboard-trunk': 'carrier',
    };
    const [dialled] = of('dial', scene.calls('v1', { from: '192.0.2.50', headers }));
    expect(dialled).toMatchObject({ caller: { number: '1001' } });
    expect(dialled!.headers).toEqual({ 'x-cordboard-visit': 'v1', 'x-cordboard-phone': '1001' });
  });

  test('who is a stranger is told a status, and nothing is left of it', () => {
    const scene = new EdgeScene();
    expect(scene.calls('v1', { from: '203.0.113.9' })).toEqual([
      { kind: 'refuse', id: 'v1', status: 403, headers: {} },
    ]);
    expect(scene.visitsCount).toBe(0);
  });

  test('goes to the next node when one fails, under another id, and hears the refusal of a person at once', () => {
    const scene = new EdgeScene();
    scene.calls('v1');
    const failed = scene.sees({ kind: 'legEnded', legId: 'v1-1', status: 500, reason: '' });
    expect(of('dial', failed)).toMatchObject([
      { uri: 'sip:200@b.nodes:5060', headers: { 'x-cordboard-visit': 'v1-1' } },
    ]);
    expect(scene.load).toEqual([0, 1]);
    const refused = scene.sees({ kind: 'legEnded', legId: 'v1-2', status: 404, reason: '' });
    expect(refused).toEqual([{ kind: 'refuse', id: 'v1', status: 404 }]);
    expect([scene.visitsCount, ...scene.load]).toEqual([0, 0, 0]);
  });

  test('whom Cordboard turns away is tried at no other node', () => {
    const scene = new EdgeScene();
    scene.calls('v1');
    const end = { kind: 'legEnded', legId: 'v1-1', status: 503, reason: 'Q.850;cause=42' } as const;
    expect(scene.sees(end)).toEqual([{ kind: 'refuse', id: 'v1', status: 503 }]);
  });

  test('is told when to come again where no node is left', () => {
    const scene = new EdgeScene();
    scene.board(null, ['a', 'b']);
    const [refusal] = of('refuse', scene.calls('v1'));
    expect(refusal?.status).toBe(503);
    const seconds = Number(refusal?.headers?.['retry-after']);
    expect(seconds >= 5 && seconds <= 30).toBe(true);
  });

  test('tries the next node when the first one says nothing', () => {
    const scene = new EdgeScene();
    scene.calls('v1');
    const next = scene.suspects();
    expect(of('end', next).map(({ legId }) => legId)).toEqual(['v1-1']);
    expect(of('dial', next)).toMatchObject([{ legId: 'v1-2', uri: 'sip:200@b.nodes:5060' }]);
  });

  test('who gives up is over on both sides, and a late answer of the node is ended', () => {
    const scene = new EdgeScene();
    scene.calls('v1');
    const gone = scene.sees({ kind: 'legEnded', legId: 'v1', status: 487, reason: '' });
    expect(gone).toEqual([{ kind: 'end', legId: 'v1-1', reason: '' }]);
    const late = scene.sees({ kind: 'legAnswered', legId: 'v1-1', sdp: soundOf('a') });
    expect(late).toEqual([{ kind: 'end', legId: 'v1-1', reason: '' }]);
    expect([scene.visitsCount, ...scene.load]).toEqual([0, 0, 0]);
  });
});

describe('a node calls', () => {
  const fromNode = { from: '10.0.0.1', dialled: '1001' };
  const withPhone = (): EdgeScene => {
    const scene = new EdgeScene();
    scene.registers('sip:1001@192.0.2.50:5060', 'sip:1001@192.0.2.50:5070');
    return scene;
  };

  test('a phone at all its places, of which the first to answer is the one', () => {
    const scene = withPhone();
    const rung = of('dial', scene.calls('v1', fromNode)).map(({ uri }) => uri);
    expect(rung).toEqual(['sip:1001@192.0.2.50:5070', 'sip:1001@192.0.2.50:5060']);
    const answered = scene.sees({ kind: 'legAnswered', legId: 'v1-2', sdp: soundOf('two') });
    expect(answered).toEqual([
      { kind: 'end', legId: 'v1-1', reason: 'SIP;cause=200;text="Call completed elsewhere"' },
      { kind: 'answer', legId: 'v1', sdp: soundOf('two') },
    ]);
    expect(scene.sees({ kind: 'legEnded', legId: 'v1-1', status: 487, reason: '' })).toEqual([]);
  });

  test('a phone whose places all fail, and hears what a person said', () => {
    const scene = withPhone();
    scene.calls('v1', fromNode);
    expect(scene.sees({ kind: 'legEnded', legId: 'v1-1', status: 486, reason: '' })).toEqual([]);
    const failed = scene.sees({ kind: 'legEnded', legId: 'v1-2', status: 408, reason: '' });
    expect(failed).toEqual([{ kind: 'refuse', id: 'v1', status: 486 }]);
  });

  test('a phone that is nowhere', () => {
    const scene = new EdgeScene();
    const refused = scene.calls('v1', { from: '10.0.0.1', dialled: '1002' });
    expect(refused).toEqual([{ kind: 'refuse', id: 'v1', status: 480 }]);
  });

  test('somebody outside by the trunk that it names', () => {
    const scene = new EdgeScene();
    const headers = { 'x-cordboard-trunk': 'carrier' };
    const dialled = scene.calls('v1', { from: '10.0.0.1', dialled: '+7495', headers });
    expect(of('dial', dialled)).toMatchObject([{ uri: 'sip:+7495@sip.example.net', headers: {} }]);
    const unknown = scene.calls('v2', { from: '10.0.0.1', headers: { 'x-cordboard-trunk': 'none' } });
    expect(unknown).toEqual([{ kind: 'refuse', id: 'v2', status: 404 }]);
  });

  test('a phone of which there is no account any more in vain, and nothing of it is kept', () => {
    const scene = withPhone();
    expect(scene.sees({ kind: 'accountsChanged' })).toEqual([]);
    scene.phones.clear();
    const changed = scene.sees({ kind: 'accountsChanged' });
    expect(changed).toEqual([{ kind: 'keepContacts', phoneId: '1001', contacts: [] }]);
    expect(scene.calls('v1', fromNode)).toEqual([{ kind: 'refuse', id: 'v1', status: 480 }]);
  });

  test('and its reason for giving up reaches the phones', () => {
    const scene = withPhone();
    scene.calls('v1', fromNode);
    const reason = 'SIP;cause=200;text="Call completed elsewhere"';
    const gone = scene.sees({ kind: 'legEnded', legId: 'v1', status: 487, reason });
    expect(of('end', gone).map((each) => each.reason)).toEqual([reason, reason]);
  });
});

describe('two who talk', () => {
  test('settle their sound with each other, and each keeps the session that it knows', () => {
    const scene = new EdgeScene();
    scene.talks('v1');
    const asked = scene.sees({
      kind: 'offerCame',
      legId: 'v1-1',
      offerId: 'o1',
      sdp: soundOf('a', 2).replace('sendrecv', 'sendonly'),
    });
    const [passed] = of('offer', asked);
    expect(passed).toMatchObject({ legId: 'v1' });
    expect(passed!.sdp).toContain('o=a 77 2 IN IP4 192.0.2.99');
    const answered = scene.sees({
      kind: 'offerAnswered',
      legId: 'v1',
      offerId: passed!.offerId,
      sdp: soundOf('caller', 2),
    });
    expect(answered).toMatchObject([{ kind: 'answerOffer', legId: 'v1-1', offerId: 'o1' }]);
  });

  test('are told when the other one does not agree, or says nothing', () => {
    const scene = new EdgeScene();
    scene.talks('v1');
    const ask = (offerId: string) =>
      of('offer', scene.sees({ kind: 'offerCame', legId: 'v1', offerId, sdp: soundOf('caller', 2) }))[0]!;
    const first = ask('o1');
    expect(scene.sees({ kind: 'offerRefused', legId: 'v1-1', offerId: first.offerId, status: 488 })).toEqual([
      { kind: 'refuseOffer', legId: 'v1', offerId: 'o1', status: 488 },
    ]);
    const second = ask('o2');
    expect(scene.timeOver('offer')).toEqual([
      { kind: 'refuseOffer', legId: 'v1', offerId: 'o2', status: 408 },
    ]);
    expect(
      scene.sees({ kind: 'offerAnswered', legId: 'v1-1', offerId: second.offerId, sdp: soundOf('a') }),
    ).toEqual([]);
  });

  test('send each other tones and transfers', () => {
    const scene = new EdgeScene();
    scene.talks('v1');
    const tone = {
      kind: 'inDialogCame',
      legId: 'v1',
      requestId: 'r1',
      method: 'INFO',
      replaces: null,
    } as const;
    expect(scene.sees(tone)).toEqual([{ kind: 'passOn', requestId: 'r1', legId: 'v1-1', replaces: null }]);
    scene.sees({ kind: 'legEnded', legId: 'v1-1', status: null, reason: '' });
    expect(scene.sees({ ...tone, requestId: 'r2' })).toEqual([{ kind: 'refuse', id: 'r2', status: 481 }]);
    expect(scene.visitsCount).toBe(0);
  });
});

describe('a transfer', () => {
  const refer = (legId: string, replaces: string | null = null) =>
    ({ kind: 'inDialogCame', legId, requestId: 'r', method: 'REFER', replaces }) as const;

  test('is nothing that somebody outside may ask for', () => {
    const scene = new EdgeScene();
    scene.talks('v1');
    expect(scene.sees(refer('v1'))).toEqual([{ kind: 'refuse', id: 'r', status: 403 }]);
    const headers = { 'x-cordboard-trunk': 'carrier' };
    scene.calls('v2', { from: '10.0.0.1', dialled: '+7495', headers });
    scene.sees({ kind: 'legAnswered', legId: 'v2-1', sdp: soundOf('out') });
    expect(scene.sees(refer('v2-1'))).toEqual([{ kind: 'refuse', id: 'r', status: 403 }]);
  });

  test('of a phone reaches the node, and names a second call as the node knows it', () => {
    const scene = new EdgeScene();
    scene.registers('sip:1001@192.0.2.50:5060');
    scene.calls('v1', { from: '10.0.0.1', dialled: '1001' });
    scene.sees({ kind: 'legAnswered', legId: 'v1-1', sdp: soundOf('phone') });
    scene.calls('v2', { from: '192.0.2.50' });
    scene.sees({ kind: 'legAnswered', legId: 'v2-1', sdp: soundOf('a') });
    expect(scene.sees(refer('v1-1', 'v2'))).toEqual([
      { kind: 'passOn', requestId: 'r', legId: 'v1', replaces: 'v2-1' },
    ]);
  });
});

test('whoever calls without an offer answers ours, and the other side hears of it', () => {
  const scene = new EdgeScene();
  scene.calls('v1');
  scene.sees({ kind: 'legAnswered', legId: 'v1-1', sdp: soundOf('a') });
  const confirmed = scene.sees({ kind: 'legConfirmed', legId: 'v1', sdp: soundOf('caller', 2) });
  expect(confirmed).toMatchObject([{ kind: 'confirm', legId: 'v1-1' }]);
  expect(scene.sees({ kind: 'legConfirmed', legId: 'v1', sdp: '' })).toEqual([]);
});

test('when the server is gone, so are all visits, and what is told of them late changes nothing', () => {
  const scene = new EdgeScene();
  scene.talks('v1');
  expect(of('tell', scene.sees({ kind: 'serverLost' }))).toMatchObject([{ facts: { calls: 1 } }]);
  expect([scene.visitsCount, ...scene.load]).toEqual([0, 0, 0]);
  expect(scene.sees({ kind: 'legEnded', legId: 'v1', status: null, reason: '' })).toEqual([]);
});

test('nodes are asked at each look, phones at every few: there are thousands of them', () => {
  const scene = new EdgeScene();
  scene.registers('sip:1001@192.0.2.50:5060');
  const asked = Array.from({ length: 300 }, () => {
    scene.after(99);
    return of('ping', scene.sees({ kind: 'ticked' })).map(({ uri }) => uri.includes('1001@'));
  });
  const looksWithPhones = asked.flatMap((isPhone, look) => (isPhone.includes(true) ? [look] : []));
  expect(looksWithPhones.length).toBeGreaterThan(0);
  expect(new Set(looksWithPhones.map((look) => look % 5)).size).toBe(1);
  expect(asked.flat().filter((isPhone) => !isPhone).length).toBeGreaterThan(100);
});
