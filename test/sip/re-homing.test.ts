import { describe, expect, test } from 'vitest';
import { EdgeScene, of, soundOf } from './edge-scene.ts';

describe('a caller whose node is dead', () => {
  test('goes on at another, under the same id, and is offered its sound as the same session', () => {
    const scene = new EdgeScene();
    scene.talks('v1');
    const [dialled] = of('dial', scene.dies());
    expect(dialled).toMatchObject({ legId: 'v1-2', uri: 'sip:200@b.nodes:5060' });
    expect(dialled!.headers).toMatchObject({ 'x-cordboard-visit': 'v1', 'x-cordboard-rehomed': '1' });
    expect(dialled!.sdp).toBe(soundOf('caller'));
    const [offer] = of('offer', scene.sees({ kind: 'legAnswered', legId: 'v1-2', sdp: soundOf('node-b') }));
    expect(offer).toMatchObject({ legId: 'v1' });
    expect(offer!.sdp).toContain('o=a 77 2 IN IP4 192.0.2.99');
    expect(offer!.sdp).toContain('m=audio 4012');
    const { offerId } = offer!;
    const done = scene.sees({ kind: 'offerAnswered', legId: 'v1', offerId, sdp: soundOf('caller', 2) });
    expect(of('offer', done)).toEqual([]);
    expect(scene.load).toEqual([0, 1]);
    const over = scene.sees({ kind: 'legEnded', legId: 'v1-2', status: null, reason: '' });
    expect(over).toContainEqual({ kind: 'end', legId: 'v1', reason: '' });
  });

  test('whose own sound has changed meanwhile has the node told so', () => {
    const scene = new EdgeScene();
    scene.talks('v1');
    scene.dies();
    const [offer] = of('offer', scene.sees({ kind: 'legAnswered', legId: 'v1-2', sdp: soundOf('b') }));
    const other = soundOf('caller', 2).replace('RTP/AVP 8 101', 'RTP/AVP 8');
    const told = scene.sees({ kind: 'offerAnswered', legId: 'v1', offerId: offer!.offerId, sdp: other });
    expect(of('offer', told)).toMatchObject([{ legId: 'v1-2' }]);
    expect(of('offer', told)[0]!.sdp).toContain('RTP/AVP 8\r\n');
  });

  test('who offers at the same moment is asked again a little later, and let go behind the third try', () => {
    const scene = new EdgeScene();
    scene.talks('v1');
    scene.dies();
    let [offer] = of('offer', scene.sees({ kind: 'legAnswered', legId: 'v1-2', sdp: soundOf('b') }));
    for (const nth of [2, 3]) {
      scene.sees({ kind: 'offerRefused', legId: 'v1', offerId: offer!.offerId, status: 491 });
      [offer] = of('offer', scene.timeOver('glare'));
      expect(offer?.offerId, `try ${nth}`).toBeDefined();
    }
    const over = scene.timeOver('offer');
    expect(of('end', over).map(({ legId }) => legId)).toEqual(['v1', 'v1-2']);
    expect(scene.visitsCount).toBe(0);
  });

  test('who was not answered yet goes on as well, and is answered by the next node', () => {
    const scene = new EdgeScene();
    scene.calls('v1');
    expect(of('dial', scene.dies())).toMatchObject([{ uri: 'sip:200@b.nodes:5060' }]);
    const answered = scene.sees({ kind: 'legAnswered', legId: 'v1-2', sdp: soundOf('b') });
    expect(answered).toMatchObject([{ kind: 'answer', legId: 'v1' }]);
  });

  test('who hangs up meanwhile is dialled for no more, and the dead leg of before changes nothing', () => {
    const scene = new EdgeScene();
    scene.talks('v1');
    scene.dies();
    expect(scene.sees({ kind: 'legEnded', legId: 'v1-1', status: 408, reason: '' })).toEqual([]);
    const gone = scene.sees({ kind: 'legEnded', legId: 'v1', status: null, reason: '' });
    expect(of('end', gone).map(({ legId }) => legId)).toEqual(['v1-2']);
    expect([scene.visitsCount, ...scene.load]).toEqual([0, 0, 0]);
  });

  test('is let go when no node is left', () => {
    const scene = new EdgeScene();
    scene.talks('v1');
    scene.dies('b');
    const over = scene.dies('a', []);
    expect(of('end', over).map(({ legId }) => legId)).toContain('v1');
    expect(scene.visitsCount).toBe(0);
  });

  test('who just asked for other sound is told to ask again', () => {
    const scene = new EdgeScene();
    scene.talks('v1');
    scene.sees({ kind: 'offerCame', legId: 'v1', offerId: 'o1', sdp: soundOf('caller', 2) });
    const refused = { kind: 'refuseOffer', legId: 'v1', offerId: 'o1', status: 491 };
    expect(scene.dies()).toContainEqual(refused);
    expect(scene.sees({ kind: 'offerCame', legId: 'v1', offerId: 'o2', sdp: soundOf('caller', 3) })).toEqual([
      { ...refused, offerId: 'o2' },
    ]);
  });
});

test('callers of a dead node go on group by group, all of them', () => {
  const scene = new EdgeScene();
  for (let n = 0; n < 50; n++) scene.talks(`v${n}`);
  expect(of('dial', scene.dies())).toHaveLength(20);
  expect(of('dial', scene.timeOver('pace'))).toHaveLength(20);
  expect(of('dial', scene.timeOver('pace'))).toHaveLength(10);
  expect(of('dial', scene.timeOver('pace'))).toHaveLength(0);
  expect(scene.load).toEqual([0, 50]);
});

test('a phone that a dead node had called is let go', () => {
  const scene = new EdgeScene();
  scene.registers('sip:1001@192.0.2.50:5060');
  scene.calls('v1', { from: '10.0.0.1', dialled: '1001' });
  scene.sees({ kind: 'legAnswered', legId: 'v1-1', sdp: soundOf('one') });
  expect(of('end', scene.dies()).map(({ legId }) => legId)).toEqual(['v1', 'v1-1']);
  expect(scene.visitsCount).toBe(0);
});
