import { createHmac } from 'node:crypto';
import type { AuditFact } from '../journal/index.ts';

/** What is sealed of a fact: everything but its place in the database. */
export type SealedFact = Omit<AuditFact, 'id'>;

/**
 * A line of the file. `seal`: of the fact as it was; `bare`: of what is left of it when a person is forgotten; both
 * null where a process began. `link` seals the line and the one before it: none can be taken out or put between.
 */
export type SealLine = {
  readonly n: number;
  readonly atMs: number;
  readonly seal: string | null;
  readonly bare: string | null;
  readonly link: string;
};

const sealed = (key: string, text: string): string =>
  createHmac('sha256', key).update(text).digest('base64url');

export const sealOf = (key: string, { atMs, by, what, on, details }: SealedFact): string =>
  sealed(key, canonical({ atMs, by, what, on, details }));

/** The fact without its details, as it stays when a person is forgotten. */
export const bareSealOf = (key: string, fact: SealedFact): string => sealOf(key, { ...fact, details: {} });

export const linkOf = (
  key: string,
  before: string,
  { n, atMs, seal, bare }: Omit<SealLine, 'link'>,
): string => sealed(key, JSON.stringify([before, n, atMs, seal, bare]));

/** Undefined for what is no line of ours, as the half of one that a sudden death leaves. */
export function readSealLine(text: string): SealLine | undefined {
  try {
    const line = JSON.parse(text) as SealLine;
    return Number.isInteger(line.n) && typeof line.link === 'string' ? line : undefined;
  } catch {
    return undefined;
  }
}

/**
 * JSON that is the same for the same value, whichever database has kept it: PostgreSQL has an order of its own for the
 * names of an object, and cannot hold half characters or the character zero.
 */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed().replaceAll('\0', '\ufffd'));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  const sorted = fields.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${sorted.map(([name, field]) => `${canonical(name)}:${canonical(field)}`).join(',')}}`;
}
