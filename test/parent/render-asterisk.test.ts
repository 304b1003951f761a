import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asteriskPlaces, renderAsterisk } from '../../src/parent/index.ts';
import { type Environment, loadSettings, type Settings } from '../../src/settings/index.ts';

const TEMPLATES = resolve(import.meta.dirname, '../../asterisk-config');

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'cordboard-render-'));
});
afterEach(() => rmSync(data, { recursive: true }));

function settingsWith(env: Environment = {}): Settings {
  const { settings, mistakes } = loadSettings({ CORDBOARD_DATA: data, ...env }, () => undefined);
  expect(mistakes).toEqual([]);
  return settings!;
}

/** Renders and reads one file of the result without its comments. */
function rendered(name: string, env: Environment = {}): string {
  const { etc } = renderAsterisk(settingsWith(env), TEMPLATES);
  return readFileSync(join(etc, name), 'utf8').replace(/^;.*\n/gm, '');
}

describe('the configuration of Asterisk', () => {
  test('every template is filled in, and only its owner can read the result', () => {
    const { etc } = renderAsterisk(settingsWith(), TEMPLATES);
    const made = readdirSync(etc);
    expect(made).toEqual(expect.arrayContaining(readdirSync(TEMPLATES)));
    for (const name of made) {
      expect(statSync(join(etc, name)).mode & 0o777, name).toBe(0o600);
      expect(readFileSync(join(etc, name), 'utf8'), name).not.toMatch(/@[A-Z_]+@/);
    }
  });

  test('no two nodes behind an edge give the same id, though their settings be alike', () => {
    const nodes = '{ a: { sip: 127.0.0.1:5061, ari: http://127.0.0.1:8088/ari } }';
    const env = { CORDBOARD_EDGE_MODE: 'drachtio', CORDBOARD_EDGE_NODES: nodes };
    const nameOf = () => /^systemname = (\S+)$/m.exec(rendered('asterisk.conf', env))![1]!;
    const [one, other] = [nameOf(), nameOf()];
    expect([one, other]).toEqual(Array(2).fill(expect.stringMatching(/^cordboard-[0-9a-f]{8}$/)));
    expect(one).not.toBe(other);
    expect(rendered('asterisk.conf')).toContain('systemname = cordboard\n');
  });

  test('every file that another one includes is made', () => {
    const { etc } = renderAsterisk(settingsWith(), TEMPLATES);
    const included = [...rendered('pjsip.conf').matchAll(/#include "(.+)"/g)].map(([, name]) => name!);
    expect(included).toEqual([
      ...['pjsip_transports.conf', 'pjsip_bans.conf', 'pjsip_trunks.conf', 'pjsip_operators.conf'],
    ]);
    expect(readdirSync(etc)).toEqual(expect.arrayContaining(included));
  });

  test('ports, addresses and the password are those of the settings', () => {
    const env = {
      CORDBOARD_ASTERISK_ARI_URL: 'http://127.0.0.3:18088/ari',
      CORDBOARD_ASTERISK_RTP_FROM: '20000',
      CORDBOARD_ASTERISK_RTP_TO: '24999',
      CORDBOARD_OVERFLOW_AFTER: '90s',
      CORDBOARD_LIMITS_CALLS: '100',
    };
    expect(rendered('http.conf', env)).toContain('bindaddr = 127.0.0.3\nbindport = 18088\n');
    expect(rendered('rtp.conf', env)).toContain('rtpstart = 20000\nrtpend = 24999\n');
    expect(rendered('extensions.conf', env)).toContain('CB_FALLBACK_S = 90\n');
    expect(rendered('asterisk.conf', env)).toContain('maxcalls = 160\n');
    const password = readFileSync(join(data, 'secrets', 'ari-password'), 'utf8').trim();
    expect(rendered('ari.conf', env)).toContain(
      `[cordboard]\ntype = user\nread_only = no\npassword = ${password}\n`,
    );
  });

  test('SIP is listened for on each transport, and behind a router the outer address is told', () => {
    const env = {
      CORDBOARD_SIP_BIND: '192.0.2.5:5070',
      CORDBOARD_SIP_EXTERNAL_ADDRESS: '198.51.100.7',
      CORDBOARD_SIP_LOCAL_NETS: '[192.0.2.0/24]',
    };
    const outside = [
      'external_signaling_address = 198.51.100.7',
      'external_media_address = 198.51.100.7',
      'local_net = 192.0.2.0/24',
    ];
    const transport = (protocol: string, more: readonly string[]) =>
      [
        `[transport-${protocol}]`,
        'type = transport',
        `protocol = ${protocol}`,
        'bind = 192.0.2.5:5070',
        ...more,
        '',
      ].join('\n');
    expect(rendered('pjsip_transports.conf', env)).toBe(
      [transport('udp', outside), transport('tcp', outside)].join('\n'),
    );
    const inside = { CORDBOARD_SIP_BIND: '192.0.2.5:5070', CORDBOARD_SIP_TRANSPORTS: '[tcp]' };
    expect(rendered('pjsip_transports.conf', inside)).toBe(transport('tcp', []));
    expect(rendered('pjsip_transports.conf', { CORDBOARD_SIP_BIND: '[::1]:5070' })).toContain(
      'bind = [::1]:5070\n',
    );
  });

  test('each trunk is recognised by its addresses', () => {
    const env = { CORDBOARD_TRUNKS: '{ carrier: { match: [192.0.2.0/24, 198.51.100.1], codecs: [g722] } }' };
    expect(rendered('pjsip_trunks.conf', env)).toBe(
      [
        '[trunk-carrier](trunk)',
        'allow = g722',
        '',
        '[trunk-carrier]',
        'type = identify',
        'endpoint = trunk-carrier',
        'match = 192.0.2.0/24',
        'match = 198.51.100.1',
        '',
      ].join('\n'),
    );
  });

  test('a trunk with a host is dialled out on, and registers where the carrier wants it', () => {
    mkdirSync(join(data, 'secrets'), { recursive: true });
    writeFileSync(join(data, 'secrets', 'carrier'), 'a;b\n');
    const more = 'transport: tcp, register: { user: our-name, secret: carrier }, caller_id: pai';
    const trunk = `{ match: [192.0.2.7], host: "sip.example.net:5080", ${more} }`;
    const text = rendered('pjsip_trunks.conf', { CORDBOARD_TRUNKS: `{ carrier: ${trunk} }` });
    for (const lines of [
      'aors = trunk-carrier\ntransport = transport-tcp\noutbound_auth = trunk-carrier\nfrom_domain = sip.example.net\n',
      'from_user = our-name\nsend_pai = yes\n',
      'type = aor\ncontact = sip:sip.example.net:5080\\;transport=tcp\n',
      'type = auth\nauth_type = digest\nusername = our-name\npassword = a\\;b\n',
      'server_uri = sip:sip.example.net:5080\\;transport=tcp\n',
      'client_uri = sip:our-name@sip.example.net:5080\\;transport=tcp\n',
    ])
      expect(text).toContain(lines);
  });

  test('without its password a trunk that registers is a failure', () => {
    const trunk = '{ match: [192.0.2.7], host: sip.example.net, register: { user: we, secret: carrier } }';
    const env = { CORDBOARD_TRUNKS: `{ carrier: ${trunk} }` };
    expect(() => rendered('pjsip_trunks.conf', env)).toThrow('TRUNK_SECRET_UNREADABLE');
  });

  test('callers may dial 1 to 15 digits; of an operator’s phone long numbers go to the net when nobody is there', () => {
    const contexts = rendered('extensions.conf').split(/^\[/m);
    const toNet = /^exten => (\S+?),1,Set\(cb_dialled=\$\{EXTEN\}\)\n same => n,Goto\(net,s,1\)$/gm;
    const toUs =
      /^exten => (\S+?),1,Stasis\(cordboard,operator,.*\n.*\n same => n,GotoIf\(.*"FAILED"\]\?net,s,1\)\n.*Hangup\(\)$/gm;
    const patterns = (name: string) =>
      [...contexts.find((one) => one.startsWith(`${name}]`))!.matchAll(name === 'trunk' ? toNet : toUs)].map(
        ([, pattern]) => pattern!,
      );
    const lengths = (found: readonly string[]) => [
      ...new Set(found.map((one) => one.replace(/[_+]/g, '').length)),
    ];
    expect(patterns('trunk')).toHaveLength(30);
    expect(lengths(patterns('trunk'))).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
    expect(patterns('operator')).toHaveLength(20);
    expect(Math.min(...lengths(patterns('operator')))).toBe(6);
  });

  test('two data folders never get the same identity', () => {
    const other = mkdtempSync(join(tmpdir(), 'cordboard-render-'));
    const idOf = (text: string) => /entityid = (02(?::[0-9a-f]{2}){5})\n/.exec(text)?.[1];
    const mine = idOf(rendered('asterisk.conf'));
    const its = idOf(rendered('asterisk.conf', { CORDBOARD_DATA: other }));
    rmSync(other, { recursive: true });
    expect(mine).toBeDefined();
    expect(its).toBeDefined();
    expect(its).not.toBe(mine);
  });

  test('operators’ accounts that are there stay when the rest is made again', () => {
    const settings = settingsWith();
    const { accounts } = renderAsterisk(settings, TEMPLATES);
    writeFileSync(accounts, '[1001](operator)\n');
    renderAsterisk(settings, TEMPLATES);
    expect(readFileSync(accounts, 'utf8')).toBe('[1001](operator)\n');
  });

  test('a template with a word that nothing stands for is refused by name', () => {
    const templates = join(data, 'templates');
    mkdirSync(templates);
    writeFileSync(join(templates, 'odd.conf'), 'x = @NO_SUCH@\n');
    const render = () => renderAsterisk(settingsWith(), templates);
    expect(render).toThrowError(
      expect.objectContaining({
        code: 'ASTERISK_CONFIG_UNUSABLE',
        details: { file: join(templates, 'odd.conf'), unknown: '@NO_SUCH@' },
      }),
    );
  });
});

describe('where Asterisk lives', () => {
  test('a control socket with too long a path lies in a short folder of our own, with a link to it', () => {
    const deep = join(data, 'x'.repeat(100));
    const settings = settingsWith({ CORDBOARD_DATA: deep });
    const places = renderAsterisk(settings, TEMPLATES);
    expect(join(places.sockets, 'asterisk.ctl').length).toBeLessThan(108);
    expect(statSync(places.sockets).mode & 0o777).toBe(0o700);
    expect(readlinkSync(join(places.run, 'sockets'))).toBe(places.sockets);
    expect(renderAsterisk(settings, TEMPLATES).sockets).toBe(places.sockets);
    rmSync(places.sockets, { recursive: true });
  });

  test('an Asterisk that is installed is run as it is, an unpacked one by the wrapper of the set-up', () => {
    expect(asteriskPlaces(settingsWith({ CORDBOARD_ASTERISK_ROOT: '/' }))).toMatchObject({
      command: ['/usr/sbin/asterisk', '-C', join(data, 'run/asterisk/etc/asterisk.conf'), '-f'],
      share: '/usr/share/asterisk',
      sbin: '/usr/sbin',
    });
    const unpacked = asteriskPlaces(settingsWith({ CORDBOARD_ASTERISK_ROOT: '/opt/tools/debian' }));
    expect(unpacked.command[0]).toBe('/opt/tools/bin/asterisk');
    expect(unpacked.modules).toMatch(
      /^\/opt\/tools\/debian\/usr\/lib\/[a-z0-9_]+-linux-gnu\/asterisk\/modules$/,
    );
  });
});
