import {
  digitOfKey,
  type FlowWorld,
  type Path,
  promptComplaint,
  several,
  shapes,
  unknownName,
  wordOfKey,
} from '../flow/index.ts';
import {
  type QueueRules,
  RECORDED_BY_FLOW,
  type RecordingRules,
  type Telling,
  type WaitRules,
} from '../routing/index.ts';
import type { SourceFile } from './source-file.ts';
import type { WrittenRecording, WrittenWait } from './wait-shapes.ts';

/** Languages in which the house has words for place and time. */
const SPOKEN = ['ru', 'en'];
const FIRST_MS = 10_000;
const DAY_MS = 86_400_000;
/** Where no place is told with it. */
const ESTIMATE: Telling = { firstMs: FIRST_MS, everyMs: 60_000 };

type WrittenTelling = { readonly first?: string | undefined; readonly every?: string | undefined };
type WrittenLimits = { readonly estimate?: string | undefined; readonly schedule?: string | undefined };

/** What callers of a queue hear and may press, as it is written. */
export function waitRules(written: WrittenWait = {}, limits: WrittenLimits = {}): WaitRules {
  const { announce = {}, keys = {}, quiet, redial } = written;
  const position = announce.position === undefined ? null : tellingOf(announce.position);
  return {
    position,
    estimate: announce.estimate === true ? (position ?? ESTIMATE) : null,
    messages: (announce.messages ?? []).map(({ play, ...times }) => ({
      ...tellingOf({ ...times, first: times.first ?? times.every }),
      prompts: several(play),
    })),
    keys: Object.fromEntries(Object.entries(keys).map(([key, outcome]) => [digitOfKey(key), outcome])),
    quietKey: quiet === undefined ? null : digitOfKey(String(quiet)),
    redialMs: shapes.durationMs(redial, 0),
    estimateMsMax: limits.estimate === undefined ? null : shapes.durationMs(limits.estimate, 0),
    schedule: limits.schedule ?? null,
  };
}

/** Which talks of a queue are recorded, as it is written. */
export function recordingRules(written: WrittenRecording | undefined): RecordingRules {
  if (written === undefined) return RECORDED_BY_FLOW;
  const days = written.retention === undefined ? null : Number.parseInt(written.retention, 10);
  return {
    mode: written.mode ?? null,
    notice: several(written.notice ?? []),
    keepMs: days === null ? null : days * DAY_MS,
  };
}

/** Without `every` it is told once. */
const tellingOf = ({ first, every }: WrittenTelling): Telling => ({
  firstMs: shapes.durationMs(first, FIRST_MS),
  everyMs: every === undefined ? null : shapes.durationMs(every, 0),
});

/** Checks the names in it against the rest of the bundle. */
export function checkWaits(
  file: SourceFile,
  queues: ReadonlyMap<string, QueueRules>,
  exits: ReadonlyMap<string, readonly string[]>,
  world: FlowWorld,
): void {
  for (const [id, { wait, recording }] of queues) {
    const check = new WaitCheck(['queues', id], file, world);
    check.messages(wait.messages);
    check.notice(recording);
    check.schedule(wait.schedule);
    check.keys(wait, ['left', 'timeout', ...(exits.get(id) ?? [])]);
    if (wait.position !== null) check.spoken('position');
    if (wait.estimate !== null) check.spoken('estimate');
  }
}

class WaitCheck {
  readonly #path: Path;
  readonly #file: SourceFile;
  readonly #world: FlowWorld;

  constructor(path: Path, file: SourceFile, world: FlowWorld) {
    this.#path = path;
    this.#file = file;
    this.#world = world;
  }

  messages(messages: WaitRules['messages']): void {
    for (const [index, { prompts }] of messages.entries())
      this.#prompts(prompts, ['wait', 'announce', 'messages', index, 'play']);
  }

  notice({ mode, notice }: RecordingRules): void {
    this.#prompts(notice, ['recording', 'notice']);
    if (mode === 'all' || notice.length === 0) return;
    const say = 'who hears "notice" thinks that the talk is recorded';
    const hint = 'leave it out, or write mode: all';
    this.#file.problems.add(
      [...this.#path, 'recording', 'notice'],
      { code: 'WRONG_VALUE', say, hint },
      'key',
    );
  }

  #prompts(prompts: readonly string[], path: Path): void {
    for (const prompt of prompts) {
      const complaint = promptComplaint(prompt, this.#world.prompts, this.#world.languages);
      if (complaint !== undefined) this.#file.problems.add([...this.#path, ...path], complaint);
    }
  }

  schedule(name: string | null): void {
    const { schedules } = this.#world;
    if (name === null || schedules.has(name)) return;
    const path = [...this.#path, 'limits', 'schedule'];
    this.#file.problems.add(path, unknownName('UNKNOWN_SCHEDULE', 'schedule', name, schedules.keys()));
  }

  keys({ keys, quietKey }: WaitRules, outcomes: readonly string[]): void {
    for (const [digit, outcome] of Object.entries(keys)) {
      const path = [...this.#path, 'wait', 'keys'];
      if (digit === quietKey) {
        const say = 'the key of "quiet" ends the wait as well';
        this.#file.problems.add([...this.#path, 'wait', 'quiet'], {
          code: 'WRONG_VALUE',
          say,
          hint: 'use two keys',
        });
      }
      if (outcomes.includes(outcome)) continue;
      const say = `the queue does not end with "${outcome}"`;
      const hint = `name it in "exits", or use ${outcomes.join(', ')}`;
      this.#file.problems.add([...path, wordOfKey(digit)], { code: 'UNKNOWN_OUTCOME', say, hint });
    }
  }

  /** Position and estimate are spoken with words of the house. */
  spoken(what: 'position' | 'estimate'): void {
    const without = this.#world.languages.filter((language) => !SPOKEN.includes(language));
    if (without.length === 0) return;
    const say = `there are no words for it in ${without.join(', ')}`;
    const hint = 'leave it out: callers of all other languages would hear nothing of it';
    this.#file.problems.add([...this.#path, 'wait', 'announce', what], {
      code: 'MISSING_LANGUAGE',
      say,
      hint,
    });
  }
}
