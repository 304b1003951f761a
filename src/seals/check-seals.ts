import type { AuditFact } from '../journal/index.ts';
import { linkOf, readSealLine, type SealLine, sealOf } from './seal-line.ts';

/** A process that dies may have written one of a fact and its seal, and not the other, this shortly before the next. */
const DEATH_MS = 2_000;
/** So many sentences are enough to see what happened. */
const TROUBLES_MAX = 20;

/**
 * What was found. `forgotten`: facts of which a person was taken out; `lost`: such as a sudden death may lose;
 * `others`: facts that have no seal here, since another machine may have sealed them.
 */
export type SealFindings = {
  readonly intact: number;
  readonly forgotten: number;
  readonly lost: number;
  readonly others: number;
  /** What somebody has done to the audit or to its seals: sentences, the first so many. */
  readonly troubles: readonly string[];
};

export type SealCheck = {
  readonly key: string;
  /** The lines of the file. */
  readonly lines: readonly string[];
  /** All facts that are kept, in any order. */
  readonly facts: readonly AuditFact[];
  /** Facts from before (wall time) may have been dropped, as they were to be kept no longer. */
  readonly keptSinceMs: number;
  /** What is newer (wall time) may be on its way to either place, and is not judged. */
  readonly untilMs: number;
  /** Another machine writes into the same database, and has seals of its own. */
  readonly isShared?: boolean;
};

/** Compares the audit with its seals. */
export function checkSeals(check: SealCheck): SealFindings {
  const { key, lines, facts, keptSinceMs, untilMs, isShared = false } = check;
  const troubles: string[] = [];
  const sealed = readChain(key, lines, troubles);
  const startsMs = sealed.flatMap(({ seal, atMs }) => (seal === null ? [atMs] : []));
  const isAtDeath = (atMs: number): boolean =>
    startsMs.some((startMs) => startMs > atMs && startMs - atMs <= DEATH_MS);
  const isJudged = (atMs: number): boolean => atMs >= keptSinceMs && atMs < untilMs;
  const shelf = new Shelf(key, facts);
  const found = { intact: 0, forgotten: 0, lost: 0, others: 0 };
  for (const { seal, bare, atMs } of sealed) {
    if (seal === null || bare === null || !isJudged(atMs)) continue;
    if (shelf.take(seal)) found.intact += 1;
    else if (shelf.take(bare)) found.forgotten += 1;
    else if (isAtDeath(atMs)) found.lost += 1;
    else troubles.push(`the fact of ${moment(atMs)} was changed or taken out`);
  }
  const [first] = sealed;
  for (const { id, atMs } of shelf.rest) {
    if (first === undefined || atMs <= first.atMs || !isJudged(atMs)) continue;
    if (isAtDeath(atMs)) found.lost += 1;
    else if (isShared) found.others += 1;
    else troubles.push(`fact ${id} of ${moment(atMs)} was changed or put in`);
  }
  return { ...found, troubles: troubles.slice(0, TROUBLES_MAX) };
}

/** The lines in their order; what is wrong with them is told. */
function readChain(key: string, lines: readonly string[], troubles: string[]): readonly SealLine[] {
  const read: SealLine[] = [];
  let before = { n: 0, link: '' };
  for (const [index, text] of lines.entries()) {
    const line = readSealLine(text);
    if (line === undefined) {
      // Half a line, and then the beginning of the next process, is a sudden death.
      const next = readSealLine(lines[index + 1] ?? '');
      if (text.trim() !== '' && next?.seal !== null)
        troubles.push(`line ${index + 1} of the seals is unreadable`);
      continue;
    }
    if (line.n !== before.n + 1 || line.link !== linkOf(key, before.link, line))
      troubles.push(`line ${index + 1} of the seals does not follow the one before it`);
    before = line;
    read.push(line);
  }
  return read;
}

/** Facts by their seals; each is found once. */
class Shelf {
  readonly #facts = new Map<string, AuditFact[]>();

  constructor(key: string, facts: readonly AuditFact[]) {
    for (const fact of facts) {
      const seal = sealOf(key, fact);
      this.#facts.set(seal, [...(this.#facts.get(seal) ?? []), fact]);
    }
  }

  /** Whether there is one with this seal that was not found yet. */
  take(seal: string): boolean {
    return this.#facts.get(seal)?.pop() !== undefined;
  }

  get rest(): readonly AuditFact[] {
    return [...this.#facts.values()].flat();
  }
}

const moment = (wallMs: number): string => new Date(wallMs).toISOString();
