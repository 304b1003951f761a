import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OperatorProfile } from '../../src/operators/index.ts';
import {
  asteriskPlaces,
  operatorSecrets,
  renderOperators,
  takeUnshownSecrets,
  writeOperatorAccounts,
} from '../../src/parent/index.ts';
import { loadSettings, type Settings } from '../../src/settings/index.ts';

let settings: Settings;
beforeEach(() => {
  const data = mkdtempSync(join(tmpdir(), 'cordboard-accounts-'));
  settings = loadSettings({ CORDBOARD_DATA: data }, () => undefined).settings!;
});
afterEach(() => rmSync(settings.data, { recursive: true }));

const profile = (phoneId: string, name: string): OperatorProfile => ({
  id: name.toLowerCase(),
  name,
  number: null,
  phones: [phoneId],
  ownWrapUpMs: 0,
  skills: {},
  queues: {},
});

const ownersOf = (devices: readonly string[], ...operators: readonly OperatorProfile[]) => ({
  devices,
  operators: new Map(operators.map((operator) => [operator.id, operator])),
});

describe('passwords of operators’ phones', () => {
  test('each phone gets one, keeps it, and only we can read them', () => {
    const first = operatorSecrets(settings, ['1001', '1002']);
    expect(new Set(first.values()).size).toBe(2);
    expect(first.get('1001')).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(operatorSecrets(settings, ['1002', '1003']).get('1002')).toBe(first.get('1002'));
    expect(operatorSecrets(settings, ['1001']).get('1001')).toBe(first.get('1001'));
    expect(statSync(join(settings.secrets, 'operators.json')).mode & 0o777).toBe(0o600);
  });

  test('each is shown once', () => {
    expect(takeUnshownSecrets(settings).size).toBe(0);
    const passwords = operatorSecrets(settings, ['1001']);
    expect(takeUnshownSecrets(settings)).toEqual(passwords);
    expect(takeUnshownSecrets(settings).size).toBe(0);
    operatorSecrets(settings, ['1001', '1002']);
    expect([...takeUnshownSecrets(settings).keys()]).toEqual(['1002']);
  });
});

describe('operators’ accounts in Asterisk', () => {
  test('an account has an endpoint, its password and its contacts', () => {
    expect(renderOperators([{ phoneId: '1001', name: 'Anna Petrova', password: 'secret' }])).toBe(
      [
        '; Made by Cordboard from the operators of the bundle; changes here are lost.',
        '',
        '[1001](operator)',
        'auth = 1001',
        'aors = 1001',
        'callerid = "Anna Petrova" <1001>',
        '',
        '[1001](operator-auth)',
        'username = 1001',
        'password = secret',
        '',
        '[1001](operator-aor)',
        '',
      ].join('\n'),
    );
  });

  test('a name cannot break out of its line or of a SIP header', () => {
    const text = renderOperators([
      { phoneId: '1001', name: 'Анна "x" <9>\n[evil]\nauth = no; #exec', password: 'p' },
    ]);
    expect(text).toContain('callerid = "Анна  x   9   evil  auth   no   exec" <1001>\n');
    expect(text).not.toContain('[evil]');
  });

  test('they are written for Asterisk alone, and only when they differ', () => {
    const anna = profile('1001', 'Anna');
    expect(writeOperatorAccounts(settings, ownersOf(['1001'], anna))).toBe(true);
    expect(writeOperatorAccounts(settings, ownersOf(['1001'], anna))).toBe(false);
    expect(writeOperatorAccounts(settings, ownersOf(['1001', '1002'], anna))).toBe(true);
    const { accounts } = asteriskPlaces(settings);
    expect(statSync(accounts).mode & 0o777).toBe(0o600);
    const password = operatorSecrets(settings, ['1002']).get('1002');
    expect(readFileSync(accounts, 'utf8')).toContain(`username = 1002\npassword = ${password}\n`);
    expect(readFileSync(accounts, 'utf8')).toContain('callerid = "Phone 1002" <1002>\n');
  });

  test('a phone’s name that would mean something to Asterisk is our own mistake', () => {
    expect(() => writeOperatorAccounts(settings, ownersOf(['10]01'], profile('10]01', 'Anna')))).toThrowError(
      /phone account/,
    );
  });
});
