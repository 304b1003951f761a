import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../../src/cli/index.ts';
import { ROOT } from '../sources.ts';

const FOLDER = join(ROOT, 'docs/first-flow');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** Runs a command as the README says it, typing these lines; its exit code and what it printed. */
async function run(args: readonly string[], typed: readonly string[] = []) {
  const printed: string[] = [];
  const print = (line: string): void => void printed.push(line);
  async function* lines(): AsyncGenerator<string> {
    yield* typed;
  }
  const code = await runCommand([...args, FOLDER], {}, print, print, lines);
  return { code, printed };
}

test('the first flow is the one that the README shows', () => {
  const text = readFileSync(join(FOLDER, 'hello.flow.yaml'), 'utf8');
  const [, ...shown] = text.trimEnd().split('\n');
  expect(README).toContain(`\`\`\`yaml\n${shown.join('\n')}\n\`\`\``);
});

test('it is valid', async () => {
  expect(await run(['validate'])).toMatchObject({ code: 0 });
});

test('its tests pass, and reach every step and outcome', async () => {
  const { code, printed } = await run(['test']);
  expect({ code, printed }).toEqual({
    code: 0,
    printed: [
      'hello: tests reach 5 of 5 steps, 8 of 8 outcomes',
      '6 passed, 0 failed, 300 walks through each flow (seed 1)',
    ],
  });
});

test('a walk with the keys that the README names ends well', async () => {
  const { code, printed } = await run(['walk', 'hello'], ['1', 'timeout']);
  expect(code).toBe(0);
  expect(printed.at(-1)).toContain('the flow hangs up: normal, self_served');
});
