import { describe, expect, test } from 'vitest';
import { flowsOf } from '../bundle/small-bundle.ts';
import { called } from './called.ts';
import { TestCaller } from './caller.ts';
import { flow } from './flows.ts';

const HELP = 'help: { queue: help }';
const menu = (more = ''): string =>
  `first: { menu: { prompts: ask, keys: { 1: help, hash: end }${more} }, on: { failed: end } }\n${HELP}`;
const input = (more: string): string =>
  `first: { input: { prompts: ask, into: account${more} }, on: { ok: told, no_input: silent, invalid: wrong } }
told: { say: [{ digits: account }], next: end }
silent: { play: bye, next: end }
wrong: { play: sorry, next: end }`;
const choice = (more = ''): string =>
  `first: { language: { prompts: choose, keys: { 1: en, 2: ru }${more} }, on: { done: hello, failed: bye } }
hello: { play: hello, next: end }
bye: { play: bye, next: end }`;

describe('a caller has time for an answer', () => {
  test.each([
    ['five seconds for a menu', menu(), 5_000],
    ['as long as the menu says', menu(', timeout: 9s'), 9_000],
    ['seven seconds for the first digit', input(', digits: 3'), 7_000],
    ['as long as the input says', input(', digits: 3, timeout: 20s'), 20_000],
    ['five seconds for a language', choice(), 5_000],
    ['as long as the choice says', choice(', timeout: 2s'), 2_000],
  ])('%s', (_, steps, ms) => {
    expect(called(steps).hearAll().listening?.ms).toBe(ms);
  });

  test('between two digits, three seconds or what the input says', () => {
    expect(called(input(', digits: 3')).press('1').listening?.ms).toBe(3_000);
    expect(called(input(', digits: 3, between: 1s')).press('1').listening?.ms).toBe(1_000);
  });
});

/** So often it is asked until it has failed, by a caller who only does this. */
const asksOf = (steps: string, prompt: string, act: (caller: TestCaller) => void): number => {
  const caller = called(steps);
  for (
    let times = 0;
    times < 20 && caller.ended === null && !caller.transcript.at(-1)!.includes('bye');
    times++
  )
    act(caller);
  return caller.transcript.filter((line) => line === `en: ${prompt}`).length;
};

describe('a caller is forgiven', () => {
  const silent = (caller: TestCaller): void => void caller.silence();
  const wrong = (caller: TestCaller): void => void caller.press('9');

  test.each([
    ['two silences at a menu', menu(), 'ask', silent, 3],
    ['two wrong keys at a menu', menu(), 'ask', wrong, 3],
    ['no silence where the menu says so', menu(', retries: { no_input: 0 }'), 'ask', silent, 1],
    ['nine wrong keys where the menu says so', menu(', retries: { no_match: 9 }'), 'ask', wrong, 10],
    ['one silence at a choice of languages', choice(), 'choose', silent, 2],
    ['two wrong keys at a choice of languages', choice(), 'choose', wrong, 3],
    ['what the choice says', choice(', retries: { no_input: 3, no_match: 0 }'), 'choose', silent, 4],
  ])('%s', (_, steps, prompt, act, asked) => {
    expect(asksOf(steps, prompt, act)).toBe(asked);
  });
});

describe('digits', () => {
  test.each([
    ['are ended by the hash', ', min: 2, max: 9', '12#', 'en: digits(12)'],
    ['are ended by the star where it is said', ', min: 2, max: 9, terminator: star', '12*', 'en: digits(12)'],
    [
      'hold no hash where the star ends them',
      ', digits: 3, terminator: star, retries: { invalid: 0 }',
      '12#',
      'en: sorry',
    ],
    [
      'have no end but their number where it is said',
      ', digits: 3, terminator: none, retries: { invalid: 0 }',
      '1#',
      'en: sorry',
    ],
    ['are complete with the most', ', min: 2, max: 3', '123', 'en: digits(123)'],
    ['are enough with the least', ', min: 2', '12#', 'en: digits(12)'],
    ['are too few below the least', ', min: 2, retries: { invalid: 0 }', '1#', 'en: sorry'],
    ['are one at least', ', retries: { invalid: 0 }', '1#', 'en: digits(1)'],
    ['are thirty at most', '', '1'.repeat(30), `en: digits(${'1'.repeat(30)})`],
  ])('%s', (_, more, keys, said) => {
    expect(called(input(more)).press(keys).transcript.at(-1)).toBe(said);
  });

  test('are begun anew after a wrong entry', () => {
    const caller = called(input(', digits: 3, pattern: luhn'))
      .press('123')
      .press('1')
      .press('8*')
      .press('182');
    expect(caller.transcript.at(-1)).toBe('en: digits(182)');
  });

  test('that are secret are never typed ahead, others are', () => {
    const steps = (more: string): string =>
      flow(
        `first: { play: { prompts: hello, barge_in: false }, next: second }\n${input(more).replace('first', 'second')}`,
      );
    const ahead = (more: string): TestCaller =>
      new TestCaller(flowsOf(steps(more))).call().press('123').hear();
    expect(ahead(', digits: 3').transcript.at(-1)).toBe('en: digits(123)');
    expect(ahead(', digits: 3, type_ahead: false').transcript.at(-1)).toBe('en: ask');
    expect(ahead(', digits: 4').transcript.at(-1)).toBe('> 3');
  });
});

describe('a language', () => {
  test.each([
    ['is set at once for who chose in an earlier call', 'ru', ['answer', 'ru: hello']],
    ['is asked for where nobody chose', null, ['answer', 'en: choose']],
    ['is asked for where the flow has it no longer', 'de', ['answer', 'en: choose']],
  ])('%s', (_, chose, heard) => {
    const caller = new TestCaller(flowsOf(flow(choice(', remember: true'))));
    caller.chose = chose;
    expect(caller.call().transcript).toEqual(heard);
  });

  test('is asked for again in every call that is not to remember', () => {
    const caller = new TestCaller(flowsOf(flow(choice())));
    caller.chose = 'ru';
    expect(caller.call().transcript).toEqual(['answer', 'en: choose']);
  });

  test('that was chosen is told to the house', () => {
    const caller = called(choice()).press('2');
    expect(caller.effects).toContainEqual({ kind: 'languageChosen', language: 'ru' });
    expect(called('first: { language: ru, next: end }').effects.map(({ kind }) => kind)).not.toContain(
      'languageChosen',
    );
  });
});

describe('an answer that a step does not get is told for the journal', () => {
  const missedBy = (steps: string, ...acts: readonly ((caller: TestCaller) => void)[]) => {
    const caller = called(steps);
    for (const act of acts) act(caller);
    return caller.effects.flatMap((effect) =>
      effect.kind === 'answerMissed' ? [`${effect.flow}/${effect.step} ${effect.why}`] : [],
    );
  };
  const silent = (caller: TestCaller): void => void caller.silence();
  const press = (keys: string) => (caller: TestCaller) => void caller.press(keys);

  test('of a menu, also when it gives up, and not when the key fits', () => {
    expect(missedBy(menu(), press('9'), silent, press('8'), press('7'))).toEqual([
      ...['main/first wrong', 'main/first silent', 'main/first wrong', 'main/first wrong'],
    ]);
    expect(missedBy(menu(), press('1'))).toEqual([]);
  });

  test('of digits and of a choice of languages', () => {
    expect(missedBy(input(', digits: 3, terminator: hash'), press('1#'), silent)).toEqual([
      ...['main/first wrong', 'main/first silent'],
    ]);
    expect(missedBy(choice(), press('3'), press('1'))).toEqual(['main/first wrong']);
  });
});
