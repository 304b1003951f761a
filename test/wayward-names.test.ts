import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addToken, revokeToken } from '../src/access/index.ts';
import { Failure, SimulatedClock } from '../src/base/index.ts';
import { loadSent } from '../src/boot/load-flows.ts';
import { RecordingDesk } from '../src/boot/recording-desk.ts';
import { loadBundle } from '../src/bundle/index.ts';
import { putSavedFiles, requireOurs } from '../src/cli/saved-files.ts';
import { createRecordings, KeyRing, type Recordings } from '../src/recordings/index.ts';
import { loadSettings } from '../src/settings/index.ts';
import { createEspeak } from '../src/speech/espeak/index.ts';
import { AriError } from '../src/telephony/ari/ari-error.ts';
import { Recordings as ExchangeRecordings } from '../src/telephony/ari/recordings.ts';
import { smallSource } from './bundle/small-bundle.ts';
import { SmallHouse } from './http/doubles.ts';
import { smallHttp } from './http/small-http.ts';
import { waywardNames } from './wayward-names.ts';

const SLUG = /^[a-z0-9][a-z0-9_-]{0,63}$/;
/** Nothing may ever answer with this. */
const CANARY = 'the canary sings';
const ENDINGS = ['', '.sealed', '.json', '.wav', '.flow.yaml', '.yaml'] as const;
const DEEP = 'one/two/three/four';
const log = pino({ level: 'silent' });
const AGENT = new Agent({ keepAlive: true, maxSockets: 1 });

let scratch: string;
/** Where the door under test keeps its files. */
let folder: string;
let names: readonly string[];
let before: readonly string[];

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'wayward-'));
  folder = join(scratch, DEEP, 'kept');
  mkdirSync(folder, { recursive: true });
  for (const depth of ['', 'one', 'one/two', 'one/two/three', DEEP])
    for (const ending of ENDINGS) writeFileSync(join(scratch, depth, `canary${ending}`), CANARY);
  names = waywardNames(join(scratch, 'canary'));
  before = outside();
});
afterEach(() => {
  expect(outside()).toEqual(before);
  rmSync(scratch, { recursive: true });
});

/** All that lies outside of the folder, with what it holds. */
const outside = (): readonly string[] =>
  readdirSync(scratch, { recursive: true, withFileTypes: true })
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
    .filter(({ path }) => !`${path}/`.startsWith(`${folder}/`))
    .map(({ entry, path }) => `${path} ${entry.isFile() ? readFileSync(path, 'latin1') : ''}`)
    .toSorted();

const codeOf = async (act: () => unknown): Promise<string> => {
  try {
    await act();
    return 'it was done';
  } catch (error) {
    return error instanceof Failure ? error.code : String(error);
  }
};

test('there are about three hundred, and none of them is a name of ours', () => {
  expect(names.length).toBeGreaterThan(280);
  expect(names.filter((name) => SLUG.test(name))).toEqual([]);
});

/** The exchange has a sound for whatever it is asked for. */
function sealed(): Recordings {
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(20_000).fill(99);
  };
  const exchange = {
    recordings: async () => [],
    recording: async () => pieces(),
    forgetRecording: async () => {},
  };
  return createRecordings({ folder, keys: new KeyRing(join(folder, 'key')), exchange, log });
}

test('as recordings they are not found, and what is kept or erased by them is in its folder', async () => {
  const recordings = sealed();
  for (const name of names) expect(await codeOf(() => recordings.open(name)), name).toBe('RECORDING_UNKNOWN');
  const kept: string[] = [];
  for (const name of names) if ((await recordings.keep(name, true)).ok) kept.push(name);
  for (const name of names) await recordings.erase(name).catch(() => {});
  expect(kept.filter((name) => !/^[A-Z][A-Za-z0-9.]*$|^a{65}$|^canary\.{1,2}$/.test(name))).toEqual([]);
  expect(kept.length).toBeLessThan(20);
  expect(readdirSync(folder).filter((name) => name !== 'key' && !name.endsWith('.sealed'))).toEqual([]);
});

test('as recordings in the exchange they are refused, or are one plain word of its address', async () => {
  const asked: string[] = [];
  const open = async (path: string): Promise<never> => {
    asked.push(path);
    throw new AriError('refused', 'there is none', 404);
  };
  const recordings = new ExchangeRecordings({} as never, {} as never, open);
  for (const name of names) await recordings.recording(name).catch(() => {});
  expect(asked.length).toBeLessThan(80);
  expect(
    asked.filter((path) => !/^\/ari\/recordings\/stored\/cordboard-[\w.-]{1,170}\/file$/.test(path)),
  ).toEqual([]);
});

/** What is wrong with the small bundle with these files. */
const mistakesIn = (files: Readonly<Record<string, string>>) =>
  loadBundle(smallSource(files), 'rehearsals').mistakes;

const flow = (name: string, step: string): string =>
  `flow: ${name}\nstart: first\nsteps:\n  first: ${step}\n  end: { hangup: normal }\n`;

/** A bundle with this name wherever a name is: once in each file. */
const named = (name: string): Readonly<Record<string, string>> => ({
  'bundle.yaml': `languages: [en, ru, ${name}]\nsafety_queue: help\napology: sorry\nfarewell: farewell\n`,
  'prompts.yaml': `prompts:\n${['sorry', 'farewell', name].map((each) => `  ${each}: { en: a, ru: b }\n`).join('')}`,
  'numbers.yaml': `default: ${name}\n`,
  'queues.yaml': `queues:\n  help: { must: "help >= 1", wait: { music: ${name} } }\n  sales: { must: "a >= 1" }\n`,
  'operators.yaml': `devices: { ${name}: {} }\noperators: {}\n`,
  'main.flow.yaml': flow(name, '{ goto: end }'),
  'played.flow.yaml': flow('played', `{ play: ${name}, next: end }`),
  'called.flow.yaml': flow('called', `{ subflow: ${name}, next: end }`),
  'box.flow.yaml': flow('box', `{ voicemail: ${name}, next: end }`),
  'secret.flow.yaml': flow(
    'secret',
    `{ http: { url: "https://crm.example/", headers: { authorization: { secret: ${name} } } }, on: { ok: end, http_error: end } }`,
  ),
});

test('as names in a bundle (prompts, flows, languages, music, boxes, phones, secrets) each is a mistake of its file', () => {
  for (const name of names) {
    const files = named(JSON.stringify(name));
    const found = mistakesIn(files);
    // A name that is too long for a key of YAML is a second mistake of some files.
    const where = new Set(found.map(({ file }) => file));
    expect([...where].toSorted(), JSON.stringify(name).slice(0, 80)).toEqual(Object.keys(files).toSorted());
    if (name.length < 1_000) expect(found).toHaveLength(where.size);
    for (const { code, hint } of found) {
      expect(['BAD_NAME', 'UNKNOWN_KEY', 'YAML_SYNTAX', 'MISSING_KEY', 'WRONG_TYPE']).toContain(code);
      expect(hint).not.toBe('');
    }
  }
});

const SMALL = Object.fromEntries([...smallSource({}).files].map(([name, text]) => [name, text ?? '']));

test('as files of a bundle they are mistakes, and nothing is looked for by them', async () => {
  for (const name of names) {
    const files = [`${name}.flow.yaml`, `${name}/main.flow.yaml`, `${name}.yaml`];
    const wrong = mistakesIn(Object.fromEntries(files.map((file) => [file, 'a: 1\n'])));
    expect(new Set(wrong.map(({ file }) => file))).toEqual(new Set(files));
    const recordings = [name, `${name}.wav`, `en/${name}.wav`, `${name}/hello.wav`];
    const { mistakes } = await loadSent({ files: SMALL, recordings });
    const about = mistakes.filter(({ code }) => code === 'BAD_RECORDING').map(({ file }) => file);
    expect(about.toSorted()).toEqual(recordings.map((path) => `prompts/${path}`).toSorted());
  }
});

test('as secrets and trunks of the settings they are mistakes', () => {
  for (const name of names.map((each) => JSON.stringify(each))) {
    const trunk = `{ match: [192.0.2.1], host: "192.0.2.1:5060", register: { user: me, secret: ${name} } }`;
    for (const text of [`trunks: { carrier: ${trunk} }\n`, `trunks: { ${name}: { match: [192.0.2.1] } }\n`])
      expect(loadSettings({}, () => text).mistakes, text.slice(0, 200)).not.toEqual([]);
  }
});

test('as voices they are refused before a program is run', async () => {
  const espeak = createEspeak({ binary: join(scratch, 'canary'), clock: new SimulatedClock() });
  const sound = join(folder, 'sound.wav');
  const odd = names.filter((name) => !/^[A-Za-z0-9]{2,8}$/.test(name));
  expect(odd.length).toBeGreaterThan(250);
  for (const voice of odd)
    expect(await codeOf(() => espeak.synthesize({ text: 'a', voice, language: 'en' }, sound))).toContain(
      'cannot be a voice',
    );
});

test('as tokens they are neither made nor revoked', async () => {
  for (const name of names) {
    const holder = { name, role: 'admin', operator: null, queues: null } as const;
    expect(await codeOf(() => addToken(folder, holder, 1))).not.toBe('it was done');
    expect(await revokeToken(folder, name)).toBe(false);
  }
  expect(readdirSync(folder)).toEqual([]);
});

test('in a backup they are refused, with the file and the name, and nothing is written by them', async () => {
  const ours = [
    { path: 'bundles/1/prompts/ru/\u041f\u0440\u0438\u0432\u0435\u0442.wav', body: Buffer.from('a') },
    { path: 'bundles/history.jsonl', body: Buffer.from('{}') },
    { path: 'secrets/tokens/anna.json', body: Buffer.from('{}') },
    { path: 'emergencies.json', body: Buffer.from('{}') },
  ];
  expect(await codeOf(() => requireOurs('a backup', ours))).toBe('it was done');
  const odd: (typeof ours)[number][] = [];
  for (const name of names) {
    for (const path of [
      name,
      `bundles/${name}`,
      `secrets/${name}`,
      `bundles/1/${name}/a`,
      `spool.jsonl/${name}`,
    ]) {
      const file = { path, body: Buffer.from('written') };
      const code = await codeOf(() => requireOurs('a backup', [...ours, file]));
      if (code === 'it was done') odd.push(file);
      else expect(code).toBe('BACKUP_UNUSABLE');
    }
  }
  // What the disk takes as a plain name, a backup may have taken from it: it gets back to its place.
  expect(odd.filter(({ path }) => !/^(bundles|secrets)\//.test(path))).toEqual([]);
  expect(odd.length).toBeGreaterThan(100);
  for (const file of odd) {
    putSavedFiles(join(folder, 'data'), [file], '.before');
    rmSync(join(folder, 'data'), { recursive: true });
  }
});

test('in addresses of the API they are answered as what is not there, with a code', async () => {
  const clock = new SimulatedClock();
  const store = { recordings: async () => [] };
  const desk = new RecordingDesk({
    ...{ recordings: sealed(), store, write: () => {}, keepMs: 1, queues: () => new Map(), clock, log },
  });
  const house = Object.assign(new SmallHouse(), { recordings: desk as never });
  const http = await smallHttp({ house, requestsPerSecondMax: 1_000_000 });
  const { port } = await http.listen();
  const headers = { authorization: 'Bearer token' };
  for (const name of names) {
    const encoded = encodeURIComponent(name.toWellFormed());
    for (const url of [`/api/v1/recordings/${encoded}/sound`, `/api/v1/recordings/${encoded}/done`]) {
      const method = url.endsWith('done') ? 'POST' : 'GET';
      const { statusCode, body } = await http.inject({ method, url, headers });
      expect([400, 404, 405, 414], `${url.slice(0, 100)}: ${body}`).toContain(statusCode);
      expect(JSON.parse(body)).toMatchObject({ code: expect.any(String), say: expect.any(String) });
    }
    for (const url of ['/docs/', '/docs/js/', '/'].flatMap((at) => [`${at}${encoded}`, `${at}${name}`])) {
      const answer = await asIs(port, url);
      expect(answer, url.slice(0, 100)).toMatch(/^(200|3\d\d|4\d\d) /);
      expect(answer).not.toContain(CANARY);
      expect(answer).not.toContain('root:');
    }
    const payload = { files: { [name]: 'a: 1\n' } };
    const sent = await http.inject({ method: 'POST', url: '/api/v1/bundle/shadow', headers, payload });
    expect(sent.statusCode, name.slice(0, 80)).toBe(400);
  }
  AGENT.destroy();
  await http.close();
});

/** The status and the body of the answer to a path that nobody has put in order before; 400 for what no client can send. */
async function asIs(port: number, path: string): Promise<string> {
  if (/[^!-\xff]/.test(path)) return '400 ';
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const asked = request({ host: '127.0.0.1', port, path, agent: AGENT, method: 'GET' }, (answer) => {
    let body = '';
    answer.on('data', (bytes: Buffer) => {
      body += bytes.toString('latin1');
    });
    answer.on('end', () => resolve(`${answer.statusCode} ${body}`));
  });
  asked.on('error', reject);
  asked.end();
  return promise;
}
