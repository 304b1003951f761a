import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { flowFileSchema, Problems } from '../../src/flow/index.ts';
import { STEP_KINDS } from '../../src/flow/steps/step-kinds.ts';
import { loadSmall } from '../bundle/small-bundle.ts';

const sectionsOf = (page: string): readonly string[] =>
  readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8')
    .split(/^## /m)
    .slice(1);
const TO_COME = sectionsOf('steps-to-come.md');
const SECTIONS = [...sectionsOf('steps.md'), ...TO_COME];
const BUNDLE =
  'languages: [en, ru]\nsafety_queue: help\napology: sorry\nfarewell: farewell\negress: [crm.example]\n';
/** For a section about what stands at the top of a flow. */
const QUEUE = `wait: { queue: help, on: { timeout: end, full: end, unstaffed: end } }
poll: { play: hello, next: end }
`;
const LATER = [...STEP_KINDS.values()].filter(({ notYet }) => notYet !== null).map(({ kind }) => kind);

test('every kind of step that the exchange cannot do yet has a section, and no other has', () => {
  const titles = TO_COME.flatMap((section) =>
    [...section.split('\n')[0]!.matchAll(/`(\w+)`/g)].map(([, kind]) => kind),
  );
  expect(titles.toSorted()).toEqual(LATER.toSorted());
});

test('what an editor shows as an example of a step is one', () => {
  for (const { kind, examples, notYet } of STEP_KINDS.values()) {
    if (notYet !== null) expect([kind, examples.length]).toEqual([kind, 1]);
    for (const example of examples) {
      const problems = new Problems();
      expect(STEP_KINDS.get(kind)!.read(example, [], problems)).toBeDefined();
      expect(problems.list).toEqual([]);
    }
  }
  const flow = flowFileSchema() as {
    properties: { steps: { additionalProperties: { properties: Record<string, object> } } };
  };
  const { bot } = flow.properties.steps.additionalProperties.properties;
  expect(bot).toMatchObject({
    examples: [{ name: 'assistant' }],
    description: expect.stringContaining('so far'),
  });
});

describe('the example of a section', () => {
  test.each(SECTIONS.map((section) => [section.split('\n')[0]!, section]))(
    '%s is without mistakes',
    (_, section) => {
      const blocks = [...section.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text!);
      const files = blocks.flatMap((text) => {
        const named = /^# (?<file>\S+\.yaml)\n/.exec(text)?.groups?.file;
        return named === undefined ? [] : [[named, text] as const];
      });
      const head = blocks.find((text) => text.startsWith('# head')) ?? '';
      const steps = head === '' ? blocks[0]! : QUEUE;
      const [, first = ''] = /^(.*?):/.exec(steps) ?? [];
      const lines = `${steps}end: { hangup: normal }\n`.replace(/^/gm, '  ');
      const main = `flow: main\nlanguages: [en]\nstart: ${first}\n${head}steps:\n${lines}`;
      const changes = { ...Object.fromEntries(files), 'main.flow.yaml': main, 'bundle.yaml': BUNDLE };
      expect(loadSmall(changes, [], 'rehearsals').mistakes).toEqual([]);
    },
  );
});
