import { describe, expect, test } from 'vitest';
import { callOf } from '../../src/boot/recording-desk.ts';
import type { CallSnapshot } from '../../src/switchboard/index.ts';
import { FILES, Floor } from './floor.ts';
import { callerLeg, keptOf, nextProcess } from './next-process.ts';

/** What a process named in its last moment is known outside already, and to no process that goes on with the call. */

const visits = (path: string): string =>
  `http: { url: "https://crm.example/${path}", method: post, idempotency_key: true }`;
const CHANGES = {
  'bundle.yaml': `${FILES['bundle.yaml']}egress: [crm.example]\n`,
  'numbers.yaml': 'numbers:\n  "300": { flow: main }\n',
  'main.flow.yaml': `flow: main
start: menu
steps:
  menu:
    menu: { prompts: hello, keys: { 1: message, 2: tape, 3: order, 4: cancel, 5: told, 6: untold } }
    on: { failed: end }
  message: { voicemail: { box: help }, on: { saved: menu, empty: menu, error: menu } }
  tape: { record: start, next: menu }
  order: { ${visits('order')}, on: { ok: menu, http_error: menu, timeout: menu } }
  cancel: { ${visits('cancel')}, on: { ok: menu, http_error: menu, timeout: menu } }
  told: { notify: { url: "https://crm.example/told", body: { is: well } }, next: menu }
  untold: { notify: { url: "https://crm.example/told", body: { is: wrong } }, next: menu }
  end: { hangup: normal }
`,
};

/** A caller at the menu, and what was kept of that. */
function atMenu(): { first: Floor; early: readonly CallSnapshot[] } {
  const first = new Floor(CHANGES, 100, 'rehearsals');
  first.arrives('c1', '300');
  return { first, early: keptOf(first) };
}

type Kept = { readonly kept: readonly CallSnapshot[] } | { readonly isLost: true };

const diesAs = (floor: Floor, kept: Kept, deadMs = 1_000): Floor =>
  nextProcess(floor, [callerLeg(floor, 'c1')], { changes: CHANGES, deadMs, ...structuredClone(kept) });

function press(floor: Floor, digit: string): readonly string[] {
  floor.wanted();
  floor.put({ kind: 'digitPressed', legId: 'leg-c1', digit });
  return floor.wanted();
}

const recordingIn = (wanted: readonly string[]): string | undefined =>
  wanted.find((command) => /^record/.test(command))?.split(' ')[2];
const noticesOf = (floor: Floor): readonly unknown[] =>
  floor.noted('c1').flatMap(({ kind, noticeId }) => (kind === 'notified' ? [noticeId] : []));

describe.each([
  ['a message', '1'],
  ['a part of the call', '2'],
])('the recording of %s', (_, key) => {
  test.each(['before it began', 'not at all'])(
    'has no name of before in a call that was kept %s, however often its process died',
    (when) => {
      const { first, early } = atMenu();
      const kept: Kept = when === 'not at all' ? { isLost: true } : { kept: early };
      const [second, third] = [diesAs(first, kept, 1_000), diesAs(first, kept, 2_000)];
      const names = [first, second, third].map((floor) => recordingIn(press(floor, key)));
      expect(new Set(names).size).toBe(3);
      expect(names.map((name) => callOf(name ?? ''))).toEqual(['c1', 'c1', 'c1']);
    },
  );
});

describe('the key of a request', () => {
  test('is in the file before the server is asked', () => {
    const { first } = atMenu();
    const wanted = press(first, '3').filter((command) => /^(remember|fetch)/.test(command));
    expect(wanted).toEqual(['remember c1', 'fetch post https://crm.example/order']);
  });

  test('is never that of another one, whatever was kept', () => {
    const { first, early } = atMenu();
    press(first, '3');
    const second = diesAs(first, { kept: early });
    press(second, '4');
    const third = diesAs(first, { isLost: true }, 2_000);
    press(third, '4');
    const keys = [first, second, third].flatMap(({ fetchKeys }) => fetchKeys);
    expect([keys.length, new Set(keys).size]).toEqual([3, 3]);
  });

  test('is the same for each process that sends it again', () => {
    const { first, early } = atMenu();
    press(first, '3');
    const second = diesAs(first, { kept: early });
    press(second, '4');
    const third = diesAs(first, { kept: keptOf(second) }, 2_000);
    expect(third.fetchKeys).toEqual(second.fetchKeys);
    expect(third.fetchKeys).toHaveLength(1);
  });

  test.each([
    ['left out', undefined],
    ['handed on as it had found it', { visit: 1, key: 'c1-1' }],
  ])('is that of an older version, which has %s', (_, asked) => {
    const { first } = atMenu();
    press(first, '3');
    const { asked: __, ...older } = keptOf(first)[0]!;
    const next = diesAs(first, { kept: [{ ...older, ...(asked && { asked }) }] });
    expect(next.fetchKeys).toEqual(['c1-2']);
  });
});

describe('a notice', () => {
  test.each([
    ['another one has another name', '6', 2],
    ['the same one is told once', '5', 1],
  ])('of which the next process does not know: %s', (_, key, count) => {
    const { first, early } = atMenu();
    press(first, '5');
    const second = diesAs(first, { kept: early });
    press(second, key);
    const ids = [first, second].flatMap(noticesOf);
    expect([ids.length, new Set(ids).size]).toEqual([2, count]);
  });
});
