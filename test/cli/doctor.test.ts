import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from '../../src/cli/index.ts';
import { ROOT } from '../sources.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What the doctor says, with these variables. */
async function doctor(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const printed: string[] = [];
  const all = { CORDBOARD_DATA: folder, CORDBOARD_HTTP_PORT: '1', ...env };
  const print = (line: string): number => printed.push(line);
  async function* nothing(): AsyncGenerator<string> {}
  expect(await runCommand(['doctor'], all, print, print, nothing)).toBe(1);
  return printed;
}

test('a setting that has no effect is found, with its place and what to do', async () => {
  const file = join(folder, 'cordboard.yaml');
  const nodes = '{ a: { sip: "192.0.2.11:5060", ari: "http://192.0.2.11:8088/ari" } }';
  writeFileSync(file, `edge:\n  nodes: ${nodes}\n`);
  const said = await doctor({ CORDBOARD_CONFIG: file });
  expect(said).toContainEqual(
    expect.stringMatching(/^WRONG settings +\S+cordboard.yaml:2:10 SETTING_WITHOUT_EFFECT edge.nodes: /),
  );
});

test('a route by a trunk on which no call can go out is found', async () => {
  const bundle = join(folder, 'bundle');
  cpSync(join(ROOT, 'ivr-flows'), bundle, { recursive: true });
  const routes = 'one: { to: ["+49*"], trunks: [carrier, spare] }\n  two: { to: ["112"], trunks: [carrier] }';
  writeFileSync(join(bundle, 'routes.yaml'), `routes:\n  ${routes}\n`);
  const trunks = '{ carrier: { match: [192.0.2.1], host: sip.example }, spare: { match: [192.0.2.2] } }';
  const said = await doctor({ CORDBOARD_BUNDLE: bundle, CORDBOARD_TRUNKS: trunks });
  expect(said).toContainEqual(
    expect.stringMatching(/^WRONG route +one: no trunk with a host is called "spare"$/),
  );
  expect(said).toContainEqual(expect.stringMatching(/^good +route +two: calls go out by carrier$/));
});
