// npm run drills [-- D01 … --times 10 --waiting 200 --talking 50]: something breaks while calls go on, on a real Asterisk
// with SIP phones, and what was promised of that is looked at from outside. Without names all drills run, one after the
// other; what cannot be run here says why, and is counted. Each says that the fault really happened, its figures, and
// PASS or FAIL. Results are kept in build/drills.json after each drill, so that all of them may be run in parts: `--list`
// shows them, `--write` makes the figures of docs/promises.md and docs/security.md of them. Exit code 1 when anything
// failed.
import { parseArgs } from 'node:util';
import { StolenTime, stolenText } from './bench/stolen-time.ts';
import { ATTACKS, DRILLS, FAILURES } from './drills/all.ts';
import { type Drill, type DrillLoad, type DrillRun, hasPassed, loadOf, runText } from './drills/drill.ts';
import { keepHindrance, keepResult, listOf, writePromises } from './drills/results.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    times: { type: 'string', default: '1' },
    waiting: { type: 'string', default: '200' },
    talking: { type: 'string', default: '50' },
    write: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});
const load: DrillLoad = { waiting: Number(values.waiting), talking: Number(values.talking) };
const unknown = positionals.filter((id) => DRILLS.every((drill) => drill.id !== id));
if (unknown.length > 0) {
  console.error(`no such drill: ${unknown.join(', ')}; there are ${DRILLS.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}
const chosen = positionals.length === 0 ? DRILLS : DRILLS.filter(({ id }) => positionals.includes(id));
if (values.list) for (const line of await listOf(chosen)) console.log(line);
else if (values.write) await writeAll();
else await runAll(chosen, Number(values.times));

async function writeAll(): Promise<void> {
  await writePromises('promises.md', FAILURES);
  await writePromises('security.md', ATTACKS);
}

async function runAll(drills: readonly Drill[], times: number): Promise<void> {
  const stolenTime = new StolenTime();
  const tally = { failed: 0, skipped: 0 };
  for (const drill of drills) {
    const hindrance = (await drill.hindrance?.()) ?? null;
    if (hindrance === null) tally.failed += await runDrill(drill, times);
    else {
      tally.skipped += 1;
      console.log(`${drill.id} ${drill.title}: SKIPPED: ${hindrance}`);
      await keepHindrance(drill, hindrance);
    }
  }
  console.log(`\n${drills.length} drills, ${tally.failed} runs failed, ${tally.skipped} drills skipped`);
  console.log(stolenText(stolenTime.figure('drills')));
  process.exitCode = tally.failed === 0 ? 0 : 1;
}

/** Resolves with how many of its runs failed. */
async function runDrill(drill: Drill, times: number): Promise<number> {
  const runs: DrillRun[] = [];
  const made = loadOf(drill, load);
  for (let time = 1; time <= times; time++) {
    const run = await drill
      .run(typeof made === 'string' ? load : made)
      .catch((err: Error): DrillRun => ({ evidence: [], figures: [], faults: [String(err)] }));
    runs.push(run);
    console.log(`${drill.id} ${drill.title} (${time} of ${times}): ${hasPassed(run) ? 'PASS' : 'FAIL'}`);
    for (const line of runText(run)) console.log(line);
  }
  await keepResult(drill, made, runs);
  return runs.filter((run) => !hasPassed(run)).length;
}
