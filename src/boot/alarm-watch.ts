import type { Logger } from 'pino';
import { type Alarm, type AlarmChange, type AlarmSource, Alarms } from '../alarms/index.ts';
import type { Clock } from '../base/index.ts';
import type { Bundle } from '../bundle/index.ts';
import type { Entry } from '../journal/index.ts';
import type { Switchboard } from '../switchboard/index.ts';
import type { AlarmFile } from './alarm-file.ts';
import type { NoticeBoard } from './notice-board.ts';

/** So often the board is looked at: an alarm comes so much later at most. */
const LOOK_EVERY_MS = 2_000;

export type AlarmWatchParts = {
  readonly switchboard: Pick<Switchboard, 'board'>;
  /** The files as they are in use. */
  readonly bundle: () => Pick<Bundle, 'queues' | 'operators' | 'alarms' | 'serviceLevels'>;
  readonly store: { write(entry: Entry): void };
  readonly notices: NoticeBoard;
  readonly file: AlarmFile;
  /** What can go wrong elsewhere. */
  readonly sources?: readonly AlarmSource[];
  readonly clock: Clock;
  readonly log: Logger;
};

/** Looks at the board again and again, and tells what is wrong with it: journal, webhooks, log. */
export class AlarmWatch {
  readonly #parts: AlarmWatchParts;
  readonly #alarms: Alarms;
  #cancel: () => void = () => {};
  readonly #stopListening: () => void;

  constructor(parts: AlarmWatchParts) {
    const { clock, notices, sources } = parts;
    this.#parts = parts;
    this.#alarms = new Alarms(clock.now(), sources);
    this.#stopListening = notices.watch((entry) => this.#alarms.note(entry, clock.now()));
  }

  /** Those that are on, the oldest first. */
  get raised(): readonly Alarm[] {
    return this.#alarms.raised;
  }

  start(): void {
    const { file, log } = this.#parts;
    try {
      this.#alarms.restore(file.read());
    } catch (err) {
      log.error({ err }, 'the alarms of before could not be read: those that are on are told again');
    }
    this.#lookLater();
  }

  close(): void {
    this.#cancel();
    this.#stopListening();
  }

  #lookLater(): void {
    this.#cancel = this.#parts.clock.after(LOOK_EVERY_MS, () => {
      this.#look();
      this.#lookLater();
    });
  }

  #look(): void {
    const { switchboard, bundle, clock } = this.#parts;
    const now = clock.now();
    const { queues, operators, alarms: rules, serviceLevels } = bundle();
    const files = { queues, operators, rules, serviceLevels };
    const changes = this.#alarms.look({ now, board: switchboard.board(now), ...files });
    if (changes.length === 0) return;
    for (const change of changes) this.#tell(change, now.wallMs);
    this.#save();
  }

  #tell({ kind, alarm: { id, queue, say } }: AlarmChange, atMs: number): void {
    const { store, notices, log } = this.#parts;
    const facts = { atMs, alarm: id, queue, say };
    const entry: Entry =
      kind === 'raised' ? { kind: 'alarmRaised', ...facts } : { kind: 'alarmCleared', ...facts };
    store.write(entry);
    notices.tell(entry);
    if (kind === 'raised') log.warn({ alarm: id, say }, 'an alarm is raised');
    else log.info({ alarm: id }, 'an alarm is over');
  }

  #save(): void {
    const { file, log } = this.#parts;
    try {
      file.write(this.#alarms.raised);
    } catch (err) {
      log.error({ err }, 'the alarms that are on could not be kept: after a restart they are told again');
    }
  }
}
