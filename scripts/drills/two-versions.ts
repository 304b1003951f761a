import { cp, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COPIED = ['src', 'asterisk-config', 'package.json'] as const;
const LENT = ['node_modules', '.tools'] as const;

/** In a file of the program one text in the place of another, which stands there exactly once. */
export type Change = { readonly file: string; readonly from: string; readonly to: string };

/** A folder in which this program lies, or another version of it, as in an admin's checkout. */
export class ProgramFolder {
  readonly path: string;
  readonly #files: Files;

  private constructor(path: string, files: Files) {
    this.path = path;
    this.#files = files;
  }

  /** Ours, at first. Rejects when one of the changes does not fit: what is not changed would not be tried. */
  static async copy(changes: readonly Change[]): Promise<ProgramFolder> {
    const path = await mkdtemp(join(tmpdir(), 'cordboard-program-'));
    for (const name of COPIED) await cp(join(ROOT, name), join(path, name), { recursive: true });
    for (const name of LENT) await symlink(join(ROOT, name), join(path, name));
    return new ProgramFolder(path, await changed(path, changes));
  }

  /** From now on the version with the changes lies there, or ours. Each file is there as a whole all the time. */
  async become(version: 'ours' | 'changed'): Promise<void> {
    for (const [name, { before, after }] of this.#files) {
      const unfinished = join(this.path, `${name}.new`);
      await writeFile(unfinished, version === 'ours' ? before : after);
      await rename(unfinished, join(this.path, name));
    }
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true });
  }
}

type Files = ReadonlyMap<string, { readonly before: string; readonly after: string }>;

async function changed(path: string, changes: readonly Change[]): Promise<Files> {
  const files = new Map<string, { before: string; after: string }>();
  for (const { file, from, to } of changes) {
    const before = files.get(file)?.before ?? (await readFile(join(path, file), 'utf8'));
    const parts = (files.get(file)?.after ?? before).split(from);
    if (parts.length !== 2)
      throw new Error(
        `${file}: the text that is to be changed stands there ${parts.length - 1} times: ${from}`,
      );
    files.set(file, { before, after: parts.join(to) });
  }
  return files;
}
