import { entryInWords } from '../../../src/cli/entry-in-words.ts';
import type { Command, Event } from '../../../src/switchboard/index.ts';

/** A run as people read it: when (since its beginning), who, what and why. */
export class Story {
  readonly lines: string[] = [];
  readonly #isWanted: boolean;
  readonly #monoMs: () => number;

  constructor(isWanted: boolean, monoMs: () => number) {
    this.#isWanted = isWanted;
    this.#monoMs = monoMs;
  }

  /** Somebody, or the weather, does something. `what` is only worked out when somebody reads along. */
  tell(who: string, what: () => string): void {
    if (this.#isWanted) this.lines.push(`${time(this.#monoMs())}  ${who.padEnd(12)} ${what()}`);
  }

  turn(event: Event | null, out: readonly Command[]): void {
    if (!this.#isWanted) return;
    if (event !== null) this.tell('·', () => eventInWords(event));
    for (const command of out) {
      if (command.kind === 'startTimer' || command.kind === 'stopTimer') continue;
      if (command.kind !== 'write') this.tell('', () => `→ ${commandInWords(command)}`);
      else this.tell(whose(command), () => entryInWords(command.entry));
    }
  }
}

const whose = ({ entry }: Extract<Command, { kind: 'write' }>): string =>
  'callId' in entry
    ? entry.callId
    : 'callbackId' in entry
      ? entry.callbackId
      : 'operator' in entry
        ? (entry.operator ?? '-')
        : 'schedule' in entry
          ? entry.schedule
          : '-';

function eventInWords(event: Event): string {
  switch (event.kind) {
    case 'timerFired':
      return `timer: ${event.key.purpose} of ${event.key.owner}`;
    case 'commandFailed':
      return `${event.command} failed for ${event.legId}: ${event.reason}, ${event.detail}`;
    case 'legEnded': {
      const { q850, sip, byUs } = event.end;
      return `legEnded ${event.legId}${byUs ? ' by us' : ''} (cause ${q850 ?? '-'}, SIP ${sip ?? '-'})`;
    }
    case 'fetched': {
      const { callId, fetchId, result } = event;
      return `fetched ${fetchId} of ${callId}: ${result.kind === 'answered' ? result.status : result.kind}`;
    }
    case 'legsJoined':
      return `legsJoined ${event.legIds.join(' and ')}`;
    case 'legFound':
      return `legFound ${event.leg.legId}, ${event.leg.role}, hears ${event.leg.hears.join(' ') || 'nobody'}`;
    default: {
      const { kind, ...rest } = event;
      const words = Object.values(rest).filter((value) => typeof value !== 'object');
      return [kind, ...words.map(String)].join(' ');
    }
  }
}

function commandInWords(command: Exclude<Command, { kind: 'write' | 'startTimer' | 'stopTimer' }>): string {
  switch (command.kind) {
    case 'join':
      return `join ${command.legIds.join(' and ')}`;
    case 'part':
      return `part ${command.callId}`;
    case 'ring':
      return `ring ${command.phoneIds.join(' ')} as ${command.legId}, showing "${command.show.name}"`;
    case 'hangUp':
      return `hangUp ${command.legId}: ${command.reason}`;
    case 'mark':
      return `mark ${command.legId}: ${Object.entries(command.marks).join(' ')}`;
    case 'wait':
      return `wait ${command.legId} in ${command.room}`;
    case 'fetch':
      return `${command.fetchId} of ${command.callId}: ${command.request.method} ${command.request.url}`;
    case 'keep':
      return `keep ${command.recordingId}`;
    case 'remember':
      return `remember ${command.callId}`;
    case 'secure':
      return `secure ${command.key}`;
    case 'wakeAt':
      return `wake ${command.callbackId} at ${command.atMs}`;
    case 'speak':
    case 'stopPlay':
      return `${command.kind} ${command.playId}`;
    default:
      return `${command.kind} ${command.legId}`;
  }
}

/** "01:02:03.456" since the beginning. */
function time(monoMs: number): string {
  const parts = [monoMs / 3_600_000, (monoMs / 60_000) % 60, (monoMs / 1_000) % 60];
  const [hours, minutes, seconds] = parts.map((part) => String(Math.floor(part)).padStart(2, '0'));
  return `${hours}:${minutes}:${seconds}.${String(monoMs % 1_000).padStart(3, '0')}`;
}
