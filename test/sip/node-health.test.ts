import { beforeEach, describe, expect, test } from 'vitest';
import { NODE, Ward } from './ward.ts';

let ward: Ward;
beforeEach(() => {
  ward = new Ward();
  ward.pass(3_000);
});

test('a node is up with its first answer, and stays so', () => {
  expect(ward.told()).toEqual(['nodeUp']);
  ward.pass(600_000);
  expect(ward.told()).toEqual([]);
});

test('it is asked each half second, where it is', () => {
  const ping = ward.health.pingDue({ monoMs: 10_000, wallMs: 0 });
  expect(ping).toMatchObject({ kind: 'ping', uri: NODE.uri, withinMs: 1_000 });
  expect(ward.health.pingDue({ monoMs: 10_499, wallMs: 0 })).toBeNull();
  expect(ward.health.pingDue({ monoMs: 10_500, wallMs: 0 })).not.toBeNull();
});

describe('a node that answers no more', () => {
  beforeEach(() => {
    ward.told();
    ward.status = null;
  });

  test('gets no new calls after two misses, and its callers go on elsewhere when its events are lost as well', () => {
    expect(ward.until('suspect')).toBeLessThanOrEqual(2_100);
    ward.socket = 'lost';
    expect(ward.until('dead')).toBeLessThanOrEqual(600);
    expect(ward.told()).toEqual(['nodeSuspect', 'nodeDead']);
    ward.pass(600_000);
    expect(ward.told()).toEqual([]);
  });

  test('is not dead as long as Cordboard hears it', () => {
    ward.pass(600_000);
    expect(ward.told()).toEqual(['nodeSuspect']);
  });

  test('is dead when Cordboard says nothing: after six misses, and five seconds of silence', () => {
    ward.pass(10_000);
    ward.socket = null;
    const silentMs = ward.until('dead');
    expect(silentMs).toBeGreaterThan(4_500);
    expect(silentMs).toBeLessThanOrEqual(6_000);
    ward = new Ward();
    ward.socket = null;
    ward.pass(10_000);
    ward.status = null;
    expect(ward.until('dead')).toBeGreaterThan(3_000);
  });

  test('is up again after three answers in a row', () => {
    ward.socket = 'lost';
    ward.until('dead');
    ward.told();
    ward.socket = 'up';
    for (let times = 0; times < 20; times++) {
      ward.status = 200;
      ward.pass(1_000);
      ward.status = null;
      ward.pass(500);
    }
    expect(ward.told(), 'two answers are not enough').toEqual([]);
    ward.status = 200;
    expect(ward.until('up')).toBeLessThanOrEqual(3_000);
    expect(ward.told()).toEqual(['nodeUp']);
  });
});

describe('a node that answers', () => {
  beforeEach(() => {
    ward.told();
  });

  test('lives, though Cordboard has lost its events: only new calls go elsewhere, until it has them again', () => {
    ward.socket = 'lost';
    ward.pass(600_000);
    expect(ward.told()).toEqual(['nodeSuspect']);
    ward.socket = 'up';
    ward.pass(1_000);
    expect(ward.told()).toEqual(['nodeUp']);
  });

  test('is up again when nobody says any more that its events are lost', () => {
    ward.socket = 'lost';
    ward.pass(1_000);
    ward.socket = null;
    ward.pass(6_000);
    expect(ward.told()).toEqual(['nodeSuspect', 'nodeUp']);
  });

  test('that it takes no calls gets no new ones, and is not dead', () => {
    ward.status = 503;
    ward.socket = null;
    ward.pass(600_000);
    expect(ward.told()).toEqual(['nodeSuspect']);
    ward.status = 200;
    ward.pass(2_000);
    expect(ward.told()).toEqual(['nodeUp']);
  });

  test('one of two questions has lost a packet', () => {
    for (let times = 0; times < 1_000; times++) {
      ward.status = times % 2 === 0 ? null : 200;
      ward.pass(500);
    }
    expect(ward.told()).toEqual([]);
  });

  test('and says so late enough to be asked again meanwhile is up', () => {
    ward.answerMs = 990;
    ward.pass(600_000);
    expect(ward.told()).toEqual([]);
  });

  test('a later question is there, whatever is heard of the ones before', () => {
    const pings = [1, 2, 3].map(() => {
      ward.clock.advance(500);
      return ward.health.pingDue(ward.now)!.pingId;
    });
    ward.hears(pings[2]!, 200);
    for (const pingId of [pings[0]!, pings[1]!]) ward.hears(pingId, null);
    expect(ward.told()).toEqual([]);
  });
});

describe('what is our own fault is none of the node', () => {
  beforeEach(() => {
    ward.told();
    ward.socket = 'lost';
    ward.pass(500);
    ward.told();
  });

  test('a process that was held up has heard nothing, and says nothing by it', () => {
    for (let times = 0; times < 20; times++) {
      const { pingId } = ward.health.pingDue(ward.now)!;
      ward.clock.advance(2_000);
      ward.hears(pingId, null);
    }
    expect(ward.told()).toEqual([]);
  });

  test('what was asked through a server that is gone is not answered', () => {
    for (let times = 0; times < 20; times++) {
      const { pingId } = ward.health.pingDue(ward.now)!;
      ward.clock.advance(1_000);
      ward.health.forgetPings();
      ward.hears(pingId, null);
    }
    expect(ward.told()).toEqual([]);
  });
});

test('each change says why', () => {
  const why = (change: () => void): string => {
    ward.changes.length = 0;
    change();
    return ward.changes.map((one) => `${one.kind} ${one.node}: ${one.why}`).join();
  };
  const answers = (status: number | null, socket: 'up' | 'lost' | null) => () => {
    Object.assign(ward, { status, socket });
    ward.pass(12_000);
  };
  expect(why(answers(503, 'up'))).toBe('nodeSuspect a: it says that it takes no calls');
  expect(why(answers(200, 'up'))).toBe('nodeUp a: it answers');
  expect(why(answers(200, 'lost'))).toBe('nodeSuspect a: Cordboard has lost its events');
  answers(200, 'up')();
  expect(why(answers(null, 'up'))).toBe('nodeSuspect a: it does not answer');
  expect(why(answers(null, 'lost'))).toBe(
    'nodeDead a: it does not answer, and Cordboard has lost its events as well',
  );
  answers(200, 'up')();
  answers(null, 'up')();
  expect(why(answers(null, null))).toBe(
    'nodeDead a: it does not answer, and nobody else can say whether it lives',
  );
});

describe('the figures', () => {
  /** Asked and told of each miss at once, so that nothing else has a part in it. */
  const miss = (times: number): readonly string[] => {
    for (let count = 0; count < times; count++) {
      const { pingId } = ward.health.pingDue(ward.now)!;
      ward.clock.advance(1_000);
      ward.hears(pingId, null);
    }
    return ward.told();
  };
  beforeEach(() => {
    ward.clock.advance(1_500);
    ward.told();
  });

  test('one miss is none, two are suspect, three are a death that Cordboard sees as well', () => {
    ward.says('up');
    expect(miss(1)).toEqual([]);
    expect(miss(1)).toEqual(['nodeSuspect']);
    ward.says('lost');
    expect(ward.told()).toEqual([]);
    expect(miss(1)).toEqual(['nodeDead']);
  });

  test('six misses are a death behind five seconds of silence, and not before', () => {
    expect(miss(5)).toEqual(['nodeSuspect']);
    expect(miss(1)).toEqual(['nodeDead']);
    ward = new Ward();
    ward.pass(1_000);
    miss(3);
    ward.says('up');
    expect(miss(5)).toEqual([]);
    expect(miss(1)).toEqual(['nodeDead']);
  });

  test('two answers are too few for a node that was suspect, the third one is enough', () => {
    miss(2);
    const kinds = [1, 2, 3].map(() => {
      const { pingId } = ward.health.pingDue(ward.now)!;
      ward.hears(pingId, 200);
      ward.clock.advance(500);
      return ward.told();
    });
    expect(kinds).toEqual([[], [], ['nodeUp']]);
  });

  test('500 is the first answer of a node that takes no calls, 499 the last of one that does', () => {
    for (const [status, kinds] of [
      [499, []],
      [500, ['nodeSuspect']],
    ] as const) {
      ward = new Ward();
      ward.pass(1_000);
      ward.told();
      ward.status = status;
      ward.pass(5_000);
      expect(ward.told()).toEqual(kinds);
    }
  });

  test('a miss that is told 1.5 s after the question counts, a later one does not', () => {
    const missed = (afterMs: number): readonly string[] => {
      ward = new Ward();
      ward.pass(1_000);
      ward.told();
      for (let count = 0; count < 2; count++) {
        const { pingId } = ward.health.pingDue(ward.now)!;
        ward.clock.advance(afterMs);
        ward.hears(pingId, null);
      }
      return ward.told();
    };
    expect(missed(1_500)).toEqual(['nodeSuspect']);
    expect(missed(1_501)).toEqual([]);
  });
});

test('an old report is no news', () => {
  ward.pass(10_000);
  ward.told();
  ward.says('lost', 2_000);
  expect(ward.told()).toEqual([]);
});
