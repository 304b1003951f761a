import { expect } from 'vitest';
import type { Entry } from '../../src/journal/index.ts';
import {
  Amounts,
  bordersOf,
  type Dimension,
  Draft,
  GRAIN_MS,
  type GrainSums,
  type IntervalName,
  type KeptSums,
  type LastStep,
  type Open,
  type Past,
  type Report,
  reportOf,
  reportPieces,
  type Sums,
} from '../../src/reports/index.ts';
import { added } from '../../src/reports/measures.ts';

/** All sums of a journal, kept in memory as the store keeps them in its table. */
export class Folding {
  readonly open: Open = { calls: new Map(), operators: new Map() };
  readonly #grains = new Map<string, GrainSums>();
  readonly #before: Entry[] = [];

  /** One batch after the other, as the store does it. */
  take(entries: readonly Entry[]): void {
    const draft = new Draft(this.open, this.#past());
    for (const entry of entries) {
      draft.take(entry);
      this.#before.push(entry);
    }
    for (const grain of draft.grains()) {
      const key = `${grain.by} ${grain.grainMs} ${grain.value}`;
      const sums = added(this.#grains.get(key)?.sums ?? {}, grain.sums);
      this.#grains.set(key, { ...grain, sums });
    }
    draft.settle();
  }

  report(ask: ReportAskText): Report {
    const { by, interval = '1d', from, to, zone = 'UTC', only = null, targetMs = 20_000 } = ask;
    const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
    const stretches = ask.stretches ?? [{ fromMs: fromMs - 9e8, untilMs: toMs + 9e8, offsetMs: 0 }];
    const borders = bordersOf({ fromMs, toMs }, interval, stretches);
    const nowMs = ask.nowMs ?? toMs;
    const asked = { by, interval, zone, targetMs, borders, only, nowMs };
    const [kept, report] = [
      this.kept({ by, borders, only }),
      reportOf(asked, this.kept({ by, borders, only })),
    ];
    // What is sent is the same, though it is written line by line.
    const pieces = [...reportPieces({ ...asked, format: 'json', stretches }, kept)];
    expect(pieces.join('')).toBe(JSON.stringify(report));
    return report;
  }

  kept({
    by,
    borders,
    only,
  }: {
    by: Dimension;
    borders: readonly number[];
    only: readonly string[] | null;
  }): KeptSums {
    const between = (fromMs: number, toMs: number) => {
      const sums = new Map<string, Sums>();
      for (const grain of this.#grains.values()) {
        if (grain.by !== by || grain.grainMs < fromMs || grain.grainMs >= toMs) continue;
        if (only !== null && !only.includes(grain.value)) continue;
        sums.set(grain.value, added(sums.get(grain.value) ?? {}, grain.sums));
      }
      return [...sums].map(([value, each]) => ({ value, amounts: Amounts.of(by, each) }));
    };
    const waiting: Record<string, number> = {};
    for (const { visit } of this.open.calls.values())
      if (visit !== null) waiting[visit.queue] = (waiting[visit.queue] ?? 0) + 1;
    return {
      rows: borders
        .slice(1)
        .flatMap((toMs, interval) => between(borders[interval]!, toMs).map((row) => ({ interval, ...row }))),
      later: between(borders.at(-1)!, Number.POSITIVE_INFINITY),
      waiting,
      operators: [...this.open.operators],
      behindCount: 0,
    };
  }

  #past(): Past {
    return {
      lastArrivalMs: (caller, callId, beforeMs) =>
        this.#before.findLast(
          (entry) =>
            entry.kind === 'callArrived' &&
            entry.caller === caller &&
            entry.callId !== callId &&
            entry.atMs <= beforeMs,
        )?.atMs,
      lastStep: (callId) =>
        this.#before.findLast((entry) => entry.kind === 'stepEntered' && entry.callId === callId) as
          | LastStep
          | undefined,
      hasEnded: (callId) =>
        this.#before.some((entry) => entry.kind === 'callEnded' && entry.callId === callId),
    };
  }
}

export type ReportAskText = {
  readonly by: Dimension;
  readonly from: string;
  readonly to: string;
  readonly interval?: IntervalName;
  readonly zone?: string;
  readonly only?: readonly string[];
  readonly targetMs?: number;
  readonly nowMs?: number;
  readonly stretches?: Parameters<typeof bordersOf>[2];
};

/** Whole grains around all entries. */
export function spanOf(entries: readonly Entry[]): { readonly from: string; readonly to: string } {
  const times = entries.map(({ atMs }) => atMs);
  const fromMs = Math.floor(Math.min(...times) / GRAIN_MS) * GRAIN_MS;
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(Math.max(...times) + 1).toISOString(),
  };
}
