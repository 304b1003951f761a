import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadFlows } from '../../src/boot/index.ts';
import { settingOf } from '../../src/boot/setting.ts';
import type { FlowGraph, FlowSet } from '../../src/flow/index.ts';
import {
  coverageOf,
  randomWalk,
  shrinkWalk,
  type WalkRun,
  walkAgain,
  walkText,
} from '../../src/rehearsal/index.ts';
import { flowsOf } from '../bundle/small-bundle.ts';
import { flow } from '../flow/flows.ts';
import { ROOT } from '../sources.ts';
import { runMain } from './tests-of.ts';

type Acts = FlowGraph['steps'][number]['acts'];

const main = (flows: FlowSet): FlowGraph => flows.flows.get('main')!;

/** The first of these walks that goes wrong, as short as it can be made. */
function found(flows: FlowSet, walks = 500): WalkRun {
  for (let seed = 0; seed < walks; seed += 1) {
    const run = randomWalk(flows, main(flows), seed);
    if (run.verdict !== null) return shrinkWalk(flows, run);
  }
  throw new Error('all walks are good');
}

const ASKING = flow(`first:
  http:
    url: "https://crm.example/callers"
    into:
      tier: { from: customer.tier }
      count: { from: "orders[1].count", type: int, otherwise: 7 }
  on: { ok: which, http_error: help }
which: { branch: { switch: tier, cases: { silver: known, gold: known }, else: help } }
known: { branch: { if: count == 42, then: broken, else: help } }
broken: { set: { each: 1 / (count - 42) }, next: help }
help: { queue: help }`);
const EGRESS = {
  'bundle.yaml':
    'languages: [en, ru]\nsafety_queue: help\napology: sorry\nfarewell: farewell\negress: [crm.example]\n',
};

/** A flow of a single step that behaves as no step should. */
function flowsWith(acts: Acts): FlowSet {
  const flows = flowsOf(flow('first: { answer: {}, next: end }'));
  const graph = main(flows);
  const steps = graph.steps.map((step) => (step.name === 'first' ? { ...step, acts } : step));
  return { ...flows, flows: new Map([['main', { ...graph, steps }]]) };
}

describe('walks through the flow that comes along', () => {
  const hotline = async () => {
    const { bundle } = await loadFlows(join(ROOT, 'ivr-flows'));
    return { flows: settingOf(bundle!), graph: bundle!.flows.flows.get('hotline')! };
  };

  test('all come to a good end, and reach every step and outcome that a caller can reach', async () => {
    const { flows, graph } = await hotline();
    const runs = Array.from({ length: 6_000 }, (_, seed) => randomWalk(flows, graph, seed));
    expect(runs.filter(({ verdict }) => verdict !== null)).toEqual([]);
    const [coverage] = coverageOf(
      [graph],
      runs.map(({ happenings }) => happenings),
    );
    // An emergency is nothing that a caller can bring about; and few hear of an order and then ask for the menu.
    const never = /emergency|disturbance|^order-more → star/;
    expect(coverage!.stepsMissed.filter((step) => !never.test(step))).toEqual([]);
    expect(coverage!.outcomesMissed.filter((outcome) => !never.test(outcome))).toEqual([]);
    // Behind a message the caller hangs up, and a step follows that needs nobody.
    const ends = new Set(runs.map(({ happenings }) => happenings.at(-1)!.kind));
    expect(ends).toEqual(new Set(['hungUp', 'silent', 'queued', 'entered']));
  });

  test('are the same for the same seed, and when they are made again', async () => {
    const { flows, graph } = await hotline();
    for (let seed = 0; seed < 300; seed += 1) {
      const run = randomWalk(flows, graph, seed);
      expect(randomWalk(flows, graph, seed)).toEqual(run);
      expect(walkAgain(flows, run.walk)).toEqual(run);
    }
    expect(randomWalk(flows, graph, 1)).not.toEqual(randomWalk(flows, graph, 2));
  });
});

test('a walk in which the caller hangs up goes on with what on_hangup says', () => {
  const text = flow(
    'first: { menu: { prompts: ask, keys: { 1: end } }, on: { failed: end } }\ngone: { tag: left, next: end }',
    'on_hangup: gone',
  );
  const flows = flowsOf(text);
  const runs = Array.from({ length: 300 }, (_, seed) => randomWalk(flows, main(flows), seed));
  expect(runs.filter(({ verdict }) => verdict !== null)).toEqual([]);
  const [coverage] = coverageOf(
    [main(flows)],
    runs.map(({ happenings }) => happenings),
  );
  expect(coverage!.stepsMissed).toEqual([]);
});

describe('a walk finds', () => {
  const DIVIDES = `first:
  input: { prompts: ask, into: count, digits: 1 }
  on: { ok: share, failed: bye }
share: { set: { each: 10 / int(count) }, next: bye }
bye: { play: bye, next: end }`;

  test('the key that makes the call fall out of the flow, and nothing beside it', () => {
    const run = found(flowsOf(flow(DIVIDES)));
    expect(run.verdict?.code).toBe('LAST_RESORT');
    expect(run.walk.script.length).toBe(1);
    expect(run.walk.script[0]?.press).toBe('0');
    expect(run.walk.start.caller).toBe('');
  });

  test('what becomes a test that fails until the flow is mended', () => {
    const run = found(flowsOf(flow(DIVIDES)));
    const text = walkText(run);
    expect(text.split('\n')).toEqual([
      '  - name: "found by a walk: the call falls out of the flow"',
      '    language: en',
      '    script: [{ press: "0" }]',
    ]);
    expect(runMain(text, { 'main.flow.yaml': flow(DIVIDES) }).failure).toContain(run.verdict!.say);
    const mended = flow(DIVIDES.replace('next: bye }\nbye', 'next: bye, on: { error: bye } }\nbye'));
    expect(runMain(text, { 'main.flow.yaml': mended }).failure).toBeNull();
  });

  test('what only a queue and a silence together bring about', () => {
    const late = `first: { queue: help, on: { timeout: ask } }
ask: { menu: { prompts: ask, keys: { 1: end }, retries: { no_input: 0 } }, on: { failed: break } }
break: { set: { each: 1 / (int(dialled) - 100) }, next: end }`;
    const text = walkText(found(flowsOf(flow(late))));
    expect(text).toMatch(/\n {4}queues: \{ help: \[timeout\] \}\n {4}script: \[\{ silence: \d+[sh] \}\]$/);
    expect(runMain(text, { 'main.flow.yaml': flow(late) }).failure).toMatch(/falls out of the flow/);
  });

  test('what only a server brings about that never answers', () => {
    const asks = flow(`first:
  http: { url: "https://crm.example/" }
  on: { ok: end, http_error: end, timeout: break, bad_data: end }
break: { set: { each: 1 / int(dialled.size() - dialled.size()) }, next: end }`);
    const text = walkText(found(flowsOf(asks, EGRESS)));
    expect(text.split('\n').slice(2)).toEqual([
      '    http: { "*": {"fails":"timeout"} }',
      '    script: [{ hear: true }]',
    ]);
    expect(runMain(text, { ...EGRESS, 'main.flow.yaml': asks }).failure).toMatch(/falls out of the flow/);
  });

  test('what only a server brings about that knows what the flow wants', () => {
    const text = walkText(found(flowsOf(ASKING, EGRESS)));
    const body = /{"customer":{"tier":"(?:gold|silver)"},"orders":\[null,{"count":42}\]}/;
    expect(text).toMatch(new RegExp(`http: { "\\*": {"status":200,"body":${body.source}} }`));
    expect(runMain(text, { 'main.flow.yaml': ASKING, ...EGRESS }).failure).toContain('falls out of the flow');
  });

  test.each<[string, string, Acts]>([
    ['a caller left in silence', 'LOST', { enter: (run) => run.answer() }],
    ['a step that speaks before the answer', 'BROKEN_ORDER', { enter: (run) => run.listen(1_000) }],
    [
      'a hang-up that leaves a timer behind',
      'BROKEN_ORDER',
      {
        enter(run) {
          run.answer();
          run.listen(1_000);
          run.hangUp('normal', 'self_served');
        },
      },
    ],
    [
      'a step that wants something after the end',
      'BROKEN_ORDER',
      {
        enter(run) {
          run.hangUp('normal', 'self_served');
          run.answer();
        },
      },
    ],
    [
      'a step that waits for ever',
      'NO_END',
      {
        enter(run) {
          run.answer();
          run.listen(1_000);
        },
        silence: (run) => run.listen(1_000),
      },
    ],
  ])('%s', (_, code, acts) => {
    const run = found(flowsWith(acts));
    expect(run.verdict?.code).toBe(code);
    expect(run.walk.script).toEqual([]);
  });

  test('a flow that goes round', () => {
    const flows = flowsOf(flow('first: { queue: help, on: { timeout: first, full: end } }'));
    const start = { ...randomWalk(flows, main(flows), 0).walk.start };
    const queues = new Map([['help', Array.from({ length: 1_000 }, () => 'timeout')]]);
    const run = walkAgain(flows, { start, atMs: 0, queues, answer: null, script: [] });
    expect(run.verdict?.code).toBe('OVER_BUDGET');
    const once = walkAgain(flows, { ...run.walk, queues: new Map([['help', ['timeout']]]) });
    expect(once.verdict).toBeNull();
  });
});
