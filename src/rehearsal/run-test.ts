import { ruleOf } from './errands.ts';
import { type Setting, usualFacts, withWanted } from './facts.ts';
import { type Happening, itemText } from './happening.ts';
import { endingIn, endsInOrder, isUnderWay, perform } from './perform.ts';
import { actPath, type FlowTest } from './read-tests.ts';
import { Rehearsal } from './rehearsal.ts';
import type { Ends, Expectation, WrittenAct } from './test-shape.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** What came of a test. A failure has its place in the test's file. */
export type TestRun = {
  readonly test: FlowTest;
  readonly happenings: readonly Happening[];
  readonly failure: { readonly path: readonly (string | number)[]; readonly say: string } | null;
};

/** Runs one test from its first moment; the same test always gives the same. */
export function runTest(test: FlowTest, flows: Setting): TestRun {
  const run = new Running(test, flows);
  const failure = run.failure();
  return { test, happenings: run.rehearsal.happenings, failure };
}

class Running {
  readonly rehearsal: Rehearsal;
  readonly #test: FlowTest;
  /** How many of the happenings an expectation has passed. */
  #seen = 0;

  constructor(test: FlowTest, flows: Setting) {
    this.#test = test;
    const { start, atMs, queues } = test;
    const facts = withWanted(flows.facts ?? usualFacts, test);
    const setting = { ...flows, facts, servers: test.servers };
    this.rehearsal = new Rehearsal({ flows: setting, start, atMs, queueEnds: endsInOrder(queues) });
  }

  failure(): TestRun['failure'] {
    this.rehearsal.call();
    for (const [index, act] of this.#test.script.entries()) {
      const say = this.#act(act);
      if (say !== undefined) return { path: actPath(this.#test, index), say };
    }
    this.rehearsal.hear();
    const { path, ends, mayFallOut } = this.#test;
    const verdict: Verdict | null = verdictOf(this.rehearsal);
    if (verdict !== null && !(mayFallOut && verdict.code === 'LAST_RESORT'))
      return { path, say: verdict.say };
    const say = ends === undefined ? undefined : this.#ends(ends);
    return say === undefined ? null : { path: [...path, 'ends'], say };
  }

  #act(act: WrittenAct): string | undefined {
    if (act.expect !== undefined) return this.#expect(act.expect);
    if (this.rehearsal.ended !== null) return `the call is over already: ${this.#where()}`;
    const ending = endingIn(act);
    if (ending !== undefined) {
      // Time that passes could end it.
      while (!isUnderWay(this.rehearsal, ending.word) && this.rehearsal.hearNext());
      if (!isUnderWay(this.rehearsal, ending.word))
        return `nothing can end with "${ending.word}: ${ending.outcome}": ${this.#where()}`;
    }
    this.#seen = this.rehearsal.happenings.length;
    perform(this.rehearsal, act);
    return undefined;
  }

  /** Hears on until it comes; what comes before it is nobody's concern. */
  #expect(expected: Expectation): string | undefined {
    const { happenings } = this.rehearsal;
    for (;;) {
      for (; this.#seen < happenings.length; this.#seen += 1) {
        if (!isAs(happenings[this.#seen]!, expected)) continue;
        this.#seen += 1;
        return undefined;
      }
      if (!this.rehearsal.hearNext()) return `${wantedText(expected)} is expected, but ${this.#where()}`;
    }
  }

  #ends(ends: Ends): string | undefined {
    const { rehearsal } = this;
    const queued = rehearsal.happenings.findLast((happening) => happening.kind === 'queued');
    if (ends.queue !== undefined) {
      if (rehearsal.queue !== ends.queue)
        return `the queue "${ends.queue}" is expected, but ${this.#where()}`;
      const wrong = (['needs', 'class', 'label'] as const).find(
        (word) => ends[word] !== undefined && ends[word] !== queued?.[word],
      );
      if (wrong === undefined) return undefined;
      return `the ${wrong} "${ends[wrong]}" is expected, this is ${queued?.[wrong] ?? 'none'}`;
    }
    const { ended } = rehearsal;
    if (ends.transfer !== undefined) {
      if (ended?.by === 'nobody' && ended.to === `transfer ${ends.transfer}`) return undefined;
      return `a transfer to "${ends.transfer}" is expected, but ${this.#where()}`;
    }
    const isGood =
      ended?.by === 'flow' &&
      (ends.hangup ?? ended.reason) === ended.reason &&
      (ends.outcome ?? ended.outcome) === ended.outcome;
    const wanted = [ends.hangup, ends.outcome].filter((word) => word !== undefined).join(', ');
    return isGood ? undefined : `a hang-up (${wanted}) is expected, but ${this.#where()}`;
  }

  #where(): string {
    const { ended, queue, step, errand } = this.rehearsal;
    if (ended?.by === 'caller') return 'the caller has hung up';
    if (ended?.by === 'nobody') return `the flow is over (${ended.to})`;
    if (ended !== null) return `the flow hangs up (${ended.reason}, ${ended.outcome})`;
    if (errand !== null) return `"${step.name}" is under way (${ruleOf(errand).wanted(errand).join(' ')})`;
    if (queue !== null) return `the caller waits in the queue "${queue}"`;
    return `the step "${step.name}" (${step.kind}) waits for the caller`;
  }
}

function isAs(happening: Happening, expected: Expectation): boolean {
  switch (happening.kind) {
    case 'said':
      if (expected.in !== undefined && expected.in !== happening.language) return false;
      if (expected.say !== undefined) return happening.items.map(itemText).join(' ').includes(expected.say);
      return happening.items.some((item) => item.kind === 'prompt' && item.name === expected.play);
    case 'asked': {
      const { menu, input, language } = expected;
      const wanted = new Map(Object.entries({ menu, input, language }));
      return wanted.get(happening.stepKind) === happening.step;
    }
    case 'queued':
      return happening.queue === expected.queue;
    case 'begun':
      return expected[happening.word] === happening.what;
    case 'entered':
      return happening.step === expected.step;
    default:
      return false;
  }
}

function wantedText(expected: Expectation): string {
  const { in: language, ...wanted } = expected;
  const [[what, name] = []] = Object.entries(wanted).filter(([, value]) => value !== undefined);
  return `${what} "${name}"${language === undefined ? '' : ` in ${language}`}`;
}
