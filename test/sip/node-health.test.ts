import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { type NodeChange, NodeHealth } from '../../src/sip/node-health.ts';

const STEP_MS = 100;
const NODE = { name: 'a', uri: 'sip:192.0.2.7:5060' };

/** A node that answers or does not, a witness that says what it likes, and who listens to both. */
class Ward {
  readonly clock = new SimulatedClock();
  readonly health = new NodeHealth(NODE.name, NODE.uri, this.clock.now());
  readonly changes: NodeChange[] = [];
  /** What the next pings are answered with; null: nothing. */
  status: number | null = 200;
  answerMs = 20;
  /** What Cordboard says each 500 ms; null: it is silent. */
  socket: 'up' | 'lost' | null = 'up';

  get now() {
    return this.clock.now();
  }

  pass(durationMs: number): void {
    for (let passedMs = 0; passedMs < durationMs; passedMs += STEP_MS) {
      this.ping();
      if (this.socket !== null && this.now.monoMs % 500 === 0) this.says(this.socket);
      this.clock.advance(STEP_MS);
    }
  }

  ping(): void {
    const ping = this.health.pingDue(this.now);
    if (ping === null) return;
    const { status } = this;
    this.clock.after(status === null ? ping.withinMs : this.answerMs, () => this.hears(ping.pingId, status));
  }

  hears(pingId: string, status: number | null): void {
    this.note(this.health.pinged({ pingId, status }, this.now));
  }

  says(socket: 'up' | 'lost', ageMs = 0): void {
    this.note(this.health.witnessed({ socket, ageMs }, this.now));
  }

  note(change: NodeChange | null): void {
    if (change !== null) this.changes.push(change);
  }

  /** What has been told since the last look. */
  told(): readonly string[] {
    return this.changes.splice(0).map(({ kind }) => kind);
  }

  /** How long it takes until it is in this state. */
  until(state: string): number {
    const fromMs = this.now.monoMs;
    while (this.health.state !== state && this.now.monoMs - fromMs < 60_000) this.pass(STEP_MS);
    return this.now.monoMs - fromMs;
  }
}

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

  test('a later question is there, whatever is heard of the ones before', () => {
    const pings = [1, 2, 3].map((times) => {
      ward.clock.advance(500 * times);
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

test('an old report is no news', () => {
  ward.pass(10_000);
  ward.told();
  ward.says('lost', 2_000);
  expect(ward.told()).toEqual([]);
});

describe('whatever a node and the witness do', () => {
  const phase = fc.record({
    forMs: fc.integer({ min: 1, max: 100 }).map((steps) => steps * STEP_MS),
    status: fc.constantFrom(200, 200, 404, 408, 503, null, null),
    socket: fc.constantFrom('up', 'lost', null),
    answerMs: fc.constantFrom(5, 20, 600, 999),
  });

  test('it is never dead by one witness alone while the other one speaks, and comes back by three answers', () => {
    fc.assert(
      fc.property(fc.array(phase, { minLength: 1, maxLength: 25 }), (phases) => {
        const watched = new Watched();
        for (const { forMs, ...how } of phases) {
          Object.assign(watched, how);
          watched.pass(forMs);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a change is one: no state is told twice, and a node does not flap', () => {
    fc.assert(
      fc.property(fc.array(phase, { minLength: 1, maxLength: 25 }), (phases) => {
        const watched = new Watched();
        for (const { forMs, ...how } of phases) {
          Object.assign(watched, how);
          watched.pass(forMs);
        }
        const kinds = watched.told();
        expect(kinds.every((kind, at) => kind !== kinds[at - 1])).toBe(true);
        expect(kinds.every((kind, at) => kind !== 'nodeSuspect' || kinds[at - 1] !== 'nodeDead')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

/** Checks each change against what was heard by then, reckoned in another way. */
class Watched extends Ward {
  /** The last results, the newest last; those that an answer has overtaken are left out. */
  readonly #heard: ('answer' | 'refusal' | 'miss')[] = [];
  readonly #answered: number[] = [];
  #saidMs = 0;
  #said: 'up' | 'lost' | null = null;
  #hasBeenUp = false;

  override hears(pingId: string, status: number | null): void {
    const number = Number(pingId.split('-').at(-1));
    const isMiss = status === null || status === 408;
    if (!isMiss) this.#answered.push(number);
    if (!isMiss || !this.#answered.some((later) => later > number))
      this.#heard.push(isMiss ? 'miss' : status >= 500 ? 'refusal' : 'answer');
    super.hears(pingId, status);
  }

  override says(socket: 'up' | 'lost', ageMs = 0): void {
    [this.#saidMs, this.#said] = [this.now.monoMs - ageMs, socket];
    super.says(socket, ageMs);
  }

  override note(change: NodeChange | null): void {
    super.note(change);
    if (change === null) return;
    const isSilent = this.now.monoMs - this.#saidMs > 5_000;
    const lastAre = (what: string, count: number): boolean =>
      this.#heard.length >= count && this.#heard.slice(-count).every((heard) => heard === what);
    if (change.kind === 'nodeDead')
      expect(
        lastAre('miss', 6) ? isSilent || this.#said === 'lost' : lastAre('miss', 3) && this.#said === 'lost',
      ).toBe(true);
    if (change.kind === 'nodeDead' && !isSilent) expect(this.#said).toBe('lost');
    if (change.kind === 'nodeUp') {
      const [first, second, third] = this.#answered.toSorted((one, other) => one - other).slice(-3);
      expect(lastAre('answer', this.#hasBeenUp ? 3 : 1)).toBe(true);
      if (this.#hasBeenUp) expect([second, third]).toEqual([first! + 1, first! + 2]);
    }
    if (change.kind === 'nodeSuspect')
      expect(this.#heard.slice(-2).every((heard) => heard !== 'answer') || this.#said === 'lost').toBe(true);
    if (change.kind === 'nodeUp') this.#hasBeenUp = true;
  }
}
