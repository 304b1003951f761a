import { expect, test } from 'vitest';
import { flowChart } from '../../src/overview/index.ts';
import { flowsOf } from '../bundle/small-bundle.ts';
import { flow } from '../flow/flows.ts';

const OTHER = { 'other.flow.yaml': 'flow: other\nstart: end\nsteps:\n  end: { hangup: normal }\n' };

const chart = (steps: string): readonly string[] =>
  flowChart(flowsOf(flow(steps), OTHER).flows.get('main')!).split('\n');

test('a flow is drawn with its kinds, its outcomes and the flows it leads to', () => {
  const steps = `first: { menu: { prompts: ask, keys: { 1: line, 2: line, 3: { flow: other } } }, on: { failed: bye } }
line: { queue: help, on: { error: bye } }
bye: { play: bye, next: end }`;
  expect(chart(steps)).toEqual([
    'flowchart TD',
    '  call(("main")) --> s0',
    '  s0{{"first<br><i>menu</i>"}}',
    '  s1[["line<br><i>queue</i>"]]',
    '  s2["bye<br><i>play</i>"]',
    '  s3(["end<br><i>hangup</i>"])',
    '  f0[/"flow other"/]',
    '  s0 -->|"1, 2"| s1',
    '  s0 -->|"3"| f0',
    '  s0 -->|"failed"| s2',
    '  s1 -->|"timeout, full, unstaffed"| s3',
    '  s2 --> s3',
  ]);
});

test('words that mean something to Mermaid are only words', () => {
  const cases = 'first: { branch: { switch: dialled, cases: { "#1\\"`": end }, else: { flow: other } } }';
  expect(chart(cases)).toContain('  s0 -->|"= #35;1#quot;#96;"| s1');
});

test('one arrow tells all ways between two steps', () => {
  const same = 'first: { language: { prompts: choose, keys: { 1: en } }, on: { done: end, failed: end } }';
  expect(chart(same)).toContain('  s0 -->|"done, failed"| s1');
});
