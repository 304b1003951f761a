import { assertNever } from '../base/index.ts';
import { type AuditFact, type Entry, reasonText } from '../journal/index.ts';

/** What happened, as a sentence for a person. */
export function entryInWords(entry: Entry): string {
  switch (entry.kind) {
    case 'callArrived':
      return arrived(entry);
    case 'callAnswered':
      return 'the call is answered';
    case 'stepEntered':
      return `step ${entry.step} of ${entry.flow}`;
    case 'stepLeft':
      return `step ${entry.step} ends: ${entry.outcome}`;
    case 'said':
      return `the caller hears (${entry.language}): ${entry.what.join(' ')}`;
    case 'digitPressed':
      return `the caller presses ${entry.digit}`;
    case 'queueEntered':
      return `waits in ${entry.queue}${whoIsWanted(entry)}, ${entry.waitingBefore} before`;
    case 'queueLeft':
      return `leaves ${entry.queue} after ${seconds(entry.waitMs)}: ${entry.outcome}`;
    case 'offered':
      return `${entry.operator} is rung (${reasonText(entry.why)})`;
    case 'rang':
      return `the phone of ${entry.operator} rings`;
    case 'offerEnded':
      return `the offer to ${entry.operator} ends: ${entry.outcome}`;
    case 'placeChanged': {
      const boost = entry.boostMs === 0 ? '' : `, head start ${entry.boostMs / 1_000} s`;
      return `${entry.by} puts the caller into ${entry.queue} with class ${entry.class}${boost}`;
    }
    case 'talkBegan':
      return `talks with ${entry.operator}`;
    case 'talkEnded':
      return `the talk with ${entry.operator} ends after ${seconds(entry.talkMs)}, ended by the ${entry.by}`;
    case 'languageChosen':
      return `chooses the language ${entry.language}`;
    case 'tagged':
      return `noted:${after(' ', entry.label)}${after(' reason ', entry.reason)}`;
    case 'trouble':
      return `TROUBLE: ${entry.what}`;
    case 'callEnded':
      return `the call ends: ${entry.outcome}${after(' in: ', entry.where)}, ended by the ${entry.by}`;
    case 'operatorChanged':
      return `${entry.operator} is ${entry.presence}${after(': ', entry.reason)}, ${entry.unit}`;
    case 'emergencySwitched': {
      const end = entry.untilMs === null ? '' : ` until ${timeOfDay(entry.untilMs)}`;
      return `${entry.by} switches the emergency of ${entry.schedule} ${entry.on ? 'on' : 'off'}${end}`;
    }
    case 'audited':
      return auditInWords(entry);
    default:
      return assertNever(entry);
  }
}

/** "the API: calls.hangup c1", with the details that were given. */
export function auditInWords({ by, what, on, details }: Omit<AuditFact, 'id'>): string {
  const given = Object.entries(details).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return `${by}: ${what}${after(' ', on)}${given.length === 0 ? '' : ` (${given.join(', ')})`}`;
}

function whoIsWanted(entry: Extract<Entry, { kind: 'queueEntered' }>): string {
  const wanted = `${after(' for ', entry.needs)}${entry.keepsNeeds === true ? ' at every stage' : ''}`;
  return `${wanted}${after(', must have ', entry.must ?? null)}`;
}

const after = (lead: string, what: string | null): string => (what === null ? '' : lead + what);

/** "12.3 s" */
export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** "10:42:07.123" in the machine's own time zone. */
export function timeOfDay(wallMs: number): string {
  const at = new Date(wallMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const ms = String(at.getMilliseconds()).padStart(3, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${ms}`;
}

/** While a version of the flows is being tried, with the one that the caller met. */
function arrived({ caller, dialled, flow, trial, flowHash }: Arrived): string {
  const side = trial === 'new' ? 'the version on trial' : 'the version before';
  const met = trial === undefined ? '' : ` (${side}, ${flowHash})`;
  return `${caller || 'somebody'} calls ${dialled}: ${flow ?? 'no flow has this number'}${met}`;
}

type Arrived = Extract<Entry, { kind: 'callArrived' }>;
