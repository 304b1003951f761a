import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NodeChange } from '../../src/sip/node-health.ts';
import { runs } from '../properties.ts';
import { STEP_MS, Ward } from './ward.ts';

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
      { numRuns: runs(300) },
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
      { numRuns: runs(300) },
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
