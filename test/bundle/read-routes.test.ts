import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadSmall } from './small-bundle.ts';

const routesIn = (text: string) => {
  const { bundle, mistakes } = loadSmall({ 'routes.yaml': text });
  expect(mistakes).toEqual([]);
  return bundle!.routes;
};

test('without the file nothing can be dialled', () => {
  expect(loadSmall().bundle!.routes).toEqual({ home: null, routes: [] });
});

test('a route has limits although nobody wrote any', () => {
  expect(routesIn('routes:\n  one: { to: ["+49*"], trunks: [carrier] }\n').routes).toEqual([
    {
      ...{
        id: 'one',
        to: ['+49*'],
        hosts: [],
        trunks: ['carrier'],
        show: ['dialled', 'hidden'],
        schedule: null,
        isForOperators: false,
      },
      limits: { callsMax: 10, callsPerMinuteMax: 30, talkMsMax: 3_600_000, dayMsMax: 36_000_000 },
    },
  ]);
});

test('the routes belong to the floor, which is live for everybody at once', () => {
  const withTo = (to: string) =>
    loadSmall({ 'routes.yaml': `routes:\n  one: { to: ["${to}"], trunks: [a] }\n` });
  const [before, after] = [withTo('112').bundle, withTo('+4930123456').bundle];
  expect(after!.flowHash).toBe(before!.flowHash);
  expect(after!.floorHash).not.toBe(before!.floorHash);
});

test('the example of the page is without mistakes', () => {
  const page = readFileSync(new URL('../../docs/calling-out.md', import.meta.url), 'utf8');
  const [, text] = /```yaml\n(# routes\.yaml\n.*?)```/s.exec(page)!;
  const { home, routes } = routesIn(text!);
  expect(home).toEqual({ country: '49', national: '0', international: '00' });
  expect(routes.map(({ id }) => id)).toEqual(['germany', 'ambulance', 'head-office']);
  expect(routes[0]).toMatchObject({
    show: [{ number: '+4930123456' }, 'caller'],
    limits: { dayMsMax: 18_000_000 },
  });
});
