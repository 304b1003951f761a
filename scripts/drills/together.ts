import type { DrillRun } from './drill.ts';

/** A drill of several parts, as one: each must prove that its fault happened. */
export const together = (...parts: readonly DrillRun[]): DrillRun => ({
  evidence: parts.every(({ evidence }) => evidence.length > 0)
    ? parts.flatMap(({ evidence }) => evidence)
    : [],
  figures: parts.flatMap(({ figures }) => figures),
  faults: parts.flatMap(({ faults }) => faults),
});
