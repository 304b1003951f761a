import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mistakeText } from '../../src/base/index.ts';
import { type Environment, loadSettings, settingsTable } from '../../src/settings/index.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Loads settings as if cordboard.yaml had this text; without a text there is no file. */
const load = (text?: string, env: Environment = {}) => loadSettings(env, () => text);

/** The mistakes as a person sees them, without the hints. */
const complaints = (text?: string, env: Environment = {}): readonly string[] =>
  load(text, env).mistakes.map((mistake) => mistakeText(mistake).split('\n')[0]!);

const hintOf = (text?: string, env: Environment = {}): string | undefined =>
  load(text, env).mistakes[0]?.hint;

describe('settings that are in order', () => {
  test('without a file and without variables there is a default for everything', () => {
    const { settings, mistakes } = load();
    expect(mistakes).toEqual([]);
    expect(settings).toMatchObject({
      data: join(ROOT, 'data'),
      bundle: join(ROOT, 'ivr-flows'),
      secrets: join(ROOT, 'data/secrets'),
      http: { host: '127.0.0.1', port: 8080 },
      asterisk: {
        mode: 'managed',
        root: join(ROOT, '.tools/debian'),
        ari: {
          url: 'http://127.0.0.1:8088/ari',
          user: 'cordboard',
          password_file: join(ROOT, 'data/secrets/ari-password'),
        },
        rtp: { from: 10_000, to: 14_999 },
      },
      sip: {
        bind: { host: '127.0.0.1', port: 5060 },
        transports: ['udp', 'tcp'],
        external_address: null,
        local_nets: [],
      },
      trunks: { local: { match: ['127.0.0.2/32'], codecs: ['alaw', 'ulaw'], host: null, calls: 30 } },
      redis: { mode: 'managed', url: 'redis://127.0.0.1:6379' },
      store: { path: join(ROOT, 'data/cordboard.db') },
      keep: { records: { ms: 730 * 86_400_000 }, journal: { ms: 30 * 86_400_000 } },
      limits: { calls: 1_000 },
      webhooks: [],
      speech: { provider: 'espeak', url: null, secret: null, voices: { en: 'en', ru: 'ru' } },
      overflow: { after: { ms: 600_000 } },
      log: { level: 'info' },
    });
  });

  test('the file changes what it names and nothing else', () => {
    const { settings } = load(
      'http: { port: 9000 }\nsip:\n  bind: "[::1]:5070"\noverflow: { after: 1m30s }\n',
    );
    expect(settings?.http).toEqual({ host: '127.0.0.1', port: 9_000 });
    expect(settings?.sip.bind).toEqual({ host: '::1', port: 5_070 });
    expect(settings?.overflow.after.ms).toBe(90_000);
  });

  test('a variable wins over the file, and each setting tells where it came from', () => {
    const { settings, origins } = load('http:\n  port: 9000\n  host: 127.0.0.5\n', {
      CORDBOARD_HTTP_PORT: '9001',
    });
    expect(settings?.http).toEqual({ host: '127.0.0.5', port: 9_001 });
    expect(origins['http.port']).toBe('CORDBOARD_HTTP_PORT');
    expect(origins['http.host']).toBe('cordboard.yaml:3');
    expect(origins['http.port.nothing']).toBeUndefined();
    expect(origins['log.level']).toBe('default');
  });

  test('a variable may hold a list or a map as YAML, and a text as it is', () => {
    const env = {
      CORDBOARD_TRUNKS: '{ carrier: { match: [192.0.2.0/24, 2001:db8::/32] } }',
      CORDBOARD_SIP_TRANSPORTS: '[udp]',
      CORDBOARD_DATA: '/srv/yes: no',
      CORDBOARD_STORE_URL: 'null',
    };
    const { settings, mistakes } = load(undefined, env);
    expect(mistakes).toEqual([]);
    expect(settings?.trunks).toMatchObject({
      carrier: { match: ['192.0.2.0/24', '2001:db8::/32'], codecs: ['alaw', 'ulaw'] },
    });
    expect(settings?.sip.transports).toEqual(['udp']);
    expect(settings?.data).toBe('/srv/yes: no');
    expect(settings?.store).toEqual({ path: '/srv/yes: no/cordboard.db' });
  });

  test('a relative path starts at its file, or at the working folder when a variable gave it', () => {
    const env = { CORDBOARD_CONFIG: '/etc/cordboard/cordboard.yaml', CORDBOARD_BUNDLE: 'flows' };
    const { settings } = load('data: ../data\n', env);
    expect(settings?.data).toBe('/etc/data');
    expect(settings?.store).toEqual({ path: '/etc/data/cordboard.db' });
    expect(settings?.bundle).toBe(join(process.cwd(), 'flows'));
    expect(settings?.asterisk.root).toBe(join(ROOT, '.tools/debian'));
  });

  test('the settings are read from the file that CORDBOARD_CONFIG names', () => {
    const asked: string[] = [];
    loadSettings({ CORDBOARD_CONFIG: '/etc/other.yaml' }, (path) => {
      asked.push(path);
      return '';
    });
    expect(asked).toEqual(['/etc/other.yaml']);
    expect(dirname(asked[0]!)).toBe('/etc');
  });

  test('nothing in the result can be changed', () => {
    const { settings } = load();
    expect(Object.isFrozen(settings)).toBe(true);
    expect(Object.isFrozen(settings?.trunks.local?.match)).toBe(true);
  });
});

describe('settings with mistakes', () => {
  test('all of them are told at once, each at its place', () => {
    const text = [
      'http:',
      '  prot: 1',
      'sip: { transports: [udp, tls] }',
      'overflow: { after: 5 }',
      'spech: {}',
      '',
    ].join('\n');
    expect(complaints(text, { CORDBOARD_HTP_PORT: '1', CORDBOARD_LOG_LEVEL: 'loud' })).toEqual([
      'CORDBOARD_HTP_PORT:1:1 SETTING_UNKNOWN no setting has this variable',
      'cordboard.yaml:2:3 SETTING_UNKNOWN http.prot: there is no such setting',
      'cordboard.yaml:3:26 SETTING_INVALID sip.transports.1: Invalid option: expected one of "udp"|"tcp"',
      'cordboard.yaml:4:20 SETTING_INVALID overflow.after: Invalid input: expected string, received number',
      expect.stringMatching(/^CORDBOARD_LOG_LEVEL:1:1 SETTING_INVALID log\.level: Invalid option/),
      'cordboard.yaml:5:1 SETTING_UNKNOWN spech: there is no such setting',
    ]);
    expect(load(text).settings).toBeUndefined();
  });

  test('a misspelt name is answered with the nearest known one', () => {
    expect(hintOf('http: { prot: 1 }')).toBe('did you mean "port"?');
    expect(hintOf('trunks: { a: { match: [192.0.2.1], codec: [alaw] } }')).toBe('did you mean "codecs"?');
    expect(hintOf(undefined, { CORDBOARD_REDIS_ULR: 'x' })).toBe('did you mean "CORDBOARD_REDIS_URL"?');
    expect(hintOf('http: { something: 1 }')).toBe('known here: host, port');
  });

  test('a wrong value is answered with what the setting is for and its default', () => {
    expect(hintOf('http: { port: 70000 }')).toBe('http.port: its TCP port; by default 8080');
  });

  test.each([
    ['a tab', 'http:\n\tport: 1\n', 2],
    ['a bracket that never closes', 'data: x\nhttp: [\n', 3],
    ['a key twice', 'data: x\ndata: y\n', 2],
    ['an alias', 'data: &a x\nbundle: *a\n', 2],
    ['the prototype as a name', 'data: x\ntrunks: { __proto__: { match: [192.0.2.1] } }\n', 2],
  ])('%s is told with its line', (_, text, line) => {
    const [mistake] = load(text).mistakes;
    expect(mistake).toMatchObject({ code: 'SETTINGS_NOT_YAML', line });
  });

  test('a list instead of a map is told', () => {
    expect(complaints('- a\n- b\n')).toEqual([
      'cordboard.yaml:1:1 SETTINGS_NOT_YAML this is not a map of settings',
    ]);
  });

  test('a file that was named and is not there is told', () => {
    expect(complaints(undefined, { CORDBOARD_CONFIG: '/nowhere.yaml' })).toEqual([
      '/nowhere.yaml:1:1 SETTINGS_MISSING there is no such file',
    ]);
  });

  test('a part of an entry that is missing is told where the entry is', () => {
    expect(complaints('trunks:\n  carrier: { codecs: [ulaw] }\n')).toEqual([
      'cordboard.yaml:2:12 SETTING_INVALID trunks.carrier.match: "match" is missing',
    ]);
  });
});

describe('settings that clash', () => {
  test('too few ports for sound are told with the number that is needed', () => {
    const { mistakes } = load('limits: { calls: 1100 }\nasterisk:\n  rtp: { from: 10000, to: 14999 }\n');
    expect(mistakes).toEqual([
      {
        file: 'cordboard.yaml',
        line: 3,
        column: 27,
        code: 'SETTING_INVALID',
        say: 'asterisk.rtp.to: 5000 ports for sound are too few for limits.calls = 1100, which takes 5280',
        hint: 'raise asterisk.rtp.to to 15279, or lower limits.calls',
      },
    ]);
    expect(load('limits: { calls: 1041 }').mistakes).toEqual([]);
    expect(complaints('asterisk: { rtp: { from: 9, to: 8 } }')).toEqual([
      expect.stringContaining('comes before rtp.from'),
    ]);
  });

  test.each([
    ['the API and Redis', { CORDBOARD_HTTP_PORT: '6379' }, 'tcp port 6379 is already that of http.port'],
    [
      'SIP and the API',
      { CORDBOARD_SIP_BIND: '127.0.0.1:8080' },
      'tcp port 8080 is already that of http.port',
    ],
    [
      'SIP and sound',
      { CORDBOARD_SIP_BIND: '127.0.0.1:12000' },
      'UDP port 12000 lies among the ports for sound, 10000 to 14999',
    ],
  ])('%s may not share a port', (_, env, say) => {
    expect(complaints(undefined, env)).toEqual([expect.stringContaining(say)]);
  });

  test('a port that an external Redis has on its own machine is not our business', () => {
    const env = { CORDBOARD_REDIS_MODE: 'external', CORDBOARD_REDIS_URL: 'redis://cache.example:8080' };
    expect(load(undefined, env).mistakes).toEqual([]);
  });

  test('a trunk may not swallow the phones on our own address', () => {
    expect(complaints('trunks: { a: { match: [127.0.0.0/8] } }')).toHaveLength(1);
    expect(
      complaints('sip: { bind: "192.0.2.5:5060" }\ntrunks: { a: { match: [192.0.2.0/24] } }'),
    ).toHaveLength(1);
    expect(complaints('trunks: { a: { match: [192.0.2.0/24] } }')).toEqual([]);
  });

  test('what is kept is counted in days, and no story longer than its record', () => {
    expect(load('keep: { records: 10d, journal: 10d }').settings?.keep.records.ms).toBe(864_000_000);
    expect(complaints('keep: { journal: 12h }')).toEqual([expect.stringContaining('number of days')]);
    expect(complaints('keep: { records: 10d, journal: 11d }')).toEqual([
      expect.stringContaining('keep.journal: what happened to a call would be kept longer than its record'),
    ]);
  });

  test('calls are left to another Cordboard only where Asterisk lives on', () => {
    expect(complaints('stop: { calls: leave }')).toEqual([
      expect.stringContaining('stop.calls: a managed Asterisk ends together with Cordboard'),
    ]);
    expect(complaints('{ stop: { calls: leave }, asterisk: { mode: external } }')).toEqual([]);
  });

  test('an edge has nodes behind it, and is on the machine of its SIP server', () => {
    const nodes = 'nodes: { a: { sip: "192.0.2.11:5060", ari: "http://192.0.2.11:8088/ari" } }';
    expect(complaints('edge: { mode: drachtio }')).toEqual([
      expect.stringContaining('the edge has no Asterisk behind it'),
    ]);
    expect(complaints(`edge: { mode: drachtio, ${nodes}, drachtio: { host: 192.0.2.5 } }`)).toEqual([
      expect.stringContaining('192.0.2.5 is not an address of the loopback range'),
    ]);
    expect(complaints(`edge: { mode: drachtio, ${nodes} }`)).toEqual([]);
    expect(complaints(`sip: { transports: [tcp] }\nedge: { mode: drachtio, ${nodes} }`)).toEqual([
      expect.stringContaining(
        'cordboard.yaml:1:20 SETTING_INVALID sip.transports: the edge reaches its nodes by UDP',
      ),
    ]);
  });

  test('what has no effect beside others is told with its place, and keeps nothing from starting', () => {
    const nodes = 'nodes: { a: { sip: "192.0.2.11:5060", ari: "http://192.0.2.11:8088/ari" } }';
    const warnings = (text: string, env: Environment = {}): readonly string[] =>
      load(text, env).warnings.map((warning) => mistakeText(warning));
    expect(warnings(`edge:\n  ${nodes}`)).toEqual([
      expect.stringMatching(
        /^cordboard.yaml:2:10 SETTING_WITHOUT_EFFECT edge.nodes: .*\n {4}write edge.mode: drachtio/,
      ),
    ]);
    const behind = `sip:\n  external_address: 203.0.113.5\nedge: { mode: drachtio, ${nodes} }`;
    expect(load(behind).settings).toBeDefined();
    expect(warnings(behind)).toEqual([
      expect.stringMatching(
        /^cordboard.yaml:2:21 SETTING_WITHOUT_EFFECT sip.external_address: behind an edge/,
      ),
    ]);
    const ofNode = { CORDBOARD_SIP_EXTERNAL_ADDRESS: '203.0.113.11' };
    expect(warnings(`edge: { mode: drachtio, ${nodes} }`, ofNode)).toEqual([]);
    expect(warnings('sip: { external_address: 203.0.113.5 }')).toEqual([]);
  });

  test('a speech server has an address', () => {
    expect(complaints('speech: { provider: http }')).toEqual([
      expect.stringContaining('the speech server has no address'),
    ]);
    expect(complaints('speech: { provider: http, url: "https://tts.example/speak", secret: tts }')).toEqual(
      [],
    );
  });

  test('what we start ourselves is reached over loopback only, and a password is not repeated in the complaint', () => {
    const env = { CORDBOARD_REDIS_URL: 'redis://user:tell-nobody@192.0.2.1:6379' };
    const { mistakes } = load(undefined, env);
    expect(mistakes).toHaveLength(1);
    expect(JSON.stringify(mistakes)).not.toContain('tell-nobody');
    expect(load(undefined, { ...env, CORDBOARD_REDIS_MODE: 'external' }).mistakes).toEqual([]);
  });
});

describe('where records are kept', () => {
  test('in a file of its own, below data unless the settings say otherwise', () => {
    const other = load(undefined, { CORDBOARD_STORE_URL: 'sqlite:/srv/calls.db' });
    expect(other.settings?.store).toEqual({ path: '/srv/calls.db' });
    expect(complaints(undefined, { CORDBOARD_STORE_URL: 'mysql://x' })).toEqual([
      'CORDBOARD_STORE_URL:1:1 SETTING_INVALID store.url: not of the form sqlite:PATH or postgres://USER@HOST/DATABASE',
    ]);
  });

  test('in PostgreSQL, whose password is shown nowhere', () => {
    const url = 'postgres://cordboard:tell-nobody@db.example/calls';
    const loaded = load(undefined, { CORDBOARD_STORE_URL: url });
    expect(loaded.settings?.store).toEqual({ url });
    const row = settingsTable(loaded).find(({ key }) => key === 'store.url');
    expect(row?.value).toBe('postgres://cordboard:***@db.example/calls');
  });
});
