import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

export type Source = {
  /** From the root, with slashes: "src/base/clock.ts". */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
};

/** `isType`: nothing of it is left at run time. `target` is a path from the root, or a package's name. */
export type Import = { readonly target: string; readonly isType: boolean; readonly line: number };

/** All TypeScript files below a folder. */
export function sourcesBelow(folder: string): readonly Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('node_modules'),
    )
    .map((entry) => read(relative(ROOT, join(entry.parentPath, entry.name))));
}

const IMPORT = /(?:^|\n)\s*(import|export)\s+(type\s)?([^;]*?)\s*from\s*'([^']+)'|import\('([^']+)'\)/g;

function read(path: string): Source {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const imports = [...text.matchAll(IMPORT)].map((found): Import => {
    const name = found[4] ?? found[5]!;
    const target = name.startsWith('.') ? normalize(join(dirname(path), name)) : name;
    const line = text.slice(0, found.index + 1).split('\n').length;
    return { target, isType: found[2] !== undefined || onlyTypes(found[3] ?? ''), line };
  });
  return { path, text, imports };
}

/** `{ type A, type B }` leaves nothing at run time either. */
function onlyTypes(clause: string): boolean {
  const names = /^\{([^}]*)\}$/.exec(clause.trim())?.[1]?.split(',') ?? [''];
  return (
    names.filter((name) => name.trim() !== '').every((name) => name.trim().startsWith('type ')) &&
    names[0] !== ''
  );
}
