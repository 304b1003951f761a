import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonSchemas, loadBundle } from '../../src/bundle/index.ts';
import { STRATEGIES } from '../../src/routing/index.ts';
import { loadSmall } from './small-bundle.ts';

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

  test('shows a wait that has no mistake', () => {
    const [, block = ''] = /## What a waiting caller hears.*?```yaml\n(.*?)^```$/ms.exec(PAGE) ?? [];
    const changes = {
      'queues.yaml': `${block}  help: {}\n`,
      'operators.yaml':
        'devices: { "1": {} }\noperators:\n  anna: { name: Anna, device: "1", queues: { support: {}, help: {} } }\n',
      'prompts.yaml': `prompts:\n${['sorry-wait', 'hello', 'sorry', 'farewell'].map((name) => `  ${name}: { en: a, ru: б }\n`).join('')}`,
      'schedules.yaml': 'schedules:\n  office: { zone: UTC, hours: { mon: "09:00-17:00" } }\n',
    };
    const { bundle, mistakes } = loadSmall(changes);
    expect(mistakes).toEqual([]);
    expect(bundle!.queues.get('support')!.wait).toEqual({
      position: { firstMs: 10_000, everyMs: 30_000 },
      estimate: { firstMs: 10_000, everyMs: 30_000 },
      messages: [{ firstMs: 60_000, everyMs: 60_000, prompts: ['sorry-wait'] }],
      ...{ keys: { '1': 'callback', '*': 'left' }, quietKey: '#', redialMs: 120_000 },
      ...{ estimateMsMax: 2_400_000, schedule: 'office' },
    });
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
