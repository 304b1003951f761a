import { expect, test } from 'vitest';
import type { FetchRequest } from '../../src/flow/index.ts';
import { serversFrom } from '../../src/rehearsal/facts.ts';
import { readMain, runMain } from './tests-of.ts';

const asks = (method: FetchRequest['method'], url: string): FetchRequest => ({
  ...{ method, url, headers: {}, secretHeaders: {}, body: null, triesMax: 1, hasKey: false },
});

test.each([
  ['GET https://crm.example/callers/*', 'https://crm.example/callers/7', true],
  ['GET https://crm.example/callers/*', 'https://crm.example/orders/7', false],
  ['GET https://crm.example/*/open', 'https://crm.example/7/open', true],
  ['GET https://crm.example/*/open', 'https://crm.example/open', false],
  ['GET https://crm.example/*7*7', 'https://crm.example/7', false],
  ['POST https://crm.example/callers/*', 'https://crm.example/callers/7', false],
])('%s answers GET %s: %s', (asked, url, isAnswered) => {
  const result = serversFrom([[asked, { kind: 'answered', status: 200, body: 'yes' }]])(asks('get', url));
  expect(result.kind).toBe(isAnswered ? 'answered' : 'unreachable');
});

const FILES = {
  'bundle.yaml':
    'languages: [en, ru]\nsafety_queue: help\napology: sorry\nfarewell: farewell\negress: [crm.example]\n',
  'schedules.yaml': 'schedules:\n  office: { zone: Europe/Moscow, hours: { mon-sun: 09:00-21:00 } }\n',
  'main.flow.yaml': `flow: main
start: hours
steps:
  hours: { schedule: office, on: { open: ask, closed: bye } }
  ask:
    http: { url: "https://crm.example/callers/7", filler: hello, into: { vip: { from: vip, type: bool } } }
    on: { ok: known, http_error: help, timeout: help, bad_data: help }
  known: { branch: { if: vip, then: hello, else: help } }
  hello: { play: hello, next: bye }
  help: { queue: help, on: { timeout: bye, full: bye, unstaffed: bye } }
  bye: { play: bye, next: end }
  end: { hangup: normal }
`,
};

test('a test says what a server answers; a server of which it says nothing cannot be reached', () => {
  const http = '{ "GET https://crm.example/callers/*": { body: { vip: true } } }';
  const known = `  - { name: vip, http: ${http}, script: [{ expect: { play: hello } }], ends: { hangup: normal } }\n`;
  expect(runMain(known, FILES).failure).toBeNull();
  expect(runMain('  - { name: away, ends: { queue: help } }\n', FILES).failure).toBeNull();
});

test('a test says what a schedule says, and only of one that there is', () => {
  const closed = '  - { name: night, hours: { office: closed }, script: [{ expect: { play: bye } }] }\n';
  expect(runMain(closed, FILES).failure).toBeNull();
  const { mistakes } = readMain(
    'flow: main\ntests:\n  - { name: x, hours: { offise: closed }, ends: {} }\n',
    FILES,
  );
  expect(mistakes.map(({ code }) => code)).toContain('UNKNOWN_SCHEDULE');
});

test('a test says which language the caller chose in an earlier call', () => {
  const files = {
    ...FILES,
    'main.flow.yaml': `flow: main
start: choose
steps:
  choose:
    language: { prompts: hello, keys: { 1: en, 2: ru }, remember: true }
    on: { done: bye, failed: bye }
  bye: { play: bye, next: end }
  end: { hangup: normal }
`,
  };
  const asked = '  - { name: new, script: [{ expect: { language: choose } }, { hangup: true }] }\n';
  expect(runMain(asked, files).failure).toBeNull();
  const known = '  - { name: known, chose: ru, script: [{ expect: { play: bye, in: ru } }] }\n';
  expect(runMain(known, files).failure).toBeNull();
  const { mistakes } = readMain(
    'flow: main\ntests:\n  - { name: x, chose: de, script: [{ hear: true }] }\n',
    files,
  );
  expect(mistakes).toMatchObject([{ code: 'UNKNOWN_LANGUAGE', line: 3 }]);
});
