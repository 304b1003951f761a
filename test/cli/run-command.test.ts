import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommand } from '../../src/cli/index.ts';
import { createHttp } from '../../src/http/index.ts';
import { endedRecord, idleJobs, SmallHouse, SmallStore } from '../http/doubles.ts';
import { ROOT } from '../sources.ts';

let printed: string[];
let complained: string[];
let folder: string;

beforeEach(() => {
  printed = [];
  complained = [];
  folder = mkdtempSync(join(tmpdir(), 'cordboard-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** What is typed into the command. */
let typed: string[] = [];
async function* lines(): AsyncGenerator<string> {
  yield* typed;
}

const run = (...args: string[]): Promise<number> => runIn({}, ...args);

function runIn(env: Record<string, string>, ...args: string[]): Promise<number> {
  const all = { CORDBOARD_DATA: folder, ...env };
  return runCommand(
    args,
    all,
    (line) => printed.push(line),
    (line) => complained.push(line),
    lines,
  );
}

describe('./cordboard', () => {
  test('alone says what it can do', async () => {
    expect(await run()).toBe(0);
    expect(complained.join('\n')).toContain('validate [DIR]');
  });

  test.each([
    [['nonsense']],
    [['validate', '--loud']],
    [['validate', 'a', 'b']],
    [['explain']],
    [['test', '--walks']],
    [['test', '--walks', 'many']],
  ])('%j is wrong usage', async (args) => {
    expect(await run(...args)).toBe(2);
    expect(complained.join('\n')).toMatch(/usage/);
  });

  test('validate finds nothing wrong in the bundle that comes along', async () => {
    expect(await run('validate', join(ROOT, 'ivr-flows'))).toBe(0);
    expect(printed.join('\n')).toMatch(/is good: \d+ flows, \d+ queues, \d+ operators/);
  });

  test('validate prints every mistake with its place, and as JSON when asked', async () => {
    writeFileSync(join(folder, 'queues.yaml'), 'queues:\n  support: { colour: red }\n');
    expect(await run('validate', folder)).toBe(1);
    expect(printed.join('\n')).toMatch(/queues\.yaml:2:\d+ \w+ .*colour/);
    printed = [];
    expect(await run('validate', folder, '--json')).toBe(1);
    const { good, mistakes } = JSON.parse(printed[0]!) as { good: boolean; mistakes: { line: number }[] };
    expect(good).toBe(false);
    expect(mistakes.length).toBeGreaterThan(1);
  });

  test('test runs the tests beside the flows that come along', async () => {
    expect(await run('test', join(ROOT, 'ivr-flows'))).toBe(0);
    expect(printed.at(-1)).toMatch(/^\d\d passed, 0 failed, 300 walks through each flow \(seed 1\)$/);
    expect(printed).toContainEqual(expect.stringMatching(/^hotline: tests reach 43 of 43 steps, 90 of 90/));
  });

  test('test shows what the caller hears where one fails, and mistakes with their place', async () => {
    cpSync(join(ROOT, 'ivr-flows'), folder, { recursive: true });
    const good = '  - { name: good, script: [{ hear: true }] }\n  - { name: bad, script: [{ press: 1 }] }\n';
    const tests = `flow: hotline\ntests:\n  - { name: sad, ends: { queue: sales } }\n${good}`;
    writeFileSync(join(folder, 'hotline.test.yaml'), tests);
    expect(await run('test', folder, '--walks', '0')).toBe(1);
    const text = printed.join('\n');
    expect(text).toMatch(/hotline\.test\.yaml:5:\d+ UNQUOTED_NUMBER/);
    expect(text).toMatch(/FAILED sad\n.*hotline\.test\.yaml:3:\d+ TEST_FAILED the queue "sales" is expected/);
    expect(text).toContain('ru: [greeting] Здравствуйте!');
    expect(printed.at(-1)).toBe('1 passed, 2 failed');
    printed = [];
    expect(await run('test', folder, '--json')).toBe(1);
    const report = JSON.parse(printed[0]!) as {
      good: boolean;
      tests: { failure: { line: number } | null }[];
    };
    expect(report.good).toBe(false);
    expect(report.tests.map(({ failure }) => failure?.line ?? null)).toEqual([3, null]);
  });

  test('test shows a walk that goes wrong, and how to keep it as a test', async () => {
    cpSync(join(ROOT, 'ivr-flows'), folder, { recursive: true });
    const path = join(folder, 'hotline.flow.yaml');
    const broken = 'goodbye: { set: { n: 1 / (int(dialled) - 100) }, next: end }';
    const text = readFileSync(path, 'utf8').replace(/defaults: .*error.*/, '');
    writeFileSync(path, text.replace(/goodbye: .*/, broken));
    rmSync(join(folder, 'hotline.test.yaml'));
    expect(await run('test', folder, '--walks', '50', '--seed', '3')).toBe(1);
    const shown = printed.join('\n');
    expect(shown).toContain('FAILED a walk through hotline: LAST_RESORT');
    expect(shown).toContain('  - name: "found by a walk: the call falls out of the flow"');
    expect(shown).toMatch(/script: \[.*silence: .*\]/);
    expect(printed.at(-1)).toBe('0 passed, 1 failed, 50 walks through each flow (seed 3)');
  });

  test('test walks a flow that returns only where another one calls it', async () => {
    cpSync(join(ROOT, 'ivr-flows'), folder, { recursive: true });
    writeFileSync(
      join(folder, 'part.flow.yaml'),
      'flow: part\nstart: first\nsteps:\n  first: { return: {} }\n',
    );
    expect(await run('test', folder, '--walks', '10')).toBe(0);
  });

  const EVERY_STEP = join(ROOT, 'test/bundles/every-step');

  test('validate says which steps may not be activated yet, where they stand and what to use meanwhile', async () => {
    expect(await run('validate', EVERY_STEP)).toBe(1);
    const text = printed.join('\n');
    expect(text).toMatch(
      /hotline\.flow\.yaml:\d+:\d+ STEP_NOT_AVAILABLE the exchange cannot do "bot" yet\n {4}use a `menu`/,
    );
    expect(text).toContain('`./cordboard test` and `walk` do run it');
    expect(printed.every((line) => line.includes('STEP_NOT_AVAILABLE'))).toBe(true);
  });

  test('test runs the steps that the exchange cannot do yet', async () => {
    expect(await run('test', EVERY_STEP)).toBe(0);
    expect(printed.at(-1)).toMatch(/^\d\d passed, 0 failed, 300 walks through each flow \(seed 1\)$/);
  });

  const WAITS =
    'How does the wait end? timeout, full, unstaffed, left, error, operator_left, transferred_back, after_talk';

  test('walk asks how a call out ends, and goes on so', async () => {
    typed = ['', '1', '', '3', 'bysy', 'busy', '', 'held'];
    expect(await run('walk', 'hotline', EVERY_STEP)).toBe(0);
    const told = printed.map((line) => line.replace(/^\S+ {2}/, ''));
    expect(told).toContain('(dial +4930123456)');
    expect(told).toContain('How does it end? answered, busy, no_answer, failed, declined');
    expect(told).toContain(
      'What is "bysy"? Keys are 0 to 9, * and #; Enter alone is silence, "bye" hangs up.',
    );
    expect(told.slice(told.indexOf('(dialled: busy)'))).toEqual([
      '(dialled: busy)',
      '(dial anna)',
      'How does it end? answered, busy, no_answer, failed, declined',
      '> silence of 15 s',
      '(dialled: no_answer)',
      '(queue "support")',
      WAITS,
      '(on_hold hello)',
      WAITS,
      '> hangs up',
      '(tag: hung-up)',
      '(notify https://crm.example/calls)',
      '(notify help@crm.example)',
      '(notify update Called)',
    ]);
  });

  const walk = (keys: string[], ...args: string[]): Promise<number> => {
    typed = keys;
    return run('walk', 'hotline', join(ROOT, 'ivr-flows'), ...args);
  };
  const heard = (): string[] => printed.map((line) => line.replace(/^\S+ {2}/, ''));

  test('walk says what a caller hears, key by key, to the queue and beyond', async () => {
    expect(await walk(['2', '', '1', 'timeout', '', 'full'])).toBe(0);
    expect(heard()).toEqual([
      expect.stringMatching(/^keys and Enter press them/),
      '(answered)',
      expect.stringMatching(/^ru: \[greeting\] Здравствуйте/),
      expect.stringMatching(/^ru: \[choose-language\]/),
      expect.stringMatching(/^en: \[choose-language\]/),
      '(language "choose-language" waits)',
      '> 2',
      expect.stringMatching(/^en: \[main-menu\]/),
      '(menu "main" waits)',
      '> silence of 5 s',
      expect.stringMatching(/^en: \[main-menu-again\]/),
      '(menu "main" waits)',
      '> 1',
      '(queue "sales", needs en >= 1)',
      'How does the wait end? timeout, full, unstaffed, error, after_talk',
      '(queue "sales" ends: timeout)',
      expect.stringMatching(/^en: \[nobody-free\]/),
      '(menu "nobody-free" waits)',
      '> silence of 5 s',
      expect.stringMatching(/^en: \[goodbye\]/),
      '(the flow hangs up: normal, self_served)',
    ]);
  });

  test('walk hangs up when nothing more is typed, or when told so', async () => {
    expect(await walk(['1'])).toBe(0);
    expect(heard().at(-1)).toBe('> hangs up');
    printed = [];
    expect(await walk(['bye', '1'])).toBe(0);
    expect(heard().slice(-2)).toEqual(['(language "choose-language" waits)', '> hangs up']);
  });

  test('walk tells what the flow notes when the caller has hung up', async () => {
    cpSync(join(ROOT, 'ivr-flows'), folder, { recursive: true });
    const path = join(folder, 'hotline.flow.yaml');
    const noted = 'steps:\n  gone: { tag: hung-up, next: end }\n';
    const text = readFileSync(path, 'utf8').replace(
      'start: caller\nsteps:\n',
      `on_hangup: gone\nstart: caller\n${noted}`,
    );
    writeFileSync(path, text);
    typed = ['bye'];
    expect(await run('walk', 'hotline', folder)).toBe(0);
    expect(heard().slice(-2)).toEqual(['> hangs up', '(tag: hung-up)']);
  });

  test('walk takes nothing for a key that is none', async () => {
    expect(await walk(['x1', '1', '3', 'nonsense', 'unstaffed'])).toBe(0);
    expect(heard().filter((line) => /^(?:what|how)/i.test(line))).toEqual([
      'What is "x1"? Keys are 0 to 9, * and #; Enter alone is silence, "bye" hangs up.',
      'How does the wait end? timeout, full, unstaffed, error, after_talk',
      'How does the wait end? timeout, full, unstaffed, error, after_talk',
    ]);
    expect(heard().at(-1)).toBe('(the flow hangs up: normal, closed)');
  });

  test('walk calls as it is told, and tells what happens as JSON', async () => {
    expect(await walk(['2'], '--language', 'en', '--caller', '+7', '--json')).toBe(0);
    const happenings = printed.map((line) => JSON.parse(line) as { kind: string; language?: string });
    expect(happenings.find(({ kind }) => kind === 'said')?.language).toBe('en');
    expect(happenings.at(-1)).toMatchObject({ kind: 'hungUp', by: 'caller' });
  });

  test.each([
    [['nowhere'], 'there is no flow "nowhere"'],
    [['hotline', '--language', 'fr'], 'there is no language "fr"'],
    [['hotline', '--at', 'noon'], '--at wants a time with its zone'],
    [[], 'which flow?'],
  ])('walk %j is wrong usage', async (args, say) => {
    const env = { CORDBOARD_BUNDLE: join(ROOT, 'ivr-flows') };
    expect(await runIn(env, 'walk', ...args)).toBe(2);
    expect(complained.join('\n')).toContain(say);
  });

  test('diff says in words what changed, and finds nothing in the same', async () => {
    const example = join(ROOT, 'ivr-flows');
    expect(await run('diff', example, example)).toBe(0);
    expect(printed).toEqual(['nothing differs']);
    cpSync(example, folder, { recursive: true });
    const path = join(folder, 'hotline.flow.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('3: billing,', '3: sales, 9: billing,'));
    printed = [];
    expect(await run('diff', example, folder)).toBe(1);
    expect(printed).toEqual([
      'flow hotline: menu `main`: key 3 now goes to `sales` (was `billing`)',
      'flow hotline: menu `main`: key 9 now goes to `billing` (new)',
    ]);
    printed = [];
    expect(await run('diff', example, folder, '--json')).toBe(1);
    expect((JSON.parse(printed[0]!) as { changes: unknown[] }).changes).toHaveLength(2);
    expect(await run('diff', example)).toBe(2);
  });

  test('graph draws a flow for Mermaid', async () => {
    expect(await run('graph', 'hotline', join(ROOT, 'ivr-flows'))).toBe(0);
    expect(printed[0]).toMatch(/^flowchart TD\n {2}call\(\("hotline"\)\) --> s0\n/);
    expect(await run('graph', 'nowhere', join(ROOT, 'ivr-flows'))).toBe(2);
  });

  test('test of a bundle with mistakes says those', async () => {
    expect(await run('test', folder)).toBe(1);
    expect(complained.join('\n')).toContain('MISSING_FILE');
  });

  test('doctor --settings prints every setting with its origin', async () => {
    expect(await runIn({ CORDBOARD_HTTP_PORT: '18081' }, 'doctor', '--settings')).toBe(0);
    expect(printed.find((line) => line.startsWith('http.port'))).toMatch(/18081 .*CORDBOARD_HTTP_PORT/);
  });

  /** A running Cordboard with this house; resolves with the environment in which commands reach it. */
  async function running(
    house: SmallHouse,
    store = new SmallStore(),
  ): Promise<{ env: Record<string, string>; close(): Promise<void> }> {
    const parts = { house, store, jobs: idleJobs, log: pino({ level: 'silent' }) };
    const place = { host: '127.0.0.1', port: 0, version: '1.2.3', tokens: ['token'] };
    const http = await createHttp({ ...parts, ...place, onBroken: () => {} });
    const { port } = await http.listen();
    mkdirSync(join(folder, 'secrets'));
    writeFileSync(join(folder, 'secrets/admin-token'), 'token\n');
    return { env: { CORDBOARD_HTTP_PORT: String(port) }, close: () => http.close() };
  }

  test('flows are tried by a share of the callers, which history tells, until a rollback', async () => {
    const house = new SmallHouse();
    const { env, close } = await running(house);
    try {
      expect(await runIn(env, 'activate', '--share', 'few')).toBe(2);
      expect(complained[0]).toBe('"few" is no share: write --share 5%, from 1% to 100%');
      expect(await runIn(env, 'activate', '--share', '5%')).toBe(0);
      const trial = '5 % of the new callers meet flow f1, 95 % those of version 1 (f0)';
      expect(printed.join('\n')).toContain(trial);
      printed = [];
      expect(await runIn(env, 'history')).toBe(0);
      expect(printed.join('\n')).toContain(trial);
      expect(printed.at(-1)).toBe('  on trial  0 calls ended, 0 with errors, 0 abandoned');
      expect(await runIn(env, 'rollback')).toBe(0);
      expect(house.bundle.percent).toBe(100);
      expect(await runIn(env, 'rollback')).toBe(1);
      expect(complained.at(-1)).toContain('BUNDLE_NO_TRIAL');
    } finally {
      await close();
    }
  });

  test('shadow makes the last calls again in other flows, and tells which would go another way', async () => {
    const store = new SmallStore();
    const [arrived, ended] = store.timeline;
    const entered = { atMs: 200, kind: 'stepEntered', callId: 'c0', flow: 'main', visit: 1 } as const;
    let step = 'nowhere';
    store.calls = async () => [{ ...endedRecord, flowHash: 'f1' }, endedRecord];
    store.call = async () => ({ record: endedRecord, timeline: [arrived!, { ...entered, step }, ended!] });
    const { env, close } = await running(new SmallHouse(), store);
    const example = join(ROOT, 'ivr-flows');
    try {
      expect(await runIn(env, 'shadow', example)).toBe(1);
      expect(printed).toEqual([
        'of the last calls in flow f1 0 go the same way, 1 go another way, 0 cannot be compared',
        expect.stringMatching(/^ +1 {2}at first the caller came to "nowhere", and comes to ".+" now \(c0\)$/),
      ]);
      step = /comes to "(.+)" now/.exec(printed[1]!)![1]!;
      expect(await runIn(env, 'shadow', example)).toBe(0);
      expect(printed.at(-1)).toContain('1 go the same way');
      expect(await runIn(env, 'shadow', '7')).toBe(1);
      expect(complained).toEqual(['no version 7 is kept: ./cordboard history lists them']);
      expect(await runIn(env, 'shadow')).toBe(2);
    } finally {
      await close();
    }
  });

  test('doctor says that an emergency is on, and which server is given a rest, until it is over', async () => {
    const house = new SmallHouse();
    const { env, close } = await running(house);
    const doctor = () => runIn(env, 'doctor');
    try {
      expect(await doctor()).toBe(0);
      expect(printed.join('\n')).toMatch(/good +hours +no emergency is on/);
      house.switchEmergency({ schedule: 'office', on: true, untilMs: null, by: 'the API' });
      expect(await doctor()).toBe(1);
      expect(printed.join('\n')).toMatch(/WRONG hours +EMERGENCY in "office", by the API: it does not end/);
      house.switchEmergency({ schedule: 'office', on: true, untilMs: 0, by: 'the API' });
      await doctor();
      expect(printed.join('\n')).toContain('it ends at 1970-01-01T00:00:00.000Z');
      house.switchEmergency({ schedule: 'office', on: false, untilMs: null, by: 'the API' });
      const crm = { host: 'crm.example', goodCount: 9, badCount: 5, tookMs: 700, isResting: true };
      house.asked = [crm];
      expect(await doctor()).toBe(1);
      expect(printed.join('\n')).toMatch(
        /WRONG server +crm.example gave 9 good answers, 5 bad or none: it failed/,
      );
      house.asked = [{ ...crm, isResting: false }];
      expect(await doctor()).toBe(0);
    } finally {
      await close();
    }
  });

  test('says plainly that Cordboard does not run', async () => {
    expect(await runIn({ CORDBOARD_HTTP_PORT: '1' }, 'calls')).toBe(1);
    expect(complained.join('\n')).toContain('is it running?');
  });

  test('says every mistake of wrong settings', async () => {
    expect(await runIn({ CORDBOARD_HTTP_PORT: 'many' }, 'operators')).toBe(1);
    expect(complained.join('\n')).toContain('CORDBOARD_HTTP_PORT');
  });
});
