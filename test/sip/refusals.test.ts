import { expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { Refusals } from '../../src/sip/refusals.ts';
import { EdgeScene, of, soundOf } from './edge-scene.ts';

test('who is turned away is counted by the reason, and whoever is asked for a proof is not', () => {
  const clock = new SimulatedClock();
  const refusals = new Refusals(clock.now());
  for (const why of ['banned', 'no_credentials', 'banned', 'calls_at_once', 'stale_nonce'] as const)
    refusals.note(why);
  expect(refusals.counts).toEqual({ banned: 2, calls_at_once: 1 });
});

test('they are told of once a minute at most, those of this minute alone', () => {
  const clock = new SimulatedClock();
  const refusals = new Refusals(clock.now());
  refusals.note('banned');
  clock.advance(59_999);
  expect(refusals.due(clock.now())).toBe(null);
  clock.advance(1);
  expect([refusals.due(clock.now()), refusals.due(clock.now())]).toEqual([{ banned: 1 }, null]);
  clock.advance(60_000);
  expect(refusals.due(clock.now()), 'nobody was').toBe(null);
  refusals.note('scanner');
  clock.advance(60_000);
  expect([refusals.due(clock.now()), refusals.counts]).toEqual([{ scanner: 1 }, { banned: 1, scanner: 1 }]);
});

test('the edge counts whom the gate refuses, who finds no node, and who speaks otherwise', () => {
  const scene = new EdgeScene();
  scene.calls('v1', { from: '203.0.113.9' });
  scene.calls('v2', { sdp: soundOf('caller').replace('AVP 8', 'AVP 18') });
  scene.board(null, ['a', 'b']);
  scene.calls('v3');
  expect(scene.refused).toEqual({ banned: 1, no_codec: 1, no_node: 1 });
  scene.pass(60_000);
  const told = of('tell', scene.sees({ kind: 'ticked' }));
  expect(told).toContainEqual({
    ...{ kind: 'tell', level: 'info', what: 'requests were turned away' },
    facts: { banned: 1, no_codec: 1, no_node: 1 },
  });
});
