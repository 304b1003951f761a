import type { AlarmRules } from '../alarms/index.ts';
import type { InSteps } from '../base/index.ts';
import { type Path, shaped, shapes, unknownName } from '../flow/index.ts';
import { ANYBODY, type Needs, parseNeeds, type QueueRules, type Stage } from '../routing/index.ts';
import type { ServiceLevel } from './bundle.ts';
import { OUTLINES, queueShape } from './bundle-shapes.ts';
import { alarmRules } from './read-alarms.ts';
import { recordingRules, waitRules } from './read-wait.ts';
import type { SourceFile } from './source-file.ts';

export type ReadQueues = {
  readonly queues: ReadonlyMap<string, QueueRules>;
  readonly serviceLevels: ReadonlyMap<string, ServiceLevel>;
  readonly alarms: ReadonlyMap<string, AlarmRules>;
  /** Queue → outcomes that it declares beside the standard ones. */
  readonly exits: ReadonlyMap<string, readonly string[]>;
};

type WrittenQueue = ReturnType<typeof queueShape.parse>;

/** All queues. One with a mistake in its form is left out, but its name and its exits are known. */
export function* readQueues(
  file: SourceFile,
  languages: readonly string[],
  safetyQueue: string | undefined,
): InSteps<ReadQueues> {
  shaped(OUTLINES.queues, file.value, [], file.problems);
  const queues = new Map<string, QueueRules>();
  const serviceLevels = new Map<string, ServiceLevel>();
  const alarms = new Map<string, AlarmRules>();
  const exits = new Map<string, readonly string[]>();
  for (const [id, raw] of file.section('queues')) {
    yield;
    const queue = shaped(queueShape, raw, ['queues', id], file.problems);
    exits.set(id, queue?.exits ?? []);
    if (queue === undefined) continue;
    queues.set(id, rulesOf(id, queue, { languages, isSafety: id === safetyQueue, file }));
    alarms.set(id, alarmRules(['queues', id], queue, file));
    if (queue.service_level !== undefined) serviceLevels.set(id, serviceLevel(queue.service_level));
  }
  return { queues, serviceLevels, alarms, exits };
}

function serviceLevel({ within, target }: NonNullable<WrittenQueue['service_level']>): ServiceLevel {
  return { withinMs: shapes.durationMs(within, 0), targetPercent: Number(target.slice(0, -1)) };
}

type Around = {
  readonly languages: readonly string[];
  readonly isSafety: boolean;
  readonly file: SourceFile;
};

function rulesOf(id: string, queue: WrittenQueue, { languages, isSafety, file }: Around): QueueRules {
  const { offer, wrap_up: wrapUp, limits } = queue;
  const path: Path = ['queues', id];
  const wrapUpMs = shapes.durationMs(wrapUp?.default, 30_000);
  const wrapUpMsMax = shapes.durationMs(wrapUp?.max, Math.max(wrapUpMs, 120_000));
  if (wrapUpMs > wrapUpMsMax) {
    const hint = 'let "max" be at least "default"';
    file.problems.add([...path, 'wrap_up', 'max'], {
      code: 'WRONG_VALUE',
      say: 'the longest wrap-up is shorter than the default',
      hint,
    });
  }
  return {
    id,
    title: titlesOf(id, queue, languages, file),
    must: needsOf(queue.must, [...path, 'must'], file),
    needs: needsOf(queue.needs, [...path, 'needs'], file),
    stages: (queue.stages ?? []).map((stage, index, all) =>
      stageOf(stage, all[index - 1], [...path, 'stages', index], file),
    ),
    class: queue.class ?? 5,
    strategy: queue.strategy ?? 'longest_idle',
    spread: queue.spread ?? null,
    ringGroup: queue.ring_group ?? 1,
    stickyMs: shapes.durationMs(queue.sticky?.last_operator, 0),
    skipUnstaffed: queue.skip_unstaffed ?? false,
    ringMs: shapes.durationMs(offer?.ring, 20_000),
    missedLimit: offer?.missed_limit ?? 1,
    autoAnswer: offer?.auto_answer ?? false,
    wrapUpMs,
    wrapUpMsMax,
    music: queue.wait?.music ?? 'default',
    wait: waitRules(queue.wait, limits),
    recording: recordingRules(queue.recording),
    waitingMax: limits?.waiting ?? 200,
    waitMsMax: shapes.durationMs(limits?.wait, 3_600_000),
    unstaffedMs: unstaffedMs(limits?.unstaffed ?? (isSafety ? 'never' : '0s')),
  };
}

/**
 * Nobody is left to whom the safety queue could pass a caller on: there one waits for somebody to sign in.
 */
const unstaffedMs = (written: string): number | null =>
  written === 'never' ? null : shapes.durationMs(written, 0);

/** A queue without a title is shown by its name. */
function titlesOf(
  id: string,
  { title = {} }: WrittenQueue,
  languages: readonly string[],
  file: SourceFile,
): QueueRules['title'] {
  for (const language of Object.keys(title)) {
    if (languages.includes(language)) continue;
    const path = ['queues', id, 'title', language];
    file.problems.add(path, unknownName('UNKNOWN_LANGUAGE', 'language', language, languages), 'key');
  }
  return { ...Object.fromEntries(languages.map((language) => [language, id])), ...title };
}

type WrittenStage = NonNullable<WrittenQueue['stages']>[number];

function stageOf(stage: WrittenStage, before: WrittenStage | undefined, path: Path, file: SourceFile): Stage {
  const afterMs = shapes.durationMs(stage.after, 0);
  if (before !== undefined && afterMs <= shapes.durationMs(before.after, 0)) {
    const say = `this stage begins at ${stage.after}, the one before at ${before.after}`;
    file.problems.add([...path, 'after'], {
      code: 'BAD_STAGE',
      say,
      hint: 'write the stages in order of time',
    });
  }
  if ((stage.needs === undefined) === (stage.any_operator !== true)) {
    const hint = 'write either "needs" or "any_operator: true"';
    file.problems.add(path, { code: 'BAD_STAGE', say: 'the stage must say who joins now', hint });
  }
  return {
    afterMs,
    needs: stage.any_operator === true ? ANYBODY : needsOf(stage.needs, [...path, 'needs'], file),
    prefersEarlier: stage.prefer === 'earlier',
    class: stage.class ?? null,
    ringGroup: stage.ring_group ?? null,
  };
}

function needsOf(written: string | undefined, path: Path, file: SourceFile): Needs {
  const parsed = parseNeeds(written ?? '');
  if (parsed.ok) return parsed.needs;
  const hint = 'write needs such as: ru >= 3 && (billing >= 2 || sales >= 1)';
  file.problems.addAt(path, parsed.offset, { code: 'BAD_NEEDS', say: parsed.say, hint });
  return ANYBODY;
}
