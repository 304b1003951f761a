import { table } from '../figures.ts';
import type { Verdict } from './judge.ts';
import type { Traffic } from './traffic.ts';

/** What a person reads: who called and what was done, how far the witnesses agree, and every disagreement in words. */
export function verdictText(traffic: Traffic, { agreement, disagreements, faults }: Verdict): string {
  const { evidence, deeds, lostPhones, seconds } = traffic;
  const rows = [...agreement].map(([aspect, { compared, agreed }]) => [
    aspect,
    String(compared),
    String(agreed),
    String(compared - agreed),
  ]);
  return [
    `${evidence.people.length} calls in ${Math.round(seconds)} s, seen at ${evidence.phones.length} rings of phones`,
    `in talks: ${listed(deeds)}; phones lost: ${lostPhones.join(', ') || 'none'}`,
    `outcomes: ${listed(outcomesOf(traffic))}`,
    '',
    table([['SIPp, Asterisk and Cordboard', 'calls', 'agree', 'disagree'], ...rows]),
    ...disagreements.map(({ number, aspect, say }) => `${number}: ${aspect}: ${say}`),
    ...faults,
    '',
    disagreements.length + faults.length === 0 ? 'all agree' : 'THEY DISAGREE',
  ].join('\n');
}

const listed = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([what, count]) => `${what} ${count}`).join(', ') || 'nothing';

function outcomesOf({ evidence }: Traffic): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { record } of [...evidence.stories.values()].flat()) {
    const outcome = record.outcome ?? 'none';
    const words = record.abandonedWhere === null ? outcome : `${outcome} (${record.abandonedWhere})`;
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return counts;
}
