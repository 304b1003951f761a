import { describe, expect, test } from 'vitest';
import { asDialled, OutboundUse, shownNumber } from '../../src/outbound/index.ts';

const DAY_MS = 86_400_000;
const at = (ms: number) => ({ monoMs: ms, wallMs: 20_000 * DAY_MS + ms });
const call = { routeId: 'germany', trunk: 'carrier', heldMs: 60_000 };

describe('what calls out take of a route', () => {
  test('a call holds its longest talk until it is over, and then what it took', () => {
    const use = new OutboundUse();
    use.begin('out-1', call, at(0));
    expect(use.ofRoute('germany', at(1_000))).toEqual({ callsNow: 1, lastMinute: 1, dayMs: 60_000 });
    use.answered('out-1', at(2_000));
    use.end('out-1', at(12_000));
    use.end('out-1', at(99_000));
    expect(use.ofRoute('germany', at(13_000))).toEqual({ callsNow: 0, lastMinute: 1, dayMs: 10_000 });
    expect(use.ofRoute('france', at(13_000))).toEqual({ callsNow: 0, lastMinute: 0, dayMs: 0 });
  });

  test('one that nobody answered has taken nothing, and a new day begins with nothing', () => {
    const use = new OutboundUse();
    use.begin('out-1', call, at(0));
    use.end('out-1', at(5_000));
    expect(use.ofRoute('germany', at(70_000))).toEqual({ callsNow: 0, lastMinute: 0, dayMs: 0 });
    use.begin('out-2', call, at(70_000));
    use.answered('out-2', at(70_000));
    use.end('out-2', at(80_000));
    expect(use.ofRoute('germany', at(DAY_MS))).toMatchObject({ dayMs: 0 });
  });

  test.each([
    ['before it is known that it goes on', ['restore', 'goesOn']],
    ['after that', ['goesOn', 'restore']],
  ])(
    'what was used before a restart counts, and a call that goes on is not counted twice: told %s',
    (_, order) => {
      const use = new OutboundUse();
      const talkedMs = new Map([['germany', 5_000]]);
      const unended = new Map(
        ['out-1', 'out-2'].map((legId) => [
          legId,
          { callId: 'c1', routeId: 'germany', heldMs: 60_000, dialledMs: 0 },
        ]),
      );
      for (const what of order)
        if (what === 'restore') use.restore({ talkedMs, unended }, at(9_000));
        else use.goesOn('out-1', { ...call, answeredMonoMs: 1_000 });
      expect(use.ofRoute('germany', at(10_000))).toMatchObject({
        callsNow: 1,
        dayMs: 5_000 + 60_000 + 60_000,
      });
      expect(use.end('out-1', at(11_000))).toBe(10_000);
      expect(use.ofRoute('germany', at(12_000))).toMatchObject({
        callsNow: 0,
        dayMs: 5_000 + 60_000 + 10_000,
      });
    },
  );

  test('one of before that is found to be over counts for what it may have taken, once', () => {
    const use = new OutboundUse();
    const unended = new Map([['out-1', { callId: 'c1', routeId: 'germany', heldMs: 60_000, dialledMs: 0 }]]);
    use.restore({ talkedMs: new Map(), unended }, at(0));
    expect([...use.unended().keys()]).toEqual(['out-1']);
    for (let count = 0; count < 2; count += 1) use.countsAs('out-1', 7_000);
    expect(use.ofRoute('germany', at(1))).toMatchObject({ dayMs: 7_000 });
    expect(use.unended().size).toBe(0);
    use.restore({ talkedMs: new Map(), unended }, at(0));
    use.countsAs('out-1', 70_000);
    expect(use.ofRoute('germany', at(1))).toMatchObject({ dayMs: 67_000 });
    use.restore({ talkedMs: new Map(), unended }, at(0));
    use.begin('out-2', call, at(DAY_MS));
    use.answered('out-2', at(DAY_MS));
    use.end('out-2', at(DAY_MS + 40_000));
    use.countsAs('out-1', 7_000);
    expect(use.ofRoute('germany', at(DAY_MS + 50_000))).toMatchObject({ dayMs: 40_000 });
  });

  test('a trunk has room for so many calls at once, and so many in a second', () => {
    const use = new OutboundUse();
    const plan = { callsMax: 3, callsPerSecondMax: 2, strip: 0, add: '+' };
    use.begin('out-1', call, at(0));
    expect(use.hasRoom('carrier', plan, at(1))).toBe(true);
    use.begin('out-2', call, at(2));
    expect(use.hasRoom('carrier', plan, at(3))).toBe(false);
    expect(use.hasRoom('carrier', plan, at(1_100))).toBe(true);
    use.begin('out-3', call, at(1_100));
    expect(use.hasRoom('carrier', plan, at(3_000))).toBe(false);
    use.end('out-1', at(3_000));
    expect(use.hasRoom('carrier', plan, at(3_000))).toBe(true);
  });
});

describe('what the other party sees', () => {
  const behind = { caller: '+4917212345', dialled: '100' };
  test.each([
    ['caller', ['caller', 'dialled'], '+4917212345'],
    ['caller', ['dialled'], '100'],
    ['hidden', ['dialled'], '100'],
    ['hidden', ['dialled', 'hidden'], null],
    ['caller', [], null],
    [{ number: '+4930123456' }, [{ number: '+4930123456' }], '+4930123456'],
    [{ number: '+4930999999' }, [{ number: '+4930123456' }], '+4930123456'],
    [{ number: '+4917212345' }, ['caller'], '+4917212345'],
  ] as const)('%o where %o is allowed', (wanted, allowed, expected) => {
    expect(shownNumber(wanted, allowed, behind)).toBe(expected);
  });

  test('a caller whose number is no number is not shown', () => {
    expect(shownNumber('caller', ['caller'], { caller: 'anonymous', dialled: '100' })).toBe(null);
  });

  test('a carrier is sent a number as it wants it', () => {
    expect(asDialled('+4930123456', { strip: 0, add: '+' })).toBe('+4930123456');
    expect(asDialled('+4930123456', { strip: 2, add: '0' })).toBe('030123456');
    expect(asDialled('112', { strip: 2, add: '00' })).toBe('112');
  });
});
