import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { loadBundle } from '../../src/bundle/index.ts';
import type { FetchResult } from '../../src/flow/index.ts';
import { schemaFiles } from '../../src/rehearsal/index.ts';
import { TestCaller } from '../flow/caller.ts';
import { stage } from '../routing/rules.ts';
import { loadSmall, mistakesOf } from './small-bundle.ts';

const EXAMPLE = join(import.meta.dirname, '../../ivr-flows');
const exampleFiles = (): Map<string, string> =>
  new Map(
    readdirSync(EXAMPLE)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => [name, readFileSync(join(EXAMPLE, name), 'utf8')]),
  );
const loadExample = (files = exampleFiles()) =>
  loadBundle({ files, recordings: [], folder: EXAMPLE, hash: (text) => text });

describe('the example', () => {
  const { bundle, mistakes } = loadExample();
  const hotline = (language = 'ru') => new TestCaller(bundle!.flows, { flow: 'hotline', language });

  test('has no mistakes', () => {
    expect(mistakes).toEqual([]);
    expect([...bundle!.operators.keys()]).toEqual(['anna', 'boris', 'clara', 'dmitry', 'elena']);
    expect(bundle!.numbers.find('100')).toMatchObject({ flow: 'hotline', language: 'ru', label: 'Hotline' });
    expect(bundle!.numbers.find('+74951234567')).toMatchObject({ flow: 'hotline', pattern: 'default' });
  });

  test.each([
    ['1', '1', 'sales', 'ru >= 1'],
    ['2', '2', 'support', 'en >= 1'],
    ['2', '3', 'billing', 'en >= 1'],
    ['1', '0', 'support', null],
  ])('language %s and key %s lead to %s with %s', (language, key, queue, needs) => {
    const caller = hotline().call().hear().press(language).press(key).hearAll();
    expect(caller.queued).toBe(queue);
    expect(caller.effects.find((effect) => effect.kind === 'enqueue')).toMatchObject({ queue, needs });
  });

  test.each([
    ['open', 'ru: nobody-there'],
    ['closed', 'ru: we-are-closed'],
    ['holiday', 'ru: closed-for-holiday'],
  ] as const)('when it is %s and nobody is there, callers hear why in their language', (state, said) => {
    const caller = hotline();
    caller.hours = state;
    caller.call().hear().press('1').press('1').queueEnds('unstaffed').hear();
    expect(caller.transcript.slice(-2)).toEqual([said, 'hang up: normal, closed']);
  });

  test('of an emergency callers hear before the menu', () => {
    const caller = hotline();
    caller.hours = 'emergency';
    expect(caller.call().hear().press('2').hear().transcript.slice(-2)).toEqual([
      'en: disturbance',
      'en: main-menu',
    ]);
  });

  test('a caller who says nothing reaches an operator', () => {
    const caller = hotline().call();
    for (let silences = 0; silences < 10 && caller.queued === null; silences++) caller.silence();
    expect(caller.hearAll().queued).toBe('support');
  });

  test('whatever a caller does, the call ends in a queue or with a word of farewell', () => {
    const act = fc.constantFrom('hear', 'silence', ...'0123456789*#');
    fc.assert(
      fc.property(
        fc.array(act, { maxLength: 30 }),
        fc.constantFrom('timeout', 'full', 'unstaffed', 'error'),
        fc.constantFrom('open', 'closed', 'holiday', 'emergency'),
        fc.constantFrom<FetchResult>(
          { kind: 'answered', status: 200, body: '{"state":"sent","day":"2026-03-05"}' },
          { kind: 'answered', status: 404, body: '' },
          { kind: 'timeout' },
          { kind: 'refused', why: 'the settings forbid it' },
        ),
        fc.constantFrom('saved', 'empty'),
        fc.constantFrom('booked', 'exists', 'refused', 'full'),
        (acts, outcome, state, answer, message, promise) => {
          const caller = hotline();
          /** Whatever the flow has others do ends. */
          const othersEnd = (): TestCaller => {
            caller.fetched(answer);
            const isPromise = caller.errand?.errand.kind === 'callback';
            return isPromise
              ? caller.errandEnds({ kind: 'callback', outcome: promise })
              : caller.errandEnds({ kind: 'voicemail', outcome: message });
          };
          caller.hours = state;
          caller.call();
          for (const one of acts) {
            if (one === 'hear') caller.hear();
            else if (one === 'silence') caller.silence();
            else caller.press(one);
            othersEnd();
            if (caller.queued !== null) caller.queueEnds(outcome);
          }
          for (let count = 0; count < 200 && caller.ended === null; count++) {
            if (caller.queued !== null) caller.queueEnds(outcome);
            else othersEnd().silence();
          }
          const last = caller.transcript.findLast((line) => /^(ru|en): /.test(line));
          expect(caller.ended).not.toBeNull();
          expect(last).toMatch(
            /: (goodbye|will-call|message-kept|lines-full|nobody-there|we-are-closed|closed-for-holiday|nobody-can-answer)$/,
          );
        },
      ),
    );
  });

  test('every file names its schema in the first line, and fits it', () => {
    for (const [name, text] of exampleFiles()) {
      const schema = /^# yaml-language-server: \$schema=\.\/schema\/(?<file>[a-z]+\.schema\.json)\n/.exec(
        text,
      )?.groups?.file;
      expect(name).toContain(schema?.split('.')[0]);
      const shape = z.fromJSONSchema(JSON.parse(schemaFiles().get(schema!)!));
      expect(shape.safeParse(JSON.parse(JSON.stringify(parse(text)))).error?.issues ?? []).toEqual([]);
    }
  });

  test('the schemas beside it are those of the code', () => {
    const folder = join(EXAMPLE, 'schema');
    const written = new Map(
      readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
    );
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(schemaFiles()));
  });

  test('the schemas refuse what the loader refuses', () => {
    const shape = z.fromJSONSchema(JSON.parse(schemaFiles().get('flow.schema.json')!));
    const steps = (first: unknown) => ({ flow: 'main', start: 'first', steps: { first } });
    expect(shape.safeParse(steps({ play: 'hello', next: 'end' })).success).toBe(true);
    for (const wrong of [
      { play: 'hello', nxt: 'end' },
      { menu: { prompts: 'ask' } },
      { queue: { name: 1 } },
      { plai: 'hello' },
    ]) {
      expect(shape.safeParse(steps(wrong)).success).toBe(false);
    }
  });
});

describe('a bundle', () => {
  test('has rules with defaults for all that is not said', () => {
    const { bundle } = loadSmall();
    expect(bundle!.queues.get('sales')).toMatchObject({
      ...{ id: 'sales', title: { en: 'sales', ru: 'sales' }, class: 5, ringMs: 20_000, missedLimit: 1 },
      ...{ wrapUpMs: 30_000, wrapUpMsMax: 120_000, music: 'default', waitingMax: 200, waitMsMax: 3_600_000 },
      ...{ stages: [], needs: { kind: 'anybody' }, unstaffedMs: 0 },
    });
    expect(bundle!.queues.get('help')?.unstaffedMs).toBeNull();
    expect(bundle!.operators.get('anna')?.queues).toEqual({ help: { priority: 1, delayMs: 0, weight: 1 } });
    expect(bundle!.voices).toEqual({ en: 'en', ru: 'ru' });
  });

  test('says what was written', () => {
    const { bundle, mistakes } = loadSmall({
      'queues.yaml': `queues:
  help:
    title: { en: Help }
    class: 2
    service_level: { within: 20s, target: 80% }
    offer: { ring: 15s, missed_limit: 2 }
    wrap_up: { default: 10s, max: 1m }
    wait: { music: jazz }
    limits: { waiting: 5, wait: 10m, unstaffed: 30s }
  sales:
    must: "sales >= 1"
    needs: "sales >= 3"
    stages:
      - { after: 40s, needs: "sales >= 2" }
      - { after: 90s, any_operator: true, prefer: earlier, class: 3, ring_group: 4 }
    strategy: least_occupied
    spread: fill
    ring_group: 2
    sticky: { last_operator: 15s }
    skip_unstaffed: true
`,
    });
    expect(mistakes).toEqual([]);
    expect(bundle!.queues.get('help')).toMatchObject({
      ...{ title: { en: 'Help', ru: 'help' }, class: 2, ringMs: 15_000, missedLimit: 2, wrapUpMs: 10_000 },
      ...{ wrapUpMsMax: 60_000, music: 'jazz', waitingMax: 5, waitMsMax: 600_000, unstaffedMs: 30_000 },
    });
    expect(bundle!.queues.get('sales')).toMatchObject({
      ...{ strategy: 'least_occupied', spread: 'fill', ringGroup: 2, stickyMs: 15_000, skipUnstaffed: true },
      stages: [
        stage(40_000, 'sales >= 2'),
        stage(90_000, '', { prefersEarlier: true, class: 3, ringGroup: 4 }),
      ],
    });
    expect(Object.fromEntries(bundle!.serviceLevels)).toEqual({
      help: { withinMs: 20_000, targetPercent: 80 },
    });
  });

  test('a recording takes the place of the words, which are kept for the case that it breaks', () => {
    const { bundle } = loadSmall({}, [{ path: 'ru/hello.gsm', hash: '1' }]);
    const hello = bundle!.prompts.get('hello')!;
    expect(hello.get('ru')).toEqual({
      ...{ kind: 'recording', path: '/bundle/prompts/ru/hello.gsm', hash: '1' },
      text: 'hello по-русски',
    });
    expect(hello.get('en')).toEqual({ kind: 'text', text: 'hello in English' });
  });

  test('a recording alone is a prompt in its language', () => {
    const news =
      'flow: main\nlanguages: [en]\nstart: tell\nsteps:\n  tell: { play: news, next: end }\n  end: { hangup: normal }\n';
    expect(loadSmall({ 'main.flow.yaml': news }, [{ path: 'en/news.wav', hash: '1' }]).mistakes).toEqual([]);
    expect(mistakesOf({ 'main.flow.yaml': news })).toEqual(['main.flow.yaml:5:17 UNKNOWN_PROMPT']);
  });

  test('has one hash for what calls stay with, and one for what is live at once', () => {
    const of = (name: string) => {
      const files = exampleFiles();
      files.set(name, `${files.get(name)}\n# changed\n`);
      const { flowHash, floorHash } = loadExample(files).bundle!;
      return { flowHash, floorHash };
    };
    const { flowHash, floorHash } = loadExample().bundle!;
    for (const name of ['hotline.flow.yaml', 'prompts.yaml', 'numbers.yaml', 'bundle.yaml']) {
      expect(of(name).floorHash).toBe(floorHash);
      expect(of(name).flowHash).not.toBe(flowHash);
    }
    for (const name of ['queues.yaml', 'operators.yaml']) {
      expect(of(name).flowHash).toBe(flowHash);
      expect(of(name).floorHash).not.toBe(floorHash);
    }
  });

  test('of two thousand steps is read, a thousand also in one pair of brackets, and one step more is too many', () => {
    const flow = (count: number): string => {
      const steps = Array.from(
        { length: count - 1 },
        (_, index) =>
          `  s${index}: { menu: { prompts: ask, keys: { 1: s${(index * 7) % (count - 1)} } }, on: { failed: ${index + 2 < count ? `s${index + 1}` : 'end'} } }`,
      );
      return `flow: main\nstart: s0\nsteps:\n${steps.join('\n')}\n  end: { hangup: normal }\n`;
    };
    expect(mistakesOf({ 'main.flow.yaml': flow(2_000) })).toEqual([]);
    const inBrackets = JSON.stringify(parse(flow(1_000)));
    expect(mistakesOf({ 'main.flow.yaml': inBrackets })).toEqual([]);
    expect(mistakesOf({ 'main.flow.yaml': flow(2_001) })).toEqual(['main.flow.yaml:3:1 TOO_MANY']);
  });

  test('a default of the bundle handles what flows leave open', () => {
    const changes = {
      'bundle.yaml':
        'languages: [en, ru]\nsafety_queue: help\napology: sorry\nfarewell: farewell\ndefaults: { on: { timeout: { flow: regret }, full: { flow: regret }, unstaffed: { flow: regret } } }\n',
      'regret.flow.yaml':
        'flow: regret\nstart: say-so\nsteps:\n  say-so: { play: bye, next: end }\n  end: { hangup: normal }\n',
      'main.flow.yaml': 'flow: main\nstart: line\nsteps:\n  line: { queue: help }\n',
    };
    const { bundle, mistakes } = loadSmall(changes);
    expect(mistakes).toEqual([]);
    const caller = new TestCaller(bundle!.flows).call().queueEnds('full').hear();
    expect(caller.transcript).toEqual([
      'answer',
      'queue help',
      'queue ended: full',
      'en: bye',
      'hang up: normal, self_served',
    ]);
  });
});
