// npm run simulate:theory [-- --seed 1 --replications 30 --callers 50000]: the router against the laws of queues, on
// virtual time. Prints theory beside what was simulated; exit code 1 when a figure lies outside its interval.
import { parseArgs } from 'node:util';
import { FastRouter } from '../src/routing/fast-router.ts';
import {
  impatientCallers,
  oneSkillEach,
  patientCallers,
  sixSkillsEach,
  twoSkillsEach,
} from './theory/experiments.ts';
import { CONFIDENCE, findingsTable, judge } from './theory/judge.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    replications: { type: 'string', default: '30' },
    callers: { type: 'string', default: '50000' },
  },
});
const wholeNumber = (name: keyof typeof values, atLeast: number): number => {
  const number = Number(values[name]);
  if (!Number.isInteger(number) || number < atLeast)
    throw new Error(`--${name} wants a whole number of at least ${atLeast}`);
  return number;
};
const effort = {
  seed: wholeNumber('seed', 0),
  replications: wholeNumber('replications', 2),
  callers: wholeNumber('callers', 100),
};

const experiments = [patientCallers(), impatientCallers(), oneSkillEach(), twoSkillsEach(), sixSkillsEach()];
const findings = judge(experiments, effort, () => new FastRouter({ callersMax: 10_000, operatorsMax: 100 }));
console.log(findingsTable(findings));
console.log(
  `\n${effort.replications} replications of ${effort.callers} callers for each centre, seed ${effort.seed}; ` +
    `the intervals hold with ${100 * CONFIDENCE} % all together.`,
);
process.exitCode = findings.every((finding) => finding.isInside) ? 0 : 1;
