import { describe, expect, test } from 'vitest';
import { Floor } from './floor.ts';

const HOUR_MS = 3_600_000;

/** The clock begins on Friday, 15 January 2027, at 08:00 UTC. */
const FILES = {
  'schedules.yaml': `schedules:
  office: { zone: Europe/Berlin, hours: { mon-fri: 09:00-17:00 }, holidays: { 2027-01-18: Day off } }
`,
  'straight.flow.yaml': `flow: straight
start: hours
steps:
  hours: { schedule: office, on: { open: wait, closed: shut, holiday: hello } }
  wait: { queue: support, on: { timeout: end, full: end, unstaffed: end } }
  hello: { play: hello, next: end }
  shut: { play: bye, next: end }
  end: { hangup: { outcome: closed } }
`,
};

/** The way that a new caller goes at this moment: the steps, and how each ended. */
function way(floor: Floor, callId: string): readonly string[] {
  floor.arrives(callId);
  return floor
    .noted(callId)
    .flatMap((entry) => (entry.kind === 'stepLeft' ? [`${entry.step} ${entry.outcome}`] : []));
}

describe('a caller who meets opening hours', () => {
  test('goes on by the wall time of that moment', () => {
    const floor = new Floor(FILES);
    expect(way(floor, 'c1')).toEqual(['hours open']);
    expect(floor.wanted()).toContain('wait leg-c1');
    floor.clock.advance(8 * HOUR_MS - 1);
    expect(way(floor, 'c2')).toEqual(['hours open']);
    floor.clock.advance(1);
    expect(way(floor, 'c3')).toEqual(['hours closed']);
    expect(floor.wanted()).toContain('speak c3/say-1');
    floor.clock.advance(72 * HOUR_MS);
    expect(way(floor, 'c4')).toEqual(['hours holiday']);
  });

  test('finds them still known after more than a year of service', () => {
    const floor = new Floor(FILES);
    floor.clock.advance(60 * 7 * 24 * HOUR_MS);
    expect(way(floor, 'c1')).toEqual(['hours open']);
  });

  test('goes where errors go when the schedule is no more', () => {
    const floor = new Floor(FILES);
    floor.put({ kind: 'schedulesChanged', schedules: new Map(), switched: null });
    floor.arrives('c1');
    expect(floor.noted('c1')).toContainEqual(
      expect.objectContaining({ kind: 'trouble', what: expect.stringContaining('hours of "office"') }),
    );
    expect(floor.noted('c1').at(-1)).toMatchObject({ kind: 'said', what: ['sorry'] });
  });
});

describe('an emergency', () => {
  const wish = { schedule: 'office', on: true, untilMs: null, by: 'the API' };

  test('is there for the next caller, in the record, and over when it is switched off', () => {
    const floor = new Floor(FILES);
    floor.hours.switchEmergency(wish);
    expect(way(floor, 'c1')).toEqual(['hours emergency']);
    expect(floor.wanted()).toContain('speak c1/say-1');
    floor.hours.switchEmergency({ ...wish, on: false });
    expect(way(floor, 'c2')).toEqual(['hours open']);
    const atMs = floor.clock.now().wallMs;
    expect(floor.entries.filter(({ kind }) => kind === 'emergencySwitched')).toEqual([
      { atMs, kind: 'emergencySwitched', ...wish },
      { atMs, kind: 'emergencySwitched', ...wish, on: false },
    ]);
  });

  test('ends by itself when that was said', () => {
    const floor = new Floor(FILES);
    floor.hours.switchEmergency({ ...wish, untilMs: floor.clock.now().wallMs + HOUR_MS });
    floor.clock.advance(HOUR_MS - 1);
    expect(way(floor, 'c1')).toEqual(['hours emergency']);
    floor.clock.advance(1);
    expect(way(floor, 'c2')).toEqual(['hours open']);
  });
});
