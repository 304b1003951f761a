import { parseArgs } from 'node:util';
import { drawScene, type Scene } from '../test/routing/protocol/draw-events.ts';
import { StdioProcess } from '../test/routing/protocol/stdio-process.ts';
import { wholeNumber } from './router-stdio/whole-number.ts';

/**
 * router-protocol.ts [--events 300000] [--seed 1]: mixed events, in batches and one by one, to `router:stdio`, whose
 * every answer must be what a literal reading of the protocol's rules says. Prints how many events a second it took;
 * the exit code is 1 when an answer was wrong.
 */

const BATCH = 1_000;
const EVENTS_PER_SCENE = 20_000;
/** One by one is slow for the pipe's sake, not the router's: a part is enough for the figure. */
const SINGLE_OUT_OF = 10;

const { values } = parseArgs({
  options: { events: { type: 'string', default: '300000' }, seed: { type: 'string', default: '1' } },
});
const eventsWanted = wholeNumber('events', values.events);
const firstSeed = wholeNumber('seed', values.seed);

type Figure = { events: number; wrong: number; ms: number };

/** Sends the lines as the answers come, and counts those that are not as wanted. */
async function play(stdio: StdioProcess, lines: readonly Line[], figure: Figure): Promise<void> {
  const startedMs = performance.now();
  for (const { line, answer, events } of lines) {
    const found = await stdio.ask(line);
    figure.events += events;
    if (found === answer) continue;
    figure.wrong += 1;
    if (figure.wrong === 1) console.log(`sent     ${line}\nexpected ${answer}\nfound    ${found}`);
  }
  figure.ms += performance.now() - startedMs;
}

type Line = { readonly line: string; readonly answer: string; readonly events: number };

const singles = ({ expected }: Scene): readonly Line[] =>
  expected.map(({ event, assignments }) => ({
    line: JSON.stringify(event),
    answer: JSON.stringify({ n: event.n, a: assignments }),
    events: 1,
  }));

function batches({ expected }: Scene): readonly Line[] {
  return Array.from({ length: Math.ceil(expected.length / BATCH) }, (_, index) => {
    const part = expected.slice(index * BATCH, (index + 1) * BATCH);
    const matched = part.filter(({ assignments }) => assignments.length > 0);
    return {
      line: JSON.stringify({ op: 'batch', ev: part.map(({ event }) => event) }),
      answer: JSON.stringify({ r: matched.map(({ event, assignments }) => [event.n, assignments]) }),
      events: part.length,
    };
  });
}

async function run(): Promise<number> {
  const stdio = new StdioProcess();
  const inBatches: Figure = { events: 0, wrong: 0, ms: 0 };
  const oneByOne: Figure = { events: 0, wrong: 0, ms: 0 };
  for (let seed = firstSeed; inBatches.events < eventsWanted; seed += 1) {
    const scene = drawScene(seed, Math.min(EVENTS_PER_SCENE, eventsWanted - inBatches.events));
    await stdio.ask(JSON.stringify(scene.init));
    await play(stdio, batches(scene), inBatches);
    await play(
      stdio,
      [{ line: '{"op":"stats"}', answer: JSON.stringify(scene.stats), events: 0 }],
      inBatches,
    );
    const fewer = drawScene(seed, Math.ceil(scene.expected.length / SINGLE_OUT_OF));
    await stdio.ask(JSON.stringify(fewer.init));
    await play(stdio, singles(fewer), oneByOne);
  }
  await stdio.close();
  report(`in batches of ${BATCH}`, inBatches);
  report('one by one', oneByOne);
  return inBatches.wrong + oneByOne.wrong === 0 ? 0 : 1;
}

function report(how: string, { events, wrong, ms }: Figure): void {
  const perSecond = Math.round((events / ms) * 1_000);
  console.log(`${how}: ${events} events, ${wrong} lines answered wrongly, ${perSecond} events a second`);
}

process.exitCode = await run();
