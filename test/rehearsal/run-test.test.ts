import { describe, expect, test } from 'vitest';
import { flow, INPUT, MENU } from '../flow/flows.ts';
import { runMain } from './tests-of.ts';

const main = (text: string): Record<string, string> => ({ 'main.flow.yaml': text });

const MENU_THEN_BYE = main(
  flow(`first:
  menu: { prompts: [ask, ask-again], keys: { 1: line, star: first }, timeout: 5s, retries: { no_input: 1 } }
  on: { failed: bye }
line: { queue: { name: help, needs: "{{ language }} >= 1" } }
bye: { play: bye, next: end }`),
);

const LEAVES = 'on_hangup: gone\ndefaults: { on: { timeout: end, full: end, unstaffed: end } }';

describe('a test passes', () => {
  test.each([
    ['when the call ends where it says', '{ press: "1" }', '{ queue: help, needs: en >= 1, label: line }'],
    ['with silences that are as long as the waits', '{ silence: 10s }', '{ hangup: normal }'],
    [
      'whatever was heard between',
      '{ silence: 5s }, { expect: { menu: first } }, { press: "1" }',
      '{ queue: help }',
    ],
    ['with keys on top of what is said', '{ expect: { play: ask } }, { press: "1" }', '{ queue: help }'],
    ['when it hears all first', '{ hear: true }, { press: "1" }', '{ queue: help }'],
    ['with an outcome alone', '{ silence: 10s }', '{ hangup: normal, outcome: self_served }'],
  ])('%s', (_, script, ends) => {
    const test = `  - { name: a, script: [${script}], ends: ${ends} }`;
    expect(runMain(test, MENU_THEN_BYE).failure).toBeNull();
  });

  test('when the caller hangs up and nothing more is said of it', () => {
    expect(runMain('  - { name: a, script: [{ hangup: true }] }', MENU_THEN_BYE).failure).toBeNull();
  });

  test('when the caller hangs up, with what the flow still does then', () => {
    const noted = main(flow('first: { queue: help }\ngone: { tag: left, next: end }', LEAVES));
    const script = 'script: [{ expect: { queue: help } }, { hangup: true }, { expect: { step: gone } }]';
    const { failure, transcript } = runMain(`  - { name: a, ${script} }`, noted);
    expect(failure).toBeNull();
    expect(transcript.map((line) => line.slice(9))).toEqual([
      '(answered)',
      '(queue "help")',
      '> hangs up',
      '(tag: left)',
    ]);
  });

  test('with visits of a queue that end one after the other', () => {
    const again = main(flow('first: { queue: help, on: { timeout: first, full: end } }'));
    const ended = '  - { name: a, queues: { help: [timeout, full] }, ends: { hangup: normal } }';
    expect(runMain(ended, again).failure).toBeNull();
    const waits = '  - { name: a, queues: { help: [timeout, timeout] }, ends: { queue: help } }';
    expect(runMain(waits, again).failure).toBeNull();
  });

  test('with keys in a queue, which do not end the visit', () => {
    const again = main(flow('first: { queue: help, on: { timeout: first, full: end } }'));
    const script = 'script: [{ press: "12" }, { silence: 5s }]';
    const test = `  - { name: a, queues: { help: [timeout] }, ${script}, ends: { queue: help } }`;
    expect(runMain(test, again).transcript.filter((line) => line.includes('(queue'))).toHaveLength(3);
  });

  test('with digits that are spoken back', () => {
    const script = '{ press: "12" }, { silence: 3s }, { expect: { say: "12", in: en } }';
    expect(runMain(`  - { name: a, script: [${script}] }`, main(INPUT('min: 2, max: 5'))).failure).toBeNull();
  });

  test('in the language it names, and of the number it dials', () => {
    const numbers = { 'numbers.yaml': 'numbers: { "7": { flow: main, language: ru } }\ndefault: main\n' };
    const hears = (head: string, language: string) =>
      runMain(`  - { name: a, ${head}script: [{ expect: { play: ask, in: ${language} } }] }`, {
        ...MENU_THEN_BYE,
        ...numbers,
      }).failure;
    expect(hears('', 'en')).toBeNull();
    expect(hears('language: ru, ', 'ru')).toBeNull();
    expect(hears('dialled: "7", ', 'ru')).toBeNull();
    expect(hears('dialled: "8", ', 'en')).toBeNull();
  });
});

describe('a test fails, at its place,', () => {
  test.each([
    [
      'when something else comes',
      '{ expect: { play: sorry } }',
      '{ queue: help }',
      '3:25 play "sorry" is expected, but the step "first" (menu) waits for the caller',
    ],
    [
      'when it is said in another language',
      '{ expect: { play: ask, in: ru } }',
      '{ queue: help }',
      '3:25 play "ask" in ru is expected, but the step "first" (menu) waits for the caller',
    ],
    [
      'when a silence is too short by a little',
      '{ silence: 9999ms }',
      '{ hangup: normal }',
      '3:53 a hang-up (normal) is expected, but the step "first" (menu) waits for the caller',
    ],
    [
      'when the caller acts after the end',
      '{ silence: 10s }, { expect: { play: bye } }, { hear: true }, { press: "1" }',
      '{ hangup: normal }',
      '3:86 the call is over already: the flow hangs up (normal, self_served)',
    ],
    [
      'when the queue is another',
      '{ press: "1" }',
      '{ queue: sales }',
      '3:48 the queue "sales" is expected, but the caller waits in the queue "help"',
    ],
    [
      'when the needs are others',
      '{ press: "1" }',
      '{ queue: help, needs: en >= 2 }',
      '3:48 the needs "en >= 2" is expected, this is en >= 1',
    ],
    [
      'when the call ends otherwise',
      '{ silence: 10s }',
      '{ hangup: normal, outcome: closed }',
      '3:50 a hang-up (normal, closed) is expected, but the flow hangs up (normal, self_served)',
    ],
    [
      'when it was heard before the caller acted',
      '{ press: "*" }, { hear: true }, { silence: 1s }, { expect: { play: ask } }',
      '{ queue: help }',
      '3:74 play "ask" is expected, but the step "first" (menu) waits for the caller',
    ],
  ])('%s', (_, script, ends, failure) => {
    const test = `  - { name: a, script: [${script}], ends: ${ends} }`;
    expect(runMain(test, MENU_THEN_BYE).failure).toBe(failure);
  });

  const DIALS = main(
    flow(
      'first: { dial: "+493012", on: { answered: bye, failed: help } }\nbye: { transfer: "77", on: { failed: help } }\nhelp: { queue: help }',
    ),
  );

  test.each([
    [
      '{ expect: { dial: "+493013" } }',
      '{ queue: help }',
      '3:25 dial "+493013" is expected, but "first" is under way (dial +493012)',
    ],
    [
      '{ voicemail: saved }',
      '{ queue: help }',
      '3:25 nothing can end with "voicemail: saved": "first" is under way (dial +493012)',
    ],
    [
      '{ dialled: answered }, { dialled: answered }',
      '{ queue: help }',
      '3:78 the queue "help" is expected, but the flow is over (transfer 77)',
    ],
    [
      '{ dialled: answered }, { dialled: answered }',
      '{ transfer: "88" }',
      '3:78 a transfer to "88" is expected, but the flow is over (transfer 77)',
    ],
    [
      '{ dialled: busy }',
      '{ transfer: "77" }',
      '3:51 a transfer to "77" is expected, but the caller waits in the queue "help"',
    ],
  ])('where others do something for the flow: %s, ends: %s', (script, ends, failure) => {
    expect(runMain(`  - { name: a, script: [${script}], ends: ${ends} }`, DIALS).failure).toBe(failure);
  });

  test('when the call falls into the last resort, unless it says so', () => {
    const broken = main(flow('first: { set: { n: 1 / int(dialled) }, next: end }'));
    const test = (more: string): string =>
      `  - { name: a, dialled: "0", ${more}script: [{ expect: { play: sorry } }], ends: { queue: help } }`;
    expect(runMain(test(''), broken).failure).toBe(
      '3:5 the call falls out of the flow into the last resort: "first": 1 / int(dialled): division by zero; ' +
        'the flow cannot handle the error',
    );
    expect(runMain(test('last_resort: true, '), broken).failure).toBeNull();
  });
});

test('the transcript is what the caller hears and does, with the words', () => {
  const test =
    '  - { name: a, queues: { sales: timeout }, script: [{ press: "2" }, { silence: 2s }, { press: "1" }] }';
  expect(runMain(test, main(MENU)).transcript).toEqual([
    '00:00.0  (answered)',
    '00:00.0  en: [ask] ask in English',
    '00:00.0  > 2',
    '00:00.0  en: [ask-last] ask-last in English',
    '00:00.1  > silence of 2 s',
    '00:02.0  (menu "second" waits)',
    '00:04.0  > 1',
    '00:04.0  (queue "sales")',
    '00:04.0  (queue "sales" ends: timeout)',
    '00:04.0  (the flow hangs up: normal, self_served)',
  ]);
});
