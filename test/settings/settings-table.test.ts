import { describe, expect, test } from 'vitest';
import { loadSettings, SETTING_KEYS, settingsTable } from '../../src/settings/index.ts';

describe('the table of settings', () => {
  test('it has every setting, with its value as it was written, its origin and what it is for', () => {
    const rows = settingsTable(
      loadSettings({ CORDBOARD_OVERFLOW_AFTER: '5m' }, () => 'http: { port: 9000 }\n'),
    );
    expect(rows.map(({ key }) => key)).toEqual(SETTING_KEYS.map(({ key }) => key));
    expect(rows.every(({ say }) => say !== '')).toBe(true);
    const row = (key: string) => rows.find((one) => one.key === key);
    expect(row('http.port')).toMatchObject({ value: '9000', origin: 'cordboard.yaml:1' });
    expect(row('overflow.after')).toMatchObject({ value: '5m', origin: 'CORDBOARD_OVERFLOW_AFTER' });
    expect(row('sip.transports')).toMatchObject({ value: '["udp","tcp"]', origin: 'default' });
  });

  test('it is shown with mistakes too, and never with a password', () => {
    const env = { CORDBOARD_REDIS_URL: 'redis://user:tell-nobody@192.0.2.1:6379', CORDBOARD_HTTP_PORT: 'x' };
    const rows = settingsTable(loadSettings(env, () => undefined));
    expect(rows.find(({ key }) => key === 'redis.url')?.value).toBe('redis://user:***@192.0.2.1:6379');
    expect(rows.find(({ key }) => key === 'http.port')?.value).toBe('x');
  });

  test('every setting has a variable of its own', () => {
    const variables = SETTING_KEYS.map(({ variable }) => variable);
    expect(new Set(variables).size).toBe(variables.length);
    expect(variables).toContain('CORDBOARD_ASTERISK_ARI_PASSWORD_FILE');
  });
});
