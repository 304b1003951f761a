import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { KNOWS_ALL, PURE, ROOMS, type Room } from './rooms.ts';
import { type Import, ROOT, type Source, sourcesBelow } from './sources.ts';

const SOURCES = sourcesBelow('src');

/** "src/telephony/ari/socket.ts" is in "telephony/ari", "src/flow/steps/menu.ts" in "flow". */
function roomOf(path: string): string {
  const parts = path
    .replace(/^src\//, '')
    .split('/')
    .slice(0, -1);
  const inner = parts.slice(0, 2).join('/');
  return inner in ROOMS ? inner : (parts[0] ?? path.replace(/^src\//, ''));
}

const where = (source: Source, at: Import): string => `${source.path}:${at.line} → ${at.target}`;
const knowsAll = (room: string): boolean => (KNOWS_ALL as readonly string[]).includes(room);
const isInside = (target: string): boolean => target.startsWith('src/');

describe('the plan of the house', () => {
  test('every folder in src is a room of the plan, and every room exists', () => {
    const found = new Set(SOURCES.map(({ path }) => roomOf(path)).filter((room) => !knowsAll(room)));
    expect([...found].toSorted()).toEqual(Object.keys(ROOMS).toSorted());
  });

  test('every room has a door under three lines that say what it is for and what it never does', () => {
    const bad = Object.keys(ROOMS).filter((room) => {
      const door = SOURCES.find(({ path }) => path === `src/${room}/index.ts`);
      const head = door?.text.split('\n').slice(0, 3) ?? [];
      return (
        head.length < 3 || !head.every((line) => line.startsWith('// ')) || !head[2]!.startsWith('// Never')
      );
    });
    expect(bad).toEqual([]);
  });

  test('a room is entered by its door', () => {
    const bad = SOURCES.flatMap((source) =>
      source.imports
        .filter(({ target }) => isInside(target) && roomOf(target) !== roomOf(source.path))
        .filter(({ target }) => target !== `src/${roomOf(target)}/index.ts`)
        .map((at) => where(source, at)),
    );
    expect(bad).toEqual([]);
  });

  test('arrows between rooms are those of the plan', () => {
    const bad = SOURCES.flatMap((source) => {
      const room = roomOf(source.path);
      if (knowsAll(room)) return [];
      const plan = ROOMS[room]!;
      return source.imports
        .filter((at) => isInside(at.target) && !isAllowed(room, plan, at))
        .map((at) => where(source, at));
    });
    expect(bad).toEqual([]);
  });

  test('the plan has no ring', () => {
    const rings = Object.keys(ROOMS).filter((room) => reaches(room, room, new Set()));
    expect(rings).toEqual([]);
  });

  test('only boot opens a technology room', () => {
    const technology = Object.keys(ROOMS).filter((room) => room.includes('/'));
    const bad = Object.entries(ROOMS).filter(([name, { uses }]) => {
      return uses.some((used) => technology.includes(used) && !name.startsWith(`${used}/`));
    });
    expect(bad).toEqual([]);
  });
});

function isAllowed(room: string, plan: Room, { target, isType }: Import): boolean {
  const other = roomOf(target);
  return other === room || plan.uses.includes(other) || (isType && (plan.typesOf ?? []).includes(other));
}

function reaches(from: string, to: string, seen: Set<string>): boolean {
  return (ROOMS[from]?.uses ?? []).some((next) => {
    if (next === to) return true;
    if (seen.has(next)) return false;
    seen.add(next);
    return reaches(next, to, seen);
  });
}

const BANNED_IN_PURE: readonly (readonly [string, RegExp])[] = [
  ['a clock', /\bDate\b|\bperformance\b/],
  ['chance', /\bMath\.random\b|\brandomUUID\b/],
  ['a timer', /\bset(Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/],
  ['a promise', /\basync\b|\bawait\b|\bPromise\.|\bnew Promise\b/],
  ['the process', /\bprocess\./],
  ['the locale', /\btoLocale\w*\(|\bIntl\./],
  ['garbage collection', /\bWeakRef\b|\bFinalizationRegistry\b/],
];

describe('purity', () => {
  const pure = SOURCES.filter(({ path }) => (PURE as readonly string[]).includes(roomOf(path)));

  test('pure rooms have no clock, chance, timer, promise, process or locale', () => {
    const bad = pure.flatMap(({ path, text }) => {
      const code = withoutComments(text);
      return BANNED_IN_PURE.filter(([, pattern]) => pattern.test(code)).map(([what]) => `${path}: ${what}`);
    });
    expect(bad).toEqual([]);
  });

  test('pure rooms open no package but those that the plan names', () => {
    const bad = pure.flatMap((source) =>
      source.imports
        .filter(({ target, isType }) => !isInside(target) && !isType)
        .filter(({ target }) => !mayOpen(source.path, target))
        .map((at) => where(source, at)),
    );
    expect(bad).toEqual([]);
  });
});

function mayOpen(path: string, name: string): boolean {
  const { packages } = ROOMS[roomOf(path)]!;
  if (packages === 'any') return true;
  const files = packages[name] ?? [];
  return files.some((file) => path.split('/').at(-1)!.startsWith(file) || path.includes(`/${file}/`));
}

/** Comments gone, line numbers and code kept; strings may hold "//", so only whole-line and block comments count. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

describe('sizes and words', () => {
  const everything = [...SOURCES, ...sourcesBelow('test'), ...sourcesBelow('scripts')];

  test('no file in src is longer than 400 lines', () => {
    const bad = everything.filter(({ text }) => text.split('\n').length > 400).map(({ path }) => path);
    expect(bad).toEqual([]);
  });

  test('no function in src is longer than 70 lines', () => {
    const bad = SOURCES.flatMap(({ path, text }) => longFunctions(text, 70).map((line) => `${path}:${line}`));
    expect(bad).toEqual([]);
  });

  test('no line of code is longer than 120 characters', () => {
    const bad = SOURCES.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => (line.length > 120 ? [`${path}:${index + 1}`] : [])),
    );
    expect(bad).toEqual([]);
  });

  test('files are kebab-case, and no name hides what it is', () => {
    const bad = SOURCES.filter(({ path }) => {
      const name = path.split('/').at(-1)!;
      return (
        !/^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.ts$/.test(name) ||
        /\b(utils?|helpers?|manager|misc|common)\b/.test(name)
      );
    });
    expect(bad.map(({ path }) => path)).toEqual([]);
  });

  test('no work is put off, and no type or rule is switched off in silence', () => {
    // Built from parts, so that this very line is not found.
    const words = new RegExp(
      ['TO' + 'DO', 'FIX' + 'ME', '\\bX' + 'XX\\b', '@ts-' + 'ignore', '@ts-' + 'nocheck'].join('|'),
    );
    const bad = everything.filter(({ text }) => words.test(text)).map(({ path }) => path);
    expect(bad).toEqual([]);
  });

  test('no module keeps state of its own in a pure room', () => {
    const pure = SOURCES.filter(({ path }) => (PURE as readonly string[]).includes(roomOf(path)));
    const bad = pure.filter(({ text }) => /^(export )?let /m.test(text)).map(({ path }) => path);
    expect(bad).toEqual([]);
  });

  test('what the owner fixed at the top level is there', () => {
    const fixed = [
      'package.json',
      'tsconfig.json',
      'src',
      'ivr-flows',
      'asterisk-config',
      'docker-compose.yml',
      'test',
    ];
    expect([...fixed, 'README.md'].filter((name) => !existsSync(join(ROOT, name)))).toEqual([]);
  });
});

/** First lines of functions and methods longer than `max`: by indentation, which the formatter keeps. */
function longFunctions(text: string, max: number): number[] {
  const lines = text.split('\n');
  const found: number[] = [];
  lines.forEach((line, index) => {
    const start =
      /^(\s*)(export )?(async )?(function\b|(static |async |readonly |#|get |set )*[\w#]+\(.*\).*\{$|.*=> \{$)/.exec(
        line,
      );
    if (start === null || /^\s*(describe|test|it)\(/.test(line) || /^\s*(if|for|while|switch)\b/.test(line))
      return;
    const end = lines.findIndex(
      (other, at) => at > index && other.startsWith(`${start[1]}}`) && !/^\s*\}\s*\)?\s*:/.test(other),
    );
    if (end - index + 1 > max) found.push(index + 1);
  });
  return found;
}
