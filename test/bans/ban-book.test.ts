import { describe, expect, test } from 'vitest';
import { type Ban, BanBook, readSecurityLine } from '../../src/bans/index.ts';
import { blaming, nameUnknown, passwordWrong, signedIn } from './lines.ts';

const STRANGER = '198.51.100.7';
const OFFICE = '203.0.113.9';
const CARRIER = '192.0.2.50';
const HOUR_MS = 3_600_000;

/** A book that reads lines, on a clock of its own. */
class Door {
  readonly book = new BanBook({
    triesMax: 10,
    banMs: HOUR_MS,
    isExempt: (address) => address === CARRIER,
  });
  #monoMs = 0;

  get now() {
    return { monoMs: this.#monoMs, wallMs: 1_800_000_000_000 + this.#monoMs };
  }

  hears(line: string, afterMs = 0): readonly Ban[] {
    this.#monoMs += afterMs;
    const event = readSecurityLine(line);
    return event === undefined ? [] : this.book.note(event, this.now);
  }

  /** How many of these it took; undefined when there was no ban. */
  bannedAfter(line: string, times: number, everyMs: number): number | undefined {
    for (let count = 1; count <= times; count++) if (this.hears(line, everyMs).length > 0) return count;
    return undefined;
  }
}

describe('an address', () => {
  test('that tries ten names or passwords within a minute is banned for an hour, and said why', () => {
    for (const line of [nameUnknown({ address: STRANGER }), passwordWrong({ address: STRANGER })]) {
      const door = new Door();
      expect(door.bannedAfter(line, 50, 100)).toBe(10);
      const [ban] = door.book.bans;
      expect(ban).toMatchObject({ address: STRANGER, untilMs: door.now.wallMs + HOUR_MS });
      expect(ban!.why).toMatch(/^10 (wrong passwords|names that do not exist) within a minute$/);
      expect(door.bannedAfter(line, 50, 100)).toBeUndefined();
    }
  });

  test('that is slow is banned when it goes on for long', () => {
    expect(new Door().bannedAfter(nameUnknown({ address: STRANGER }), 100, 10_000)).toBe(30);
    expect(new Door().bannedAfter(nameUnknown({ address: STRANGER }), 100, 130_000)).toBeUndefined();
  });

  test('that scans, or asks over and over without proving anything, is banned in the same way', () => {
    for (const kind of ['scanner', 'unproven'] as const) {
      const { book, now } = new Door();
      const bans = Array.from({ length: 10 }, () =>
        book.note({ kind, suspects: [{ address: STRANGER, isSure: false }] }, now),
      ).flat();
      expect(bans).toHaveLength(1);
      const isBannedAt = (ms: number) => book.isBanned(STRANGER, { ...now, wallMs: now.wallMs + ms });
      // It is over on time, whenever somebody looks after the book.
      expect([isBannedAt(0), isBannedAt(HOUR_MS - 1), isBannedAt(HOUR_MS)]).toEqual([true, true, false]);
      expect(book.isBanned(OFFICE, now)).toBe(false);
    }
  });

  test('of a trunk, or that the admin lists, is never banned', () => {
    expect(new Door().bannedAfter(passwordWrong({ address: CARRIER }), 1_000, 1)).toBeUndefined();
  });

  test('is free when the time is over, or when somebody lifts the ban, and begins anew', () => {
    const door = new Door();
    const line = nameUnknown({ address: STRANGER });
    door.bannedAfter(line, 10, 1);
    expect(door.book.expire(door.now)).toEqual([]);
    door.hears(line, HOUR_MS);
    expect(door.book.expire(door.now)).toEqual([STRANGER]);
    expect(door.book.bans).toEqual([]);
    expect(door.bannedAfter(line, 50, 1)).toBe(10);
    expect([door.book.lift(STRANGER), door.book.lift(STRANGER), door.book.bans]).toEqual([true, false, []]);
    expect(door.bannedAfter(line, 50, 1)).toBe(10);
  });
});

describe('where phones have signed in', () => {
  test('a phone that lost its password does not ban its neighbours', () => {
    const door = new Door();
    door.hears(signedIn({ address: OFFICE }));
    let bans = 0;
    for (let count = 0; count < 60; count++) {
      door.hears(signedIn({ address: OFFICE }), 15_000);
      bans += door.hears(passwordWrong({ address: OFFICE, transport: 'TCP' }), 15_000).length;
    }
    expect(bans).toBe(0);
  });

  test('whoever sends in the name of the address cannot have it banned', () => {
    const door = new Door();
    door.hears(signedIn({ address: OFFICE }));
    expect(door.bannedAfter(nameUnknown({ address: OFFICE }), 100, 1)).toBeUndefined();
    expect(door.bannedAfter(passwordWrong({ address: OFFICE }), 100, 1)).toBeUndefined();
  });

  test('fast guessing over a connection is a ban all the same, and an hour later all guessing is', () => {
    const door = new Door();
    door.hears(signedIn({ address: OFFICE }));
    expect(door.bannedAfter(passwordWrong({ address: OFFICE, transport: 'TCP' }), 100, 1)).toBe(10);
    const later = new Door();
    later.hears(signedIn({ address: OFFICE }));
    later.hears(signedIn({ address: CARRIER }), HOUR_MS);
    expect(later.bannedAfter(passwordWrong({ address: OFFICE }), 100, 1)).toBe(10);
  });

  test('a line made to accuse them bans its maker alone', () => {
    const door = new Door();
    door.hears(signedIn({ address: OFFICE }));
    const line = passwordWrong({ address: STRANGER }, blaming(OFFICE, 'TCP'));
    expect(door.bannedAfter(line, 100, 1)).toBe(10);
    expect(door.book.bans.map(({ address }) => address)).toEqual([STRANGER]);
  });
});

describe('memory', () => {
  test('has bounds: of very many bans the oldest ends', () => {
    const door = new Door();
    for (let count = 0; count < 1_001; count++) {
      const address = `10.0.${Math.floor(count / 250)}.${count % 250}`;
      expect(door.bannedAfter(nameUnknown({ address }), 10, 0)).toBe(10);
    }
    const addresses = door.book.bans.map(({ address }) => address);
    expect([addresses.length, addresses[0], addresses.includes('10.0.0.0')]).toEqual([
      1_000,
      '10.0.4.0',
      false,
    ]);
  });

  test('of another process is taken over, but for what is over or may not be', () => {
    const { book, now } = new Door();
    const ban = { sinceMs: 1, untilMs: now.wallMs + 1, why: 'guessing' };
    const over = { ...ban, address: OFFICE, untilMs: now.wallMs };
    book.restore([{ ...ban, address: STRANGER }, over, { ...ban, address: CARRIER }], now);
    expect(book.bans).toEqual([{ ...ban, address: STRANGER }]);
    book.restore([{ ...ban, address: STRANGER, untilMs: now.wallMs + 9 }], now);
    expect(book.bans, 'what is known by now counts').toEqual([{ ...ban, address: STRANGER }]);
  });
});
