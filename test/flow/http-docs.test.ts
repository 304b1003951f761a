import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadSmall } from '../bundle/small-bundle.ts';

const GUIDE = readFileSync(new URL('../../docs/asking-servers.md', import.meta.url), 'utf8');

test('the example of the guide is a flow without mistakes', () => {
  const [egress = '', main = ''] = [...GUIDE.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text!);
  const { mistakes } = loadSmall({
    'bundle.yaml': `languages: [en, ru]\nsafety_queue: help\napology: sorry\nfarewell: farewell\n${egress}`,
    'main.flow.yaml': main,
  });
  expect(mistakes).toEqual([]);
});
