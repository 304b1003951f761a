import type { AlarmRules } from '../alarms/index.ts';
import { type Path, shapes } from '../flow/index.ts';
import type { queueShape } from './bundle-shapes.ts';
import type { SourceFile } from './source-file.ts';

type WrittenQueue = ReturnType<typeof queueShape.parse>;

/** What of a queue raises an alarm: without a word all do, by times that suit a small hotline. */
export function alarmRules(
  path: Path,
  { alarms = {}, service_level: target }: WrittenQueue,
  file: SourceFile,
) {
  const { service_level: level, longest_wait: wait, unstaffed, idle } = alarms;
  if (level !== undefined && target === undefined) {
    const say = 'there is no target that this alarm could hold the queue to';
    const hint = 'add "service_level: { within: 20s, target: 80% }" to the queue';
    file.problems.add([...path, 'alarms', 'service_level'], { code: 'WRONG_VALUE', say, hint }, 'key');
  }
  const rules: AlarmRules = {
    serviceLevel:
      target === undefined
        ? null
        : { windowMs: shapes.durationMs(level?.window, 1_800_000), callsMin: level?.calls ?? 10 },
    waitMs: orNever(wait, 300_000),
    unstaffedMs: orNever(unstaffed, 60_000),
    idleMs: shapes.durationMs(idle, 5_000),
  };
  return rules;
}

const orNever = (written: string | undefined, usualMs: number): number | null =>
  written === 'never' ? null : shapes.durationMs(written, usualMs);
