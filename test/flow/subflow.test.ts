import { describe, expect, test } from 'vitest';
import { compileFlow, type FlowWorld, signatureOf, withoutSecrets } from '../../src/flow/index.ts';
import { flowsOf } from '../bundle/small-bundle.ts';
import { TestCaller } from './caller.ts';
import { flow } from './flows.ts';

const MAIN = flow(
  `first: { set: { tries: 2, account: '"none"' }, next: ask }
ask:
  subflow: { flow: part, inputs: { least: tries + 1, greeting: '"hi"' }, outputs: { number: account } }
  on: { found: tell, given-up: tell, error: help }
tell: { say: [{ digits: account }, { number: tries }], next: end }
help: { queue: help }`,
);

const PART = `flow: part
inputs: { least: int, greeting: string }
outputs: { number: string }
start: tries
steps:
  tries: { set: { tries: least * 10 }, next: hear }
  hear: { say: "{{ least }} {{ tries }}", next: type }
  type:
    input: { prompts: ask, into: typed, digits: 3, retries: { no_input: 0, invalid: 0 } }
    on: { ok: check, failed: lost }
  check: { set: { rest: 10 / (int(typed) - 100) }, next: back }
  back: { return: { exit: found, outputs: { number: typed } } }
  lost: { return: given-up }
`;

const caller = (main = MAIN, part = PART): TestCaller =>
  new TestCaller(flowsOf(main, { 'part.flow.yaml': part })).call();

describe('a flow that another one calls', () => {
  test('gets its inputs, has variables of its own, and gives its outputs back', () => {
    const one = caller();
    expect(one.state.variables).toEqual({ least: '3', greeting: 'hi', tries: '30' });
    one.hear().press('123').hear();
    expect(one.transcript).toEqual([
      'answer',
      'en: "3 30"',
      'en: ask',
      '> 1',
      '> 2',
      '> 3',
      'en: digits(123) number(2)',
      'hang up: normal, self_served',
    ]);
    expect(one.state.stack).toEqual([]);
  });

  test('returns by another exit without an output, and the variable keeps what it had', () => {
    expect(caller().silence().transcript.at(-1)).toBe('en: digits(none) number(2)');
  });

  test('is in the journal with its steps, and its return ends the step that called it', () => {
    const steps = caller()
      .silence()
      .effects.flatMap((effect) =>
        effect.kind === 'stepEntered'
          ? [`> ${effect.flow}.${effect.step}`]
          : effect.kind === 'stepLeft'
            ? [`< ${effect.step} ${effect.outcome}`]
            : [],
      );
    expect(steps.slice(2, 4)).toEqual(['> main.ask', '> part.tries']);
    expect(steps.slice(-5)).toEqual([
      '< type no_input',
      '> part.lost',
      '< lost given-up',
      '< ask given-up',
      '> main.tell',
    ]);
  });

  test('goes on after a restart, and its caller with it', () => {
    const one = caller().hear();
    one.state = withoutSecrets(JSON.parse(JSON.stringify(one.state)));
    one.input({ kind: 'resumed' }).press('123');
    expect(one.transcript.at(-1)).toBe('en: digits(123) number(2)');
  });

  test('whose error it does not handle is an error of the step that called it', () => {
    expect(caller().hear().press('100').queued).toBe('help');
  });

  test('whose error nobody handles ends in the safety queue, and nobody waits any more', () => {
    const one = caller(MAIN.replace(', error: help', '').replace('given-up: tell', 'given-up: help'))
      .hear()
      .press('100');
    expect(one.transcript.at(-1)).toBe('en: sorry');
    expect(one.state.stack).toEqual([]);
  });

  test('that goes on at another flow is left for good, and so is its caller', () => {
    const part = PART.replace('failed: lost', 'no_input: { flow: main }, invalid: lost');
    const one = caller(MAIN, part).silence();
    expect(one.transcript.slice(-2)).toEqual(['> …', 'en: "3 30"']);
    expect(one.state.stack).toHaveLength(1);
    expect(one.silence().state.stack).toHaveLength(1);
  });

  test('keeps the language that was chosen in it', () => {
    const part = PART.replace('next: hear }', 'next: speak }\n  speak: { language: ru, next: hear }');
    expect(caller(MAIN, part).silence().transcript.at(-1)).toBe('ru: digits(none) number(2)');
  });

  test('that chose a language of its own gives back the one before', () => {
    const main = MAIN.replace('start:', 'languages: [en]\nstart:');
    const part = PART.replace('next: hear }', 'next: speak }\n  speak: { language: ru, next: hear }');
    expect(caller(main, part).silence().transcript.at(-1)).toBe('en: digits(none) number(2)');
  });

  test('counts the rounds of its own loops', () => {
    const main = flow(`first: { subflow: part, next: round }
round: { loop: 1, on: { again: first, done: end } }`);
    const part = `flow: part\nstart: tell\nsteps:
  tell: { play: hello, next: round }
  round: { loop: 1, on: { again: tell, done: back } }
  back: { return: {} }\n`;
    expect(
      caller(main, part)
        .hearAll()
        .transcript.filter((line) => line === 'en: hello'),
    ).toHaveLength(4);
  });

  test('may let others wait only eight deep, even where no check would find it', () => {
    const set = flowsOf(MAIN, { 'part.flow.yaml': PART });
    const raw = {
      ...{ flow: 'main', start: 'deeper', inputs: {} },
      steps: { deeper: { subflow: 'main', next: 'back' }, back: { return: 'done' } },
    };
    const world: FlowWorld = {
      ...{ languages: ['en'], prompts: new Map(), queues: new Map(), flows: new Set(['main']) },
      ...{ signatures: new Map([['main', signatureOf(raw)]]), defaults: new Map() },
      ...{ schedules: new Map(), attributes: new Map(), hosts: new Set<string>() },
      ...{ operators: new Set<string>(), surveys: new Map(), reasons: new Set<string>() },
      needsComplaint: () => undefined,
      nowComplaint: undefined,
      outsideComplaint: () => undefined,
    };
    const { graph } = compileFlow(raw, world);
    const one = new TestCaller({ ...set, flows: new Map([['main', graph]]) }).call();
    expect(one.transcript[0]).toBe('! "deeper": too many flows wait for each other');
    expect(one.state.visit).toBe(10);
    expect(one.transcript.at(-1)).toBe('en: sorry');
  });

  test('shows no secret of its caller in a snapshot', () => {
    const main = flow(`first:
  input: { prompts: ask, into: pin, digits: 4, secret: true }
  on: { ok: part, failed: end }
part: { subflow: { flow: part, inputs: { least: 1, greeting: '"hi"' } }, on: { found: check, given-up: check } }
check: { branch: { if: pin == "7391", then: help, else: end } }
help: { queue: help }`);
    const one = caller(main).press('7391');
    expect(one.state.secrets).toEqual({});
    expect(one.state.stack[0]?.secrets).toEqual({ pin: '7391' });
    expect(JSON.stringify(withoutSecrets(one.state))).not.toContain('7391');
    expect(one.hear().silence().queued).toBe('help');
  });

  test('that is gone when it is called is an error of the step', () => {
    const set = flowsOf(MAIN, { 'part.flow.yaml': PART });
    const flows = new Map([...set.flows].filter(([name]) => name !== 'part'));
    const one = new TestCaller({ ...set, flows }).call();
    expect(one.transcript.slice(0, 1)).toEqual(['! the flow "part" does not exist']);
    expect(one.queued).toBe('help');
  });

  test('gives for certain only what each return by the same exit gives', () => {
    const part = PART.replace('lost: { return: given-up }', 'lost: { return: found }').replace(
      'outputs: { number: string }',
      'outputs: { number: string, more: int }',
    );
    const { exits } = signatureOf({
      ...{ flow: 'part', outputs: { number: 'string', more: 'int' } },
      steps: {
        a: { return: { exit: 'found', outputs: { number: 'typed', more: '1' } } },
        b: { return: { exit: 'found', outputs: { more: '2' } } },
        c: { return: { exit: 'lost', outputs: { number: 'typed' } } },
      },
    });
    expect([...exits].map(([name, given]) => [name, [...given]])).toEqual([
      ['found', ['more']],
      ['lost', ['number']],
    ]);
    expect(() => caller(MAIN.replace(', given-up: tell', ''), part)).not.toThrow();
  });

  test('that this version does not know any more ends in the safety queue', () => {
    const one = caller().hear();
    one.state.stack = [{ ...one.state.stack[0]!, step: 'gone' }];
    expect(one.press('123').transcript.at(-1)).toBe('en: sorry');
  });

  test('for which nobody waits ends in the safety queue when it returns', () => {
    const one = caller().hear();
    one.state.stack = [];
    one.press('123');
    expect(one.transcript).toContain('! "back": nobody waits for this flow');
    expect(one.transcript.at(-1)).toBe('en: sorry');
  });
});
