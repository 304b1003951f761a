import { settingOf } from '../boot/index.ts';
import type { FlowGraph } from '../flow/index.ts';
import { unknownName } from '../flow/index.ts';
import {
  callInto,
  endingsOf,
  parseWallTime,
  Rehearsal,
  SOME_TIME_MS,
  transcriptOf,
  verdictOf,
} from '../rehearsal/index.ts';
import { type BundleAt, bundleAt } from './bundle-at.ts';
import { type Command, type CommandCall, type Print, WrongUsage } from './command.ts';
import { flowNamed } from './flow-named.ts';

/** A person walks through a flow: types keys, and reads what a caller would hear. */
export const walk: Command = {
  usage: 'FLOW [DIR] [--language CODE] [--caller NUMBER] [--dialled NUMBER] [--at TIME]',
  say: 'walks through a flow in the terminal: you type keys, and read what is heard',
  options: ['--language', '--caller', '--dialled', '--at'],
  wordsMax: 2,
  async run(call) {
    const at = await bundleAt(call.words[1] ?? call.settings().bundle);
    const graph = flowNamed(call.words[0], at);
    const told = new Told(rehearsalOf(call, graph, at), at, call);
    if (!call.isJson)
      call.print(
        `${HELP}; in a queue, type how the wait ends, or "held"; so for a call that is made, and the like.`,
      );
    await walkThrough(told, call);
    const verdict = verdictOf(told.rehearsal);
    if (verdict !== null && !call.isJson) call.print(`${verdict.code} ${verdict.say}`);
    return verdict === null ? 0 : 1;
  },
};

const HELP = 'keys and Enter press them; Enter alone is silence; "bye" hangs up';

function rehearsalOf({ options }: CommandCall, graph: FlowGraph, { bundle }: BundleAt): Rehearsal {
  const [language, caller, dialled] = ['--language', '--caller', '--dialled'].map((name) =>
    options.get(name),
  );
  if (language !== undefined && !graph.languages.includes(language)) {
    const { say, hint } = unknownName('UNKNOWN_LANGUAGE', 'language', language, graph.languages);
    throw new WrongUsage(`${say}: ${hint}`);
  }
  const written = options.get('--at');
  const atMs = written === undefined ? SOME_TIME_MS : parseWallTime(written);
  if (atMs === undefined) throw new WrongUsage('--at wants a time with its zone: 2026-03-02T12:00:00+03:00');
  const start = callInto(graph, bundle, { language, caller, dialled });
  return new Rehearsal({ flows: settingOf(bundle), start, atMs, queueEnds: () => null });
}

/** A rehearsal, and how much of it has been told already. */
class Told {
  readonly rehearsal: Rehearsal;
  readonly #prompts: BundleAt['bundle']['prompts'];
  readonly #isJson: boolean;
  readonly #print: Print;
  #toldCount = 0;

  constructor(rehearsal: Rehearsal, { bundle }: BundleAt, { isJson, print }: CommandCall) {
    this.rehearsal = rehearsal;
    this.#prompts = bundle.prompts;
    this.#isJson = isJson;
    this.#print = print;
  }

  /** Hears all that is said, and tells what is new; then what the person is to decide. */
  tell(): void {
    this.rehearsal.hear();
    const { happenings, queue, step, errand } = this.rehearsal;
    const lines = this.#isJson
      ? happenings.map((happening) => JSON.stringify(happening))
      : transcriptOf(happenings, this.#prompts);
    for (const line of lines.slice(this.#toldCount)) this.#print(line);
    this.#toldCount = lines.length;
    if (queue !== null) this.say(`How does the wait end? ${endsOf(step.handled).join(', ')}`);
    if (errand !== null) this.say(`How does it end? ${endingsOf(errand).join(', ')}`);
  }

  /** A word to the person, which is no part of the call. */
  say(what: string): void {
    if (!this.#isJson) this.#print(what);
  }
}

const endsOf = (handled: readonly string[]): readonly string[] => [
  ...new Set([...handled, 'error', 'after_talk']),
];

async function walkThrough(told: Told, { typed }: CommandCall): Promise<void> {
  const { rehearsal } = told;
  rehearsal.call();
  told.tell();
  if (rehearsal.ended !== null || rehearsal.isLost) return;
  for await (const line of typed()) {
    act(told, line.trim());
    told.tell();
    if (rehearsal.ended !== null || rehearsal.isLost) return;
  }
  rehearsal.hangUp();
  told.tell();
}

function act(told: Told, word: string): void {
  const { rehearsal } = told;
  const { queue, step, waitMs, errand } = rehearsal;
  if (word === 'bye') rehearsal.hangUp();
  else if (word === '') rehearsal.silence(waitMs ?? 0);
  else if (queue !== null && word === 'held') rehearsal.hold();
  else if (queue !== null && endsOf(step.handled).includes(word)) rehearsal.leaveQueue(word);
  else if (errand !== null && endingsOf(errand).includes(word)) rehearsal.endErrand(word);
  else if (/^[0-9*#]+$/.test(word)) rehearsal.press(word);
  else if (queue === null)
    told.say(`What is "${word}"? Keys are 0 to 9, * and #; Enter alone is silence, "bye" hangs up.`);
}
