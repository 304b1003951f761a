import { describe, expect, test } from 'vitest';
import { type RouteFacts, type RouteFound, type RoutePlan, routeFor } from '../../src/outbound/index.ts';
import { HOSTILE_ADDRESSES, HOSTILE_NUMBERS } from './hostile-numbers.ts';

type Route = RoutePlan['routes'][number];
const route = (id: string, part: Partial<Route>): Route => ({
  ...{ id, to: [], hosts: [], trunks: ['carrier'], show: ['dialled'], schedule: null, isForOperators: false },
  limits: { callsMax: 2, callsPerMinuteMax: 5, talkMsMax: 3_600_000, dayMsMax: 7_200_000 },
  ...part,
});

/** Every country that a pattern can name, and one server. */
const CODES = [
  '1',
  '7',
  ...Array.from({ length: 80 }, (_, index) => String(index + 20)).filter((code) => !code.startsWith('7')),
].map((code) => `+${code}*`);
const OPEN: RoutePlan = {
  home: { country: '7', national: '8', international: '810' },
  routes: [route('everywhere', { to: CODES }), route('pbx', { hosts: ['pbx.example'] })],
};

const QUIET: RouteFacts = {
  isOpen: () => true,
  useOf: () => ({ callsNow: 0, lastMinute: 0, dayMs: 0 }),
  hasRoom: () => true,
};
const ask = (plan: RoutePlan, number: string, facts: Partial<RouteFacts> = {}): RouteFound =>
  routeFor(plan, { kind: 'number', number }, { ...QUIET, ...facts });
const told = (found: RouteFound): string =>
  'refused' in found ? found.refused : `${found.to} by ${found.route.id}`;

describe('what nobody wants to pay for', () => {
  test('the table is a large one', () => {
    expect(new Set(HOSTILE_NUMBERS).size).toBeGreaterThan(270);
  });

  test.each(HOSTILE_NUMBERS.map((number) => [JSON.stringify(number), number]))(
    '%s is refused',
    (_, number) => {
      expect(told(ask(OPEN, number))).not.toContain(' by ');
    },
  );

  test.each(HOSTILE_ADDRESSES.map((address) => [JSON.stringify(address), address]))(
    '%s is no address to call',
    (_, address) => {
      expect(told(routeFor(OPEN, { kind: 'sip', address }, QUIET))).not.toContain(' by ');
    },
  );

  test('without a route nothing can be dialled', () => {
    expect(told(ask({ home: null, routes: [] }, '+4930123456'))).toBe('no route allows it');
  });
});

describe('a number', () => {
  test.each([
    ['+4930123456', '+4930123456 by everywhere'],
    ['8104930123456', '+4930123456 by everywhere'],
    ['88005553535', '+78005553535 by everywhere'],
    ['+12125551234', '+12125551234 by everywhere'],
    ['4930123456', 'no route allows it'],
  ])('%s is known in full', (dialled, expected) => {
    expect(told(ask(OPEN, dialled))).toBe(expected);
  });

  test('that is special is dialled where a route writes it out, and nowhere else', () => {
    const plan = {
      home: null,
      routes: [...OPEN.routes, route('named', { to: ['+88216123456', '112', '+18095551234'] })],
    };
    expect(told(ask(plan, '+88216123456'))).toBe('+88216123456 by named');
    expect(told(ask(plan, '+88216123457'))).toBe('special numbers are to be written out in a route');
    expect(told(ask(plan, '112'))).toBe('112 by named');
    expect(told(ask(plan, '113'))).toBe('no route allows it');
  });

  test('of an area behind a large country is dialled where a route names the area', () => {
    const plan = {
      home: null,
      routes: [route('bermuda', { to: ['+1441*'] }), route('america', { to: ['+1*'] })],
    };
    expect(told(ask(plan, '+14415551234'))).toBe('+14415551234 by bermuda');
    expect(told(ask(plan, '+18765551234'))).toBe('special numbers are to be written out in a route');
  });

  test('written out wins over patterns, among which the first that fits decides', () => {
    const plan = {
      home: null,
      routes: [
        route('wide', { to: ['+49*'] }),
        route('one', { to: ['+4930123456'] }),
        route('later', { to: ['+4930*'] }),
      ],
    };
    expect(told(ask(plan, '+4930123456'))).toBe('+4930123456 by one');
    expect(told(ask(plan, '+4930123457'))).toBe('+4930123457 by wide');
  });

  test('an address goes to the servers that a route names', () => {
    const found = routeFor(OPEN, { kind: 'sip', address: 'sip:anna@PBX.example' }, QUIET);
    expect(told(found)).toBe('sip:anna@PBX.example by pbx');
  });
});

describe('the limits of a route', () => {
  const plan = {
    home: null,
    routes: [route('germany', { to: ['+49*'], schedule: 'office', trunks: ['one', 'two'] })],
  };
  const use = (part: object) => ({ useOf: () => ({ callsNow: 0, lastMinute: 0, dayMs: 0, ...part }) });

  test.each([
    [{ isOpen: () => false }, 'the route is closed now'],
    [use({ callsNow: 2 }), 'too many calls at once on the route'],
    [use({ lastMinute: 5 }), 'too many calls in a minute on the route'],
    [use({ dayMs: 7_195_000 }), 'the minutes of the route are used up for today'],
    [{ hasRoom: () => false }, 'no trunk of the route has room'],
    [use({ callsNow: 1, lastMinute: 4, dayMs: 7_100_000 }), '+4930123456 by germany'],
  ])('%o', (facts, expected) => {
    expect(told(ask(plan, '+4930123456', facts))).toBe(expected);
  });

  test('a talk takes no longer than what is left of the day', () => {
    expect(ask(plan, '+4930123456', use({ dayMs: 7_100_000 }))).toMatchObject({ talkMsMax: 100_000 });
    expect(ask(plan, '+4930123456')).toMatchObject({ talkMsMax: 3_600_000, trunks: ['one', 'two'] });
  });

  test('a trunk without room is passed over', () => {
    const facts = { hasRoom: (trunk: string) => trunk === 'two' };
    expect(ask(plan, '+4930123456', facts)).toMatchObject({ trunks: ['two'] });
  });
});
