// npm run bench:mixed [-- --calls 2000 --rate 5 --seed 1 --losses 4]: an hour of mixed traffic in some minutes. Callers
// and operators are SIPps with seeded moods; then what they, Asterisk's diary and Cordboard's records say is compared
// call by call. Exit code 1 when any two of them disagree, or anything is left behind.
import { parseArgs } from 'node:util';
import { judge } from './mixed/judge.ts';
import { runTraffic } from './mixed/traffic.ts';
import { verdictText } from './mixed/verdict-text.ts';
import { StolenTime, stolenText } from './stolen-time.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '2000' },
    rate: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    losses: { type: 'string', default: '4' },
  },
});
const stolenTime = new StolenTime();
const traffic = await runTraffic({
  calls: Number(values.calls),
  callsPerSecond: Number(values.rate),
  seed: Number(values.seed),
  losses: Number(values.losses),
});
const verdict = judge(traffic.evidence);
console.log(verdictText(traffic, verdict));
console.log(`\n${stolenText(stolenTime.figure('mixed'))}`);
if (verdict.disagreements.length + verdict.faults.length > 0) process.exitCode = 1;
