import { describe, expect, test } from 'vitest';
import { MENU } from '../flow/flows.ts';
import { readMain } from './tests-of.ts';

const FILES = { 'main.flow.yaml': MENU };

const mistakesOf = (text: string): readonly string[] =>
  readMain(text, FILES).mistakes.map(({ line, column, code, say }) => `${line}:${column} ${code} ${say}`);

describe('a mistake in a test has its place', () => {
  // "▸" stands before the place.
  test.each([
    ['script: [{ press: ▸1 }]', 'UNQUOTED_NUMBER 1 is a number, text is wanted'],
    ['script: [{ press: ▸1a }]', 'WRONG_VALUE "1a" are no keys of a phone'],
    ['script: [{ ▸pres: "1" }]', 'UNKNOWN_KEY "pres" has no meaning here'],
    ['script: [{ silence: ▸5 }]', 'BAD_DURATION 5 has no unit'],
    ['script: [▸{ silence: 5s, press: "1" }]', 'WRONG_VALUE two things at once: press and silence'],
    ['script: [▸{}]', 'WRONG_VALUE this says nothing'],
    ['script: [{ hangup: ▸false }]', 'WRONG_VALUE "hangup: false" does nothing'],
    ['script: [{ dialled: ▸bysy }]', 'WRONG_VALUE how it ends cannot be "bysy"'],
    ['script: [{ callback: ▸saved }]', 'WRONG_VALUE how it ends cannot be "saved"'],
    ['script: [▸{ dialled: busy, press: "1" }]', 'WRONG_VALUE two things at once: press and dialled'],
    ['script: [{ hear: true, ▸slots: { a: 1 } }]', 'WRONG_VALUE "slots" are what a bot has heard of'],
    ['script: [{ held: ▸false }]', 'WRONG_VALUE "held: false" does nothing'],
    ['script: [{ expect: ▸{ dial: "1", bot: b } }]', 'WRONG_VALUE two things at once: dial and bot'],
    ['script: [{ expect: { dial: ▸1 } }]', 'UNQUOTED_NUMBER 1 is a number, text is wanted'],
    ['ends: { transfer: "1", ▸label: x }', 'WRONG_VALUE "label" says nothing beside "transfer"'],
    ['script: [{ expect: ▸{} }]', 'WRONG_VALUE this says nothing'],
    ['script: [{ expect: { play: ▸aks } }]', 'UNKNOWN_PROMPT there is no prompt "aks"'],
    ['script: [{ expect: { menu: ▸sales } }]', 'MISSING_TARGET there is no menu step "sales"'],
    ['script: [{ expect: { step: ▸nowhere } }]', 'MISSING_TARGET there is no step "nowhere"'],
    ['script: [{ expect: { queue: ▸nowhere } }]', 'UNKNOWN_QUEUE there is no queue "nowhere"'],
    ['script: [{ expect: { play: ask, in: ▸fr } }]', 'UNKNOWN_LANGUAGE there is no language "fr"'],
    ['script: [{ expect: { menu: first, ▸in: en } }]', 'WRONG_VALUE "in" is about what is heard'],
    ['queues: { ▸nowhere: full }, script: []', 'UNKNOWN_QUEUE there is no queue "nowhere"'],
    ['queues: { sales: ▸ful }, ends: { queue: sales }', 'UNKNOWN_OUTCOME there is no outcome "ful"'],
    ['queues: { sales: [full, ▸ful] }, script: []', 'UNKNOWN_OUTCOME there is no outcome "ful"'],
    ['ends: { queue: ▸nowhere }', 'UNKNOWN_QUEUE there is no queue "nowhere"'],
    ['ends: ▸{ queue: sales, hangup: normal }', 'WRONG_VALUE two things at once: queue and hangup'],
    ['ends: { hangup: normal, ▸label: x }', 'WRONG_VALUE "label" says nothing beside "hangup"'],
    ['ends: { queue: sales, ▸outcome: closed }', 'WRONG_VALUE "outcome" says nothing beside "queue"'],
    ['ends: ▸{}', 'WRONG_VALUE this says nothing'],
    ['at: ▸2026-02-30T12:00:00Z, script: []', 'WRONG_VALUE "2026-02-30T12:00:00Z" is no time'],
    ['caller: ▸+79161234567, script: []', 'UNQUOTED_NUMBER 79161234567 is a number, text is wanted'],
    ['language: ▸fr, script: []', 'UNKNOWN_LANGUAGE there is no language "fr"'],
  ])('%s', (marked, mistake) => {
    const text = `flow: main\ntests:\n  - { name: a, ${marked} }`;
    const column = text.split('\n')[2]!.indexOf('▸') + 1;
    expect(mistakesOf(text.replace('▸', ''))).toContain(`3:${column} ${mistake}`);
  });

  test('so has one that says nothing', () => {
    const text = 'flow: main\ntests:\n  - { name: a, script: [] }\n';
    expect(mistakesOf(text)).toEqual(['3:5 MISSING_KEY the test says nothing']);
  });

  test('and so has one in the outline of the file', () => {
    expect(mistakesOf('flow: other\ntests: []\n')).toEqual([
      '1:7 NAME_MISMATCH the tests are of "other", the file is "main"',
    ]);
    expect(mistakesOf('flow: main\n')).toEqual(['1:1 MISSING_KEY "tests" is missing']);
    expect(mistakesOf('flow: [main\n')[0]).toContain('YAML_SYNTAX');
  });

  test('and a dialled number leads to the flow', () => {
    const numbers = { 'numbers.yaml': 'numbers: { "5": other }\ndefault: main\n' };
    const other = { 'other.flow.yaml': MENU.replace('flow: main', 'flow: other') };
    const { mistakes } = readMain(
      'flow: main\ntests:\n  - { name: a, dialled: "5", ends: { queue: sales } }\n',
      {
        ...FILES,
        ...numbers,
        ...other,
      },
    );
    expect(mistakes.map(({ say }) => say)).toEqual(['"5" leads to the flow "other"']);
  });
});

test('all mistakes are found at once, and good tests are read all the same', () => {
  const text =
    'flow: main\ntests:\n  - { name: a, colour: red }\n  - { name: b, script: [{ press: 1 }] }\n  - { name: c, ends: { queue: help } }\n';
  const { tests, mistakes } = readMain(text, FILES);
  expect(mistakes.map(({ line }) => line)).toEqual([3, 4]);
  expect(tests.map(({ name }) => name)).toEqual(['c']);
});
