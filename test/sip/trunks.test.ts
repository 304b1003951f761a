import { describe, expect, test } from 'vitest';
import { EdgeScene, of, soundOf } from './edge-scene.ts';

/** The sound of somebody who can speak all of these: the numbers of RFC 3551. */
const speaking = (who: string, formats: string): string =>
  soundOf(who).replace('AVP 8 101', `AVP ${formats} 101`);
const formatsIn = (sdp: string): string => /^m=audio \d+ RTP\/AVP (.*)$/m.exec(sdp)?.[1]?.trim() ?? '';

/** A node calls somebody outside by this trunk; `number` is what it shows. */
function callOut(
  trunk: string,
  number = '+4930100',
  more: { sdp?: string; headers?: Record<string, string> } = {},
) {
  const scene = new EdgeScene();
  const headers = { 'x-cordboard-trunk': trunk, ...more.headers };
  const all = scene.calls('v1', { from: '10.0.0.1', dialled: '+7495', number, sdp: more.sdp, headers });
  return { scene, all, dialled: of('dial', all)[0] };
}

describe('who calls out on a trunk', () => {
  test('is a number of ours in From, and nothing else of the house', () => {
    const headers = {
      'p-asserted-identity': '<sip:101@node>',
      'call-info': '<sip:x>',
      'x-cordboard-call': 'c1',
    };
    const { dialled } = callOut('carrier', '+4930100', { headers });
    expect(dialled).toMatchObject({ uri: 'sip:+7495@sip.example.net', headers: {} });
    expect(dialled?.caller).toEqual({ number: '+4930100', name: '' });
  });

  test('has the name of the carrier behind it where we sign in there', () => {
    const { dialled } = callOut('member');
    expect(dialled).toMatchObject({
      uri: 'sip:+7495@sip.example.net;transport=tcp',
      credentials: { user: 'member' },
    });
    expect(dialled?.caller).toEqual({ number: '+4930100', name: '', host: 'sip.example.net' });
  });

  test('is in P-Asserted-Identity beside the user of the registration where the carrier wants that', () => {
    const { dialled } = callOut('asserting');
    expect(dialled?.caller).toEqual({ number: 'member', name: '', host: 'b.example' });
    expect(dialled?.headers).toEqual({ 'p-asserted-identity': '<sip:+4930100@b.example>' });
  });

  test.each([
    ['carrier', { number: 'anonymous', name: 'Anonymous', host: 'anonymous.invalid' }],
    ['member', { number: 'anonymous', name: 'Anonymous', host: 'sip.example.net' }],
    ['asserting', { number: 'member', name: 'Anonymous', host: 'b.example' }],
  ])('is nobody on "%s" when the number is to be hidden', (trunk, caller) => {
    const { dialled } = callOut(trunk, 'anonymous');
    expect(dialled?.caller).toEqual(caller);
    expect(dialled?.headers).toEqual({ privacy: 'id' });
  });

  test('is nobody at all on one that only brings calls', () => {
    expect(callOut('incoming').all).toEqual([{ kind: 'refuse', id: 'v1', status: 404 }]);
  });
});

describe('a SIP address', () => {
  const called = (trunk: string, address: string) =>
    callOut(trunk, '+4930100', { headers: { 'x-cordboard-address': address } });

  test('is called at its own server, as by the trunk', () => {
    const { dialled } = called('member', 'sip:anna%2B1@PBX.example:5080');
    expect(dialled).toMatchObject({
      uri: 'sip:anna%2B1@pbx.example:5080;transport=tcp',
      caller: { number: '+4930100' },
      credentials: null,
    });
    expect(formatsIn(dialled!.sdp)).toBe('8 101');
  });

  test('is shown what proves who we are by the carrier of the trunk alone', () => {
    const { dialled } = called('asserting', 'sip:anna@b.example:5080');
    expect(dialled).toMatchObject({ uri: 'sip:anna@b.example:5080', credentials: { user: 'member' } });
    expect(called('asserting', 'sip:anna@b.example').dialled).toMatchObject({ credentials: null });
  });

  test.each(['sips:anna@pbx.example', 'tel:+4930', 'sip:a b@pbx.example', 'sip:anna@pbx.example>;x'])(
    'that is "%s" is called by nobody',
    (address) => {
      expect(called('carrier', address).all).toEqual([{ kind: 'refuse', id: 'v1', status: 404 }]);
    },
  );
});

describe('the codecs of a trunk', () => {
  test('are what the carrier is offered, in their order, and what a node hears of it', () => {
    const { scene, dialled } = callOut('member', '+4930100', { sdp: speaking('a', '8 0 9') });
    expect(formatsIn(dialled!.sdp)).toBe('9 8 101');
    const answered = scene.sees({ kind: 'legAnswered', legId: 'v1-1', sdp: speaking('there', '9') });
    expect(formatsIn(of('answer', answered)[0]!.sdp)).toBe('9 101');
    const again = { kind: 'offerCame', legId: 'v1', offerId: 'o1', sdp: speaking('a', '0 8 9') } as const;
    expect(formatsIn(of('offer', scene.sees(again))[0]!.sdp)).toBe('9 8 101');
  });

  test('are all that a node hears of a caller, in the order of the caller', () => {
    const scene = new EdgeScene();
    const came = scene.calls('v1', { sdp: speaking('caller', '0 18 8 9') });
    expect(formatsIn(of('dial', came)[0]!.sdp)).toBe('0 8 101');
    scene.sees({ kind: 'legAnswered', legId: 'v1-1', sdp: speaking('a', '0 8') });
    const asked = { kind: 'offerCame', legId: 'v1', offerId: 'o1', sdp: speaking('caller', '9 8') } as const;
    expect(formatsIn(of('offer', scene.sees(asked))[0]!.sdp)).toBe('8 101');
  });

  test('are what a caller is offered who wants to hear it from us', () => {
    const scene = new EdgeScene();
    scene.calls('v1', { sdp: '' });
    const answered = scene.sees({ kind: 'legAnswered', legId: 'v1-1', sdp: speaking('a', '9 0 8') });
    expect(formatsIn(of('answer', answered)[0]!.sdp)).toBe('8 0 101');
    const confirmed = scene.sees({ kind: 'legConfirmed', legId: 'v1', sdp: speaking('caller', '8') });
    expect(formatsIn(of('confirm', confirmed)[0]!.sdp)).toBe('8 101');
  });

  test('are asked for in vain: the caller is told so, and so is one who wants others in a call', () => {
    const scene = new EdgeScene();
    const refused = scene.calls('v1', { sdp: speaking('caller', '18') });
    expect(refused).toEqual([{ kind: 'refuse', id: 'v1', status: 488 }]);
    expect([scene.visitsCount, ...scene.load]).toEqual([0, 0, 0]);
    scene.talks('v2');
    const asked = { kind: 'offerCame', legId: 'v2', offerId: 'o1', sdp: speaking('caller', '18') } as const;
    expect(scene.sees(asked)).toEqual([{ kind: 'refuseOffer', legId: 'v2', offerId: 'o1', status: 488 }]);
  });

  test('hold for the sound of the next node as well', () => {
    const scene = new EdgeScene();
    scene.calls('v1', { sdp: speaking('caller', '0 18 8') });
    scene.sees({ kind: 'legAnswered', legId: 'v1-1', sdp: speaking('a', '8') });
    const [dialled] = of('dial', scene.dies());
    expect(formatsIn(dialled!.sdp)).toBe('0 8 101');
    const [offer] = of(
      'offer',
      scene.sees({ kind: 'legAnswered', legId: 'v1-2', sdp: speaking('b', '9 0 8') }),
    );
    expect(formatsIn(offer!.sdp)).toBe('8 0 101');
  });
});
