import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonSchemas, loadBundle } from '../../src/bundle/index.ts';
import { STRATEGIES } from '../../src/routing/index.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/routing.md'), 'utf8');

/** File → its text, of the examples on the page: each names its file in the first line. */
const examples = new Map(
  [...PAGE.matchAll(/^```yaml\n# (?<file>\S+)\n(?<text>.*?)^```$/gms)].map(({ groups }) => {
    return [groups!.file!, groups!.text!] as const;
  }),
);

const AROUND = {
  'bundle.yaml': 'languages: [ru, en]\nsafety_queue: support\napology: goodbye\nfarewell: goodbye\n',
  'numbers.yaml': 'default: hotline\n',
  'prompts.yaml': 'prompts:\n  goodbye: { ru: До свидания, en: Goodbye }\n',
};

type Json = { readonly [key: string]: Json | undefined };

/** All keys that a value of this schema may have, at any depth. */
function keysIn(schema: Json, definitions: Json): readonly string[] {
  const { $ref, $defs: _, properties = {}, ...rest } = schema;
  const meant = typeof $ref === 'string' ? definitions[($ref as string).slice('#/$defs/'.length)] : undefined;
  const below = [meant, ...Object.values(properties), ...Object.values(rest)];
  return [
    ...Object.keys(properties),
    ...below.flatMap((one) => (typeof one === 'object' ? keysIn(one, definitions) : [])),
  ];
}

const schemaOf = (file: string): Json => JSON.parse(jsonSchemas().get(`${file}.schema.json`)!) as Json;

describe('the page about routing', () => {
  test('has examples that are a bundle without mistakes', () => {
    expect([...examples.keys()]).toEqual(['operators.yaml', 'queues.yaml', 'hotline.flow.yaml']);
    const files = new Map([...Object.entries(AROUND), ...examples]);
    const { mistakes } = loadBundle({ files, recordings: [], folder: '/bundle', hash: String });
    expect(mistakes).toEqual([]);
  });

  test('names every strategy, and every key of a queue and of a step into one', () => {
    const [queues, flow] = [schemaOf('queues'), schemaOf('flow')];
    const step = flow.properties!.steps!.additionalProperties!.properties!.queue!;
    const keys = [...keysIn(queues, queues.$defs ?? {}), ...keysIn(step, flow.$defs ?? {})];
    expect(keys).toEqual(
      expect.arrayContaining(['any_operator', 'missed_limit', 'unstaffed', 'keep', 'boost']),
    );
    for (const name of [...STRATEGIES, ...keys]) expect(PAGE).toContain(`\`${name}`);
  });
});
