import { sealPlaces } from '../boot/index.ts';
import type { AuditFact } from '../journal/index.ts';
import { checkSeals, type SealFindings } from '../seals/index.ts';
import { readIfThere, type Settings } from '../settings/index.ts';
import { askApi } from './ask-api.ts';
import { Obstacle } from './command.ts';

const PAGE = 1_000;
/** So long a fact may take to its place, on a disk that is busy. */
const ON_ITS_WAY_MS = 2_000;

/** Compares the audit as the running Cordboard tells it with its seals. Rejects with an `Obstacle` without any. */
export async function verifyAudit(settings: Settings): Promise<SealFindings> {
  const { path, keyFile } = sealPlaces(settings);
  const untilMs = Date.now() - ON_ITS_WAY_MS;
  const lines = readIfThere(path)?.split('\n');
  const key = readIfThere(keyFile)?.trim();
  if (lines === undefined || key === undefined)
    throw new Obstacle(`there are no seals: ${path} and ${keyFile} are made when Cordboard starts`);
  const facts = await allFacts(settings);
  const keptSinceMs = untilMs - settings.keep.records.ms;
  return checkSeals({ key, lines, facts, keptSinceMs, untilMs, isShared: settings.takeover.lease });
}

async function allFacts(settings: Settings): Promise<readonly AuditFact[]> {
  const facts: AuditFact[] = [];
  for (let after: number | null | undefined; after !== null; ) {
    const query = `limit=${PAGE}${after === undefined ? '' : `&after=${after}`}`;
    const page = (await askApi(settings, `/api/v1/audit?${query}`)) as {
      readonly facts: readonly AuditFact[];
      readonly next: number | null;
    };
    facts.push(...page.facts);
    after = page.next;
  }
  return facts;
}
