import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crashOf } from '../world/crash-of.ts';
import { runSeed } from '../world/run-seed.ts';
import type { PlantedBug } from './planted-bug.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** All that a simulation is made of. */
const COPIED = ['src', 'test/simulation', 'scripts/simulate.ts', 'package.json'] as const;
const RUN_MS_MAX = 600_000;

/** What became of a planted bug: the first seed that shows it, and the checker that saw it; or why none did. */
export type Catch =
  | { readonly kind: 'caught'; readonly seed: number; readonly checker: string; readonly what: string }
  | { readonly kind: 'notCaught'; readonly seedsCount: number }
  | { readonly kind: 'notPlanted'; readonly why: string };

/** Plants the bug in a copy of the source, and lets worlds live on it until one shows it. */
export async function catchBug(bug: PlantedBug, seedsMax: number): Promise<Catch> {
  const folder = mkdtempSync(join(tmpdir(), 'cordboard-planted-'));
  try {
    for (const path of COPIED) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const why = plant(bug, folder);
    if (why !== undefined) return { kind: 'notPlanted', why };
    return await confirmed(await search(folder, seedsMax, bug), bug);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Changes the copy; returns what stands in the way. */
function plant({ edits }: PlantedBug, folder: string): string | undefined {
  for (const { file, find, replace } of edits) {
    const path = join(folder, file);
    const parts = readFileSync(path, 'utf8').split(find);
    if (parts.length !== 2) return `${file} holds ${parts.length - 1} times: ${JSON.stringify(find)}`;
    writeFileSync(path, parts.join(replace));
  }
  return undefined;
}

type Where = Pick<PlantedBug, 'crashes' | 'nodes'>;

function search(folder: string, seedsMax: number, { crashes = false, nodes = false }: Where): Promise<Catch> {
  const args = [
    'scripts/simulate.ts',
    '--seeds',
    String(seedsMax),
    '--first',
    ...(crashes ? ['--crash'] : []),
    ...(nodes ? ['--nodes'] : []),
  ];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, timeout: RUN_MS_MAX }, (error, output, errors) => {
      resolve(judge(output, seedsMax, error === null ? null : `${errors || error.message}`));
    });
  });
}

/** A seed that fails without the bug, too, says nothing about the bug. */
async function confirmed(result: Catch, { crashes = false, nodes = false }: Where): Promise<Catch> {
  if (result.kind !== 'caught') return result;
  const crashAt = crashes ? { crashAt: crashOf(result.seed) } : {};
  const { violation } = await runSeed(result.seed, { ...crashAt, hasNodes: nodes });
  if (violation === null) return result;
  return { kind: 'notPlanted', why: `seed ${result.seed} fails without it, too: ${violation.what}` };
}

function judge(output: string, seedsCount: number, trouble: string | null): Catch {
  const found = /^seed (?<seed>\d+)(?: \(--crash-at \d+\))? failed: (?<checker>[^:]+): (?<what>.*)$/m.exec(
    output,
  )?.groups;
  if (found !== undefined)
    return { kind: 'caught', seed: Number(found.seed), checker: found.checker!, what: found.what! };
  return trouble === null ? { kind: 'notCaught', seedsCount } : { kind: 'notPlanted', why: trouble };
}
