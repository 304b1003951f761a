import { eventually } from '../../test/kit/eventually.ts';
import type { DrillFigure } from './drill.ts';
import { type Comparison, passes, type StandardLoad } from './standard-load.ts';

const LOOK_EVERY_MS = 100;
/** An operator is freed so often while the fault goes on. */
const FREED_EVERY_MS = 4_000;
const OFFERED_MS = 10_000;
const OFFER_MS_MAX = 2_000;
const WELL_MS = 60_000;

/** How callers in line fared while something was broken. */
export type Meanwhile = { readonly figures: readonly DrillFigure[]; readonly faults: readonly string[] };

/**
 * For so long an operator hangs up now and then: each time the next caller in line is offered, soon, and in turn.
 * `look` is called all the while. `atMost`: how soon, in milliseconds.
 */
export async function offersMeanwhile(
  standard: StandardLoad,
  forMs: number,
  look: () => Promise<void> = async () => {},
  atMost = OFFER_MS_MAX,
): Promise<Meanwhile> {
  const { diary, phones } = standard;
  const order = await standard.order();
  const [offersMs, faults]: [number[], string[]] = [[], []];
  const endMs = performance.now() + forMs;
  for (let nextMs = performance.now(); performance.now() < endMs; await passes(LOOK_EVERY_MS)) {
    await look();
    if (performance.now() < nextMs) continue;
    nextMs += FREED_EVERY_MS;
    const [from, freedMs] = [diary.events.length, performance.now()];
    phones[offersMs.length % phones.length]!.hangUp();
    const isRing = ({ kind }: { readonly kind: string }): boolean => kind === 'rang';
    const offer = await diary
      .until('the next caller is offered', isRing, OFFERED_MS, from)
      .catch(async () => Promise.reject(new Error(`nobody is offered: ${await boardText(standard)}`)));
    if (offer.peer !== order[offersMs.length]) faults.push(`${offer.peer} was offered out of turn`);
    offersMs.push(offer.atMs - freedMs);
  }
  return { figures: [offerFigure(offersMs, atMost)], faults };
}

/** "6 wait; 1001 is ready, free, reachable; …": what Cordboard believes, when it does nothing. */
async function boardText({ hotline }: StandardLoad): Promise<string> {
  const { queues, operators } = await hotline.api.board();
  const waiting = queues.flatMap((queue) => queue.waiting).length;
  const states = operators.map(({ id, presence, unit, phone }) => `${id} is ${presence}, ${unit}, ${phone}`);
  return [`${waiting} wait`, ...states].join('; ');
}

const offerFigure = (offersMs: readonly number[], atMost: number): DrillFigure => ({
  what: 'from an operator who is free to the next offer, at most',
  value: Math.max(...offersMs),
  unit: 'ms',
  atMost,
});

/**
 * When the fault is over: all is well again, nobody was dropped, every call has its one record, which tells what
 * Asterisk's diary tells.
 */
export async function aftermath(standard: StandardLoad, diary?: Comparison): Promise<Meanwhile> {
  const { api } = standard.hotline;
  const isReady = async (): Promise<true | undefined> => ((await api.isReady()) ? true : undefined);
  await eventually('all is well again', isReady, WELL_MS);
  const dropped = standard.lost();
  return {
    figures: [{ what: 'callers dropped', value: dropped.length, unit: 'callers', atMost: 0 }],
    faults: [...dropped.map((line) => `dropped: ${line}`), ...(await standard.end(diary))],
  };
}
