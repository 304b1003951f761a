import { describe, expect, test } from 'vitest';
import type { FetchResult } from '../../src/flow/index.ts';
import type { Command } from '../../src/switchboard/index.ts';
import { FILES, Floor } from './floor.ts';

const CHANGES = {
  'bundle.yaml': `${FILES['bundle.yaml']}egress: [crm.example]\n`,
  'numbers.yaml': 'numbers:\n  "300": { flow: lookup }\n',
  'lookup.flow.yaml': [
    'flow: lookup',
    'start: ask',
    'steps:',
    '  ask:',
    '    http: { url: "https://crm.example/visits", method: post, idempotency_key: true, timeout: 5s, filler: hello }',
    '    on: { ok: bye, http_error: again, timeout: wait }',
    '  again: { http: { url: "https://crm.example/again", timeout: 2s }, on: { ok: bye, http_error: wait } }',
    '  wait: { queue: support, on: { timeout: bye, full: bye, unstaffed: bye, left: bye, error: bye } }',
    '  bye: { play: bye, next: end }',
    '  end: { hangup: normal }',
    '',
  ].join('\n'),
};

const OK: FetchResult = { kind: 'answered', status: 200, body: '' };
const FETCH = 'fetch post https://crm.example/visits';

/** A caller whose flow has just asked a server. */
function asking(): Floor {
  const floor = new Floor(CHANGES);
  floor.arrives('c1', '300');
  return floor;
}

const answered = (floor: Floor, fetchId = 'fetch-2', result: FetchResult = OK): void =>
  floor.put({ kind: 'fetched', callId: 'c1', fetchId, result });

describe('while a server is asked', () => {
  test('the caller hears the filler after 600 ms, and goes on at the limit although nobody ever answers', () => {
    const floor = asking();
    expect(floor.wanted()).toEqual(['answer leg-c1', 'remember c1', FETCH]);
    floor.clock.advance(599);
    expect(floor.wanted()).toEqual([]);
    floor.clock.advance(1);
    expect(floor.wanted()).toEqual(['speak c1/say-3']);
    floor.heard('c1', 'speak c1/say-3');
    floor.clock.advance(4_000);
    expect(floor.wanted()).toEqual(['speak c1/say-6']);
    floor.clock.advance(399);
    expect(floor.wanted()).toEqual([]);
    floor.clock.advance(1);
    expect(floor.wanted()).toEqual(['stopPlay c1/say-6', 'wait leg-c1']);
    expect(floor.noted('c1')).toContainEqual({
      kind: 'stepLeft',
      callId: 'c1',
      step: 'ask',
      outcome: 'timeout',
    });
  });

  test('an answer ends the filler at once, and the limit then changes nothing', () => {
    const floor = asking();
    floor.clock.advance(1_000);
    floor.wanted();
    answered(floor);
    expect(floor.wanted()).toEqual(['stopPlay c1/say-3', 'speak c1/say-5']);
    floor.clock.advance(60_000);
    expect(floor.wanted()).toEqual([]);
  });

  test('an answer that comes after the limit, twice, or for nobody changes nothing', () => {
    const floor = asking();
    floor.clock.advance(5_000);
    floor.wanted();
    answered(floor);
    floor.put({ kind: 'fetched', callId: 'c9', fetchId: 'fetch-2', result: OK });
    expect(floor.wanted()).toEqual([]);
  });

  test('a late word about one request does not stop the limit of the next', () => {
    const floor = asking();
    answered(floor, 'fetch-2', { kind: 'unreachable', why: 'no connection' });
    floor.wanted();
    answered(floor);
    floor.clock.advance(2_000);
    expect(floor.wanted()).toEqual(['wait leg-c1']);
  });

  test('a caller who hangs up leaves no timer, and the answer finds nobody', () => {
    const floor = asking();
    floor.ends('leg-c1');
    floor.wanted();
    answered(floor);
    floor.clock.advance(60_000);
    expect(floor.wanted()).toEqual([]);
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'abandoned', where: 'flow' });
  });

  test('what the rules forbid is in the record with its reason', () => {
    const floor = asking();
    answered(floor, 'fetch-2', { kind: 'refused', why: 'there is no secret "crm"' });
    expect(floor.noted('c1')).toContainEqual({
      ...{ kind: 'trouble', callId: 'c1', what: '"ask": there is no secret "crm"' },
    });
  });
});

test('a request that may be repeated is told by call and visit', () => {
  const floor = asking();
  const out: Command[] = [];
  const caller = { number: '+79160000001', name: '' };
  const arrived = {
    kind: 'callerArrived',
    node: 'main',
    callId: 'c2',
    legId: 'leg-c2',
    dialled: '300',
    caller,
  } as const;
  floor.switchboard.handle({ ...arrived, arrivedWallMs: 0 }, out, floor.clock.now());
  expect(out.find(({ kind }) => kind === 'fetch')).toMatchObject({
    ...{ callId: 'c2', idempotencyKey: 'c2-1', limitMs: 5_000 },
  });
});
