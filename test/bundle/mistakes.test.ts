import { describe, expect, test } from 'vitest';
import { mistakeText } from '../../src/base/index.ts';
import { PROBLEMS } from '../../src/flow/index.ts';
import * as FORM from './form-mistakes.ts';
import { CALLERS, CLOCKS, HOURS, LOOKS } from './hours-mistakes.ts';
import * as HTTP from './http-mistakes.ts';
import * as LATER from './later-mistakes.ts';
import * as MEANING from './meaning-mistakes.ts';
import { END, steps } from './mistake-case.ts';
import { ROUTES } from './route-mistakes.ts';
import { SCORECARDS } from './scorecard-mistakes.ts';
import { isSentence } from './sentence.ts';
import { loadSmall, mistakesOf, placeAndCode, unmarked } from './small-bundle.ts';
import * as STEPS from './step-mistakes.ts';
import { SUBFLOWS } from './subflow-mistakes.ts';
import { WAITING } from './wait-mistakes.ts';

const ALL = {
  ...FORM,
  ...MEANING,
  ...HTTP,
  ...LATER,
  ...STEPS,
  SUBFLOWS,
  HOURS,
  CLOCKS,
  CALLERS,
  LOOKS,
  WAITING,
  ROUTES,
  SCORECARDS,
};

describe.each(Object.entries(ALL))('%s', (_, cases) => {
  test.each(cases)('%s', (_what, changes) => {
    const { files, mistakes } = unmarked(changes);
    const found = loadSmall(files).mistakes;
    expect(found.map(placeAndCode)).toEqual(mistakes);
    expect(mistakes).not.toEqual([]);
    const texts = found.flatMap(({ say, hint }) => [say, hint]);
    expect(texts.filter((text) => !isSentence(text))).toEqual([]);
  });
});

describe('mistakes', () => {
  test('every code has a case with its place', () => {
    const cases = Object.values(ALL).flat();
    const shown = new Set(
      cases.flatMap(([, changes]) => unmarked(changes).mistakes.map((one) => one.split(' ')[1])),
    );
    const elsewhere = ['BAD_RECORDING', 'FILE_UNREADABLE', 'MISSING_FILE', 'PAST_DATES'];
    expect(
      Object.keys(PROBLEMS)
        .filter((code) => !shown.has(code))
        .toSorted(),
    ).toEqual(elsewhere);
  });

  test('every mistake says in a sentence what is wrong and what to do', () => {
    const { mistakes } = loadSmall(steps(`first: { play: helo, next: end }\n${END}`));
    expect(mistakes.map(mistakeText)).toEqual([
      'main.flow.yaml:4:18 UNKNOWN_PROMPT there is no prompt "helo"\n    did you mean "hello"?',
    ]);
  });

  test('a missing file is a mistake', () => {
    expect(mistakesOf({ 'queues.yaml': undefined })).toEqual(['queues.yaml:1:1 MISSING_FILE']);
    expect(mistakesOf({ 'main.flow.yaml': undefined })).toEqual([
      '<flow>.flow.yaml:1:1 MISSING_FILE',
      'numbers.yaml:1:10 UNKNOWN_FLOW',
    ]);
  });

  test('a file that cannot be read is one mistake, not one for each name that it should have defined', () => {
    for (const file of [
      'queues.yaml',
      'prompts.yaml',
      'operators.yaml',
      'main.flow.yaml',
      'bundle.yaml',
      'schedules.yaml',
      'callers.yaml',
    ]) {
      expect(mistakesOf({ [file]: 'a: [' })).toEqual([`${file}:1:5 YAML_SYNTAX`]);
    }
  });

  test('a mistake inside one entry does not hide the entry, nor what is wrong with its neighbours', () => {
    const { files, mistakes } = unmarked({
      'prompts.yaml': `prompts:\n${['hello', 'sorry', 'farewell'].map((name) => `  ${name}: { en: «UNQUOTED_NUMBER»1, ru: да }\n`).join('')}`,
      'queues.yaml':
        'queues:\n  help: { «UNKNOWN_KEY»muts: "help >= 1" }\n  sales: { offer: { «UNKNOWN_KEY»rings: 3s } }\n',
    });
    expect(mistakesOf(files)).toEqual(mistakes);
  });

  test('recordings with a wrong place, language or double are mistakes', () => {
    const paths = ['hello.wav', 'de/hello.wav', 'en/hello.mp3', 'en/hello.wav', 'en/hello.gsm', 'en/bye.wav'];
    const { mistakes } = loadSmall(
      {},
      paths.map((path) => ({ path, hash: '1' })),
    );
    expect(mistakes.map(({ file, code }) => `${file} ${code}`)).toEqual([
      'prompts/de/hello.wav BAD_RECORDING',
      'prompts/en/hello.gsm BAD_RECORDING',
      'prompts/en/hello.mp3 BAD_RECORDING',
      'prompts/hello.wav BAD_RECORDING',
    ]);
  });
});
