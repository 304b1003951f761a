import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { asteriskPlaces } from '../../src/parent/index.ts';
import { loadSettings, SETTING_KEYS, type Settings } from '../../src/settings/index.ts';

/** No Docker engine is at hand where tests run: what the two files say is held against what the house knows. */
const ROOT = resolve(import.meta.dirname, '../..');
const DOCKERFILE = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');

type Service = {
  readonly build?: { readonly target: string };
  readonly image: string;
  readonly profiles?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly network_mode: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
};
type Compose = {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};

/** As Docker Compose reads it where no variable is set: ${NAME:-default} is its default, $$ is one $. */
const COMPOSE = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8')
  .replace(/\$\{\w+:-([^}]*)\}/g, '$1')
  .replaceAll('$$', '$');
const compose = parse(COMPOSE) as Compose;
const { configuration, asterisk, redis, cordboard, edge, drachtio } = compose.services as Record<
  string,
  Service
>;
const withSettings = Object.entries(compose.services).filter(
  ([, { environment }]) => environment !== undefined,
);

function settingsOf({ environment }: Service): Settings {
  const { settings, mistakes } = loadSettings(environment ?? {}, () => undefined);
  expect(mistakes).toEqual([]);
  return settings!;
}

/** A stage of the Dockerfile: its instructions, joined lines made one. */
function stage(name: string): readonly string[] {
  const stages = DOCKERFILE.replace(/\\\n\s*/g, '').split(/^(?=FROM )/m);
  const found = stages.find((one) => one.startsWith('FROM ') && one.split('\n')[0]!.endsWith(` AS ${name}`));
  return found?.split('\n').filter((line) => line !== '' && !line.startsWith('#')) ?? [];
}

const instruction = (name: string, word: string): string | undefined =>
  stage(name)
    .find((line) => line.startsWith(`${word} `))
    ?.slice(word.length + 1);

/** Where a path of the project lies in the image. */
const inImage = (path: string): string => join(instruction('cordboard', 'WORKDIR')!, relative(ROOT, path));

/** Volume or folder of the host → where a service sees it. */
const mounts = ({ volumes }: Service): ReadonlyMap<string, string> =>
  new Map(volumes.map((volume) => volume.split(':').slice(0, 2) as [string, string]));

describe('docker-compose.yml against the settings', () => {
  test('there are services with settings, and all have the same', () => {
    expect(withSettings.map(([name]) => name)).toEqual(['configuration', 'cordboard', 'edge']);
    for (const [name, { environment }] of withSettings)
      expect(environment, name).toEqual(configuration!.environment);
  });

  test('every variable is a setting, and has a value that the schema takes', () => {
    for (const [name, service] of withSettings) {
      const variables = Object.keys(service.environment!);
      const known = SETTING_KEYS.map(({ variable }) => variable);
      expect(
        variables.filter((variable) => !known.includes(variable)),
        name,
      ).toEqual([]);
      expect(
        Object.values(service.environment!).filter((value) => typeof value !== 'string'),
        name,
      ).toEqual([]);
      expect(settingsOf(service).asterisk.mode).toBe('external');
    }
  });

  test('what runs in a container of its own is not started a second time', () => {
    const { asterisk: exchange, redis: jobs } = settingsOf(cordboard!);
    expect([exchange.mode, jobs.mode]).toEqual(['external', 'external']);
  });

  test('all that must reach one another share the host’s network', () => {
    const modes = [asterisk, redis, cordboard, edge, drachtio].map((service) => service!.network_mode);
    expect(new Set(modes)).toEqual(new Set(['host']));
  });

  test('Redis listens where the settings look for it, keeps its jobs and throws none away', () => {
    const { hostname, port } = new URL(settingsOf(cordboard!).redis.url);
    const { command } = redis!;
    const option = (name: string) => command![command!.indexOf(`--${name}`) + 1];
    expect([option('bind'), option('port')]).toEqual([hostname, port]);
    expect([option('appendonly'), option('appendfsync'), option('maxmemory-policy')]).toEqual([
      'yes',
      'everysec',
      'noeviction',
    ]);
    expect(redis!.healthcheck!.test).toEqual(['CMD', 'redis-cli', '-h', hostname, '-p', port, 'ping']);
    expect(mounts(redis!).get('jobs')).toBe('/data');
  });

  test('Asterisk is run and asked with the configuration that is made for it', () => {
    const places = asteriskPlaces(settingsOf(configuration!));
    expect(JSON.parse(instruction('asterisk', 'CMD')!)).toEqual(places.command);
    const [program, ...rest] = places.command;
    expect(asterisk!.healthcheck!.test).toEqual([
      'CMD',
      program,
      ...rest.slice(0, 2),
      '-rx',
      'core waitfullybooted',
    ]);
    expect(asterisk!.command).toBeUndefined();
  });

  test('Cordboard’s health is asked at the address of its settings', () => {
    const { http } = settingsOf(cordboard!);
    expect(cordboard!.healthcheck!.test.join(' ')).toContain(
      `fetch('http://${http.host}:${http.port}/health/ready')`,
    );
  });

  test('the edge and its SIP server are there where they are asked for, and nothing waits for them', () => {
    const inProfile = Object.entries(compose.services).filter(([, { profiles }]) => profiles !== undefined);
    expect(inProfile.map(([name, { profiles }]) => [name, profiles])).toEqual([
      ['edge', ['edge']],
      ['drachtio', ['edge']],
    ]);
    expect(settingsOf(edge!).edge.mode).toBe('direct');
    const asked = { ...edge!.environment, CORDBOARD_EDGE_MODE: 'drachtio' };
    expect(settingsOf({ ...edge!, environment: asked }).edge.nodes).toMatchObject({
      main: { sip: settingsOf(edge!).sip.bind, ari: settingsOf(edge!).asterisk.ari.url },
    });
    const waited = Object.values(compose.services).flatMap(({ depends_on = {} }) => Object.keys(depends_on));
    expect(waited.filter((name) => compose.services[name]!.profiles !== undefined)).toEqual([]);
  });

  test('the SIP server has the addresses of the settings, its port for applications on loopback, and the secret of the edge', () => {
    const { edge: wanted, secrets } = settingsOf(edge!);
    const [script = ''] = drachtio!.command!;
    const option = (name: string): string => new RegExp(`--${name} "?([^ "]+)`).exec(script)?.[1] ?? '';
    expect(drachtio!.entrypoint).toEqual(['/bin/sh', '-ec']);
    expect([option('address'), option('port')]).toEqual(['127.0.0.1', String(wanted.drachtio.port)]);
    expect(wanted.drachtio.host).toBe('127.0.0.1');
    expect(option('contact')).toBe(`sip:${wanted.sip.host}:${wanted.sip.port};transport=udp,tcp`);
    expect(script).toContain(`DRACHTIO_SECRET=$(cat ${join(secrets, 'drachtio')})`);
    expect(script).not.toContain('--secret');
    expect(drachtio!.image).toMatch(/^drachtio\/drachtio-server:\d+\.\d+\.\d+$/);
  });

  test('the data folder is one and the same volume, at the path of the settings, for all who need it', () => {
    for (const service of [configuration!, asterisk!, cordboard!, edge!, drachtio!])
      expect(mounts(service).get('data')).toBe('/data');
    expect(settingsOf(cordboard!).data).toBe('/data');
    const used = Object.values(compose.services).flatMap((service) => [...mounts(service).keys()]);
    expect(used.filter((name) => !name.startsWith('./') && !(name in compose.volumes))).toEqual([]);
  });

  test('the bundle lies at the same path for Cordboard, which names its recordings, and for Asterisk, which plays them', () => {
    const path = inImage(settingsOf(cordboard!).bundle);
    expect(mounts(cordboard!).get('./ivr-flows')).toBe(path);
    expect(mounts(asterisk!).get('./ivr-flows')).toBe(path);
    expect(mounts(configuration!).get('./asterisk-config')).toBe(inImage(join(ROOT, 'asterisk-config')));
  });

  test('who is waited for has a health check or ends by itself', () => {
    for (const [name, { depends_on }] of Object.entries(compose.services)) {
      for (const [other, { condition }] of Object.entries(depends_on ?? {})) {
        const checked = compose.services[other]?.healthcheck !== undefined;
        const expected = checked ? 'service_healthy' : 'service_completed_successfully';
        expect(condition, `${name} waits for ${other}`).toBe(expected);
      }
    }
    expect(Object.keys(cordboard!.depends_on!)).toEqual(['configuration', 'asterisk', 'redis']);
  });
});

describe('the Dockerfile against the project', () => {
  test('every target that is built is a stage of it', () => {
    const targets = Object.values(compose.services).flatMap(({ build }) => build?.target ?? []);
    expect(targets).toEqual(['cordboard', 'asterisk']);
    for (const target of targets) expect(stage(target), target).not.toEqual([]);
  });

  test('every file that is copied or run exists, and is let into the build', () => {
    const allowed = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    const copied = [...DOCKERFILE.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths]) =>
      paths!.split(' '),
    );
    expect(copied.length).toBeGreaterThan(5);
    for (const path of copied) {
      expect(existsSync(join(ROOT, path)), path).toBe(true);
      expect(allowed, path).toContain(`!${path.split('/')[0]}`);
    }
    const commands = [
      configuration!.command!,
      edge!.command!,
      JSON.parse(instruction('cordboard', 'CMD')!) as string[],
    ];
    for (const [program, file] of commands) {
      expect(program).toBe('node');
      expect(
        copied.some((path) => file!.startsWith(path)),
        file,
      ).toBe(true);
      expect(existsSync(join(ROOT, file!)), file).toBe(true);
    }
  });

  test('its Node is of the major that the project asks for', () => {
    const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      engines: { node: string };
    };
    const major = /(\d+)/.exec(engines.node)![1];
    expect(stage('cordboard')[0]).toMatch(new RegExp(`^FROM node:${major}-`));
    expect(stage('music')[0]).toMatch(new RegExp(`^FROM node:${major}-`));
  });

  test('both programs run as the same ordinary user, who owns the data folder', () => {
    for (const name of ['asterisk', 'cordboard']) {
      const [user] = instruction(name, 'USER')!.split(':');
      expect(Number(user), name).toBeGreaterThan(1_000);
      expect(stage(name).join('\n'), name).toContain(`--owner=${user} --group=${user} --mode=700 /data`);
    }
    expect(instruction('asterisk', 'USER')).toBe(instruction('cordboard', 'USER'));
  });

  test('Asterisk has the music and the voices that its configuration names', () => {
    const lines = stage('asterisk').join('\n');
    const share = asteriskPlaces(settingsOf(configuration!)).share;
    const folder = /^directory = (.+)$/m.exec(
      readFileSync(join(ROOT, 'asterisk-config/musiconhold.conf'), 'utf8'),
    )![1]!;
    expect(lines).toContain(`COPY --from=music /moh ${join(share, folder)}`);
    const overflow = readFileSync(join(ROOT, 'asterisk-config/extensions.conf'), 'utf8');
    const languages = [...overflow.matchAll(/CHANNEL\(language\)=(\w+)/g)].map(([, language]) => language!);
    expect(languages).toEqual(['ru', 'en']);
    for (const language of languages) expect(lines).toContain(`asterisk-core-sounds-${language}-gsm`);
  });
});
