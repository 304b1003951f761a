import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSettings } from '../src/settings/index.ts';
import { ROOT, sourcesBelow } from './sources.ts';

const PAGE = readFileSync(join(ROOT, 'docs/edge.md'), 'utf8');
const [EXAMPLE = ''] = PAGE.split('```yaml\n')[1]?.split('```') ?? [];

const settingsWith = (environment: Readonly<Record<string, string>>) =>
  loadSettings({ CORDBOARD_CONFIG: '/etc/cordboard.yaml', ...environment }, (path) =>
    path === '/etc/cordboard.yaml' ? EXAMPLE : undefined,
  );

describe('the page of the SIP edge', () => {
  test('has settings that the house takes', () => {
    const { settings, mistakes } = settingsWith({});
    expect(mistakes).toEqual([]);
    expect(Object.keys(settings!.edge.nodes)).toEqual(['a', 'b']);
    const [contact] = /sip:[\d.]+:\d+(?=;transport)/.exec(PAGE) ?? [];
    expect(contact).toBe(`sip:${settings!.edge.sip.host}:${settings!.edge.sip.port}`);
    expect(PAGE).toContain(`<admin port="${settings!.edge.drachtio.port}" secret="SECRET">127.0.0.1</admin>`);
  });

  test('gives each node the addresses that the edge and Cordboard look for it at', () => {
    const variables = [...PAGE.matchAll(/CORDBOARD_(?:SIP_BIND|ASTERISK_ARI_URL)=\S+/g)];
    const environment = Object.fromEntries(variables.map(([text]) => text.split('=') as [string, string]));
    const { settings, mistakes } = settingsWith(environment);
    expect(mistakes).toEqual([]);
    expect(settings!.edge.nodes.a).toMatchObject({
      sip: settings!.sip.bind,
      ari: settings!.asterisk.ari.url,
    });
  });

  test('names only what the edge and Cordboard really say', () => {
    const code = sourcesBelow('src')
      .map(({ text }) => text)
      .join('\n');
    const [, trouble = ''] = PAGE.split('## When something is wrong');
    const [table = ''] = trouble.split('Cordboard says of the edge');
    const rows = table.split('\n').filter((line) => /^\| `/.test(line));
    const said = rows.flatMap((row) => [...row.split(' | ')[0]!.matchAll(/`([^`]+)`/g)]);
    const why = [...table.matchAll(/`(it [^`]+|Cordboard has lost[^`]+)`/g)];
    const sentences = [...said, ...why].map(([, words = '']) => words);
    expect(sentences.length).toBeGreaterThan(15);
    expect(sentences.filter((words) => !code.includes(`'${words}'`))).toEqual([]);
  });
});
