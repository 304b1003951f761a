import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { trunksOf } from '../../src/edge/known-trunks.ts';
import { loadSettings } from '../../src/settings/index.ts';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'cordboard-trunks-'));
  mkdirSync(join(data, 'secrets'));
});
afterEach(() => rmSync(data, { recursive: true }));

const known = (trunks: string) =>
  trunksOf(loadSettings({ CORDBOARD_DATA: data, CORDBOARD_TRUNKS: trunks }, () => undefined).settings!);

const WAY =
  'host: "sip.example:5080", transport: tcp, caller_id: pai, register: { user: we, secret: carrier }';
const MEMBER = `{ match: [192.0.2.7], codecs: [g722], ${WAY} }`;

test('a trunk is known with its codecs, its way and what proves who we are', () => {
  writeFileSync(join(data, 'secrets/carrier'), 'a;b\n');
  expect(known(`{ member: ${MEMBER}, local: { match: [127.0.0.2] } }`)).toEqual(
    new Map<string, object>([
      [
        'member',
        {
          codecs: ['g722'],
          way: {
            ...{ host: 'sip.example:5080', transport: 'tcp', callerId: 'pai' },
            credentials: { user: 'we', password: 'a;b' },
          },
        },
      ],
      ['local', { codecs: ['alaw', 'ulaw'], way: null }],
    ]),
  );
});

test.each([undefined, '', ' \n', 'one\ntwo', 'one\rtwo'])('a password that is %j is a failure', (secret) => {
  if (secret !== undefined) writeFileSync(join(data, 'secrets/carrier'), secret);
  expect(() => known(`{ member: ${MEMBER} }`)).toThrow('TRUNK_SECRET_UNREADABLE');
});
