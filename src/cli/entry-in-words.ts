import {
  type AuditFact,
  type Entry,
  type RecordingAbout,
  type RecordingMark,
  type RefusalReason,
  reasonText,
} from '../journal/index.ts';
import { scoreInWords } from './score-in-words.ts';

/** Kind of an entry → what happened, as a sentence for a person. */
const SENTENCES: { readonly [Kind in Entry['kind']]: (entry: Entry & { readonly kind: Kind }) => string } = {
  callArrived: (entry) => arrived(entry),
  callbackWished: (entry) =>
    `wants to be called back at ${entry.number}: ${entry.outcome}${after(', ', entry.callbackId ?? entry.why)}`,
  callbackBooked: (entry) => `${entry.number} is to be called back for ${entry.queue}: ${entry.callbackId}`,
  callbackTried: (entry) => `a call of ours begins for ${entry.callbackId}`,
  callbackDialled: (entry) => `the customer is called for ${entry.callbackId}, attempt ${entry.attempt}`,
  callbackDelayed: (entry) => `${entry.callbackId} goes on at ${timeOfDay(entry.dueMs)}: ${entry.why}`,
  callbackEnded: (entry) => `${entry.callbackId} ends: ${entry.outcome}${after(', by ', entry.by)}`,
  ownCallBegan: (entry) => `${entry.operator} (${entry.number}) calls ${entry.dialled}`,
  callAnswered: () => 'the call is answered',
  stepEntered: (entry) => `step ${entry.step} of ${entry.flow}`,
  stepLeft: (entry) => `step ${entry.step} ends: ${entry.outcome}`,
  answerMissed: (entry) =>
    entry.why === 'silent' ? `${entry.step} hears no answer` : `${entry.step} gets keys that fit nothing`,
  said: (entry) => `the caller hears (${entry.language}): ${entry.what.join(' ')}`,
  digitPressed: (entry) => `the caller presses ${entry.digit}`,
  queueEntered: (entry) => `waits in ${entry.queue}${whoIsWanted(entry)}, ${entry.waitingBefore} before`,
  queueLeft: (entry) => `leaves ${entry.queue} after ${seconds(entry.waitMs)}: ${entry.outcome}`,
  offered: (entry) => `${entry.operator} is rung (${reasonText(entry.why)})`,
  rang: (entry) => `the phone of ${entry.operator} rings`,
  offerEnded: (entry) => `the offer to ${entry.operator} ends: ${entry.outcome}`,
  placeChanged: (entry) => {
    const boost = entry.boostMs === 0 ? '' : `, head start ${entry.boostMs / 1_000} s`;
    return `${entry.by} puts the caller into ${entry.queue} with class ${entry.class}${boost}`;
  },
  takeAsked: (entry) => `${entry.by} wants ${entry.operator} to take the caller now`,
  adopted: ({ queue, operator }) =>
    `Cordboard was started anew, and the call goes on${after(', waiting in ', queue)}${after(', with ', operator)}`,
  talkBegan: (entry) => `talks with ${entry.operator}`,
  talkEnded: (entry) =>
    `the talk with ${entry.operator} ends after ${seconds(entry.talkMs)}, ended by the ${entry.by}`,
  held: (entry) => `${entry.operator} puts the caller on hold`,
  recordingSwitched: (entry) => `the recording: ${entry.to}, by ${entry.by}`,
  recordingStopped: () => 'the recording has stopped',
  resumed: (entry) => `${entry.operator} and the caller hear each other again`,
  consultRang: (entry) => `${entry.operator} is rung beside the talk, for ${entry.by}`,
  consultAnswered: (entry) => `${entry.operator} answers beside the talk`,
  consultEnded: (entry) => `${entry.operator} is out again: ${entry.outcome}`,
  conferenceBegan: (entry) => `the caller, ${entry.operator} and ${entry.with} hear each other`,
  supervisorRang: (entry) => `phone ${entry.phone} is rung for ${entry.by}, who is to ${supervising(entry)}`,
  supervised: (entry) => `${entry.by} is there to ${supervising(entry)}`,
  supervisionEnded: (entry) => `${entry.by} is out of the talk of ${entry.operator}: ${entry.why}`,
  hangUpAsked: (entry) => `${entry.by} ends the call`,
  transferred: (entry) => `${entry.operator} gives the caller to ${receiver(entry.to)}`,
  callerRehomed: ({ from, to }) => `the node ${from} has died: the caller is on ${to} now`,
  operatorLost: (entry) => `the phone of ${entry.operator} is gone: the caller goes back to the old place`,
  dialled: (entry) => dialled(entry),
  dialRefused: (entry) => `${entry.to} is not called: ${entry.why}`,
  outRang: (entry) => `it rings at ${entry.legId}`,
  outAnswered: (entry) => `${entry.legId} answers`,
  outEnded: (entry) => {
    const talk = entry.talkMs === 0 ? '' : ` after ${seconds(entry.talkMs)} of talk`;
    const line = entry.usedMs === undefined ? '' : ` after ${seconds(entry.usedMs)} on the line`;
    return `the call to ${entry.legId} ends: ${entry.outcome}${talk}${line}`;
  },
  languageChosen: (entry) => `chooses the language ${entry.language}`,
  tagged: (entry) => `noted:${after(' ', entry.label)}${after(' reason ', entry.reason)}`,
  recordingBegan: (entry) => `a recording begins: ${aboutInWords(entry.about)}`,
  messageTaken: (entry) =>
    `a message of ${seconds(entry.soundMs)} is kept for ${entry.box}: ${entry.recordingId}`,
  callRecorded: ({ soundMs, recordingId, isIncomplete }) =>
    `${seconds(soundMs)} of the call are recorded${isIncomplete ? ', and a part is missing' : ''}: ${recordingId}`,
  surveyed: (entry) => {
    const answer = 'score' in entry ? String(entry.score) : `by voice: ${entry.recordingId}`;
    return `answers ${entry.question} of ${entry.survey}: ${answer}`;
  },
  recordingHeard: (entry) => `${entry.by} listens to ${entry.recordingId}`,
  recordingDone: (entry) => `${entry.by} marks ${entry.recordingId} as dealt with`,
  recordingHeld: (entry) => {
    const what = entry.isHeld ? 'keeps from being erased' : 'lets be erased again';
    return `${entry.by} ${what}: ${entry.recordingId}${after(', ', entry.why)}`;
  },
  recordingErased: (entry) => `${entry.recordingId} is erased: ${entry.by}`,
  noted: (entry) =>
    `${entry.by} notes:${after(' ', entry.text)}${after(' reason ', entry.reason)}${placeOf(entry.mark)}`,
  scored: (entry) => scoreInWords(entry),
  scoresErased: (entry) => `${entry.by} erases all scores of the call`,
  contactChanged: (entry) => contactChanged(entry),
  contactOverdue: (entry) => `contact ${entry.contactId} is overdue since ${timeOfDay(entry.dueMs)}`,
  contactErased: (entry) => `${entry.by} erases contact ${entry.contactId}`,
  notified: (entry) => `${hostOf(entry.request.url)} is to be told (${entry.noticeId})`,
  mailWanted: (entry) => `${entry.to.join(', ')} are to be told by e-mail: ${entry.subject}`,
  caseWanted: (entry) => `a case is to be looked at (${entry.action}): ${entry.subject}`,
  trouble: (entry) => `TROUBLE: ${entry.what}`,
  callEnded: (entry) => {
    const { outcome, where, by, refused } = entry;
    const turnedAway = refused === undefined ? '' : `, turned away at the door: ${REFUSALS[refused]}`;
    return `the call ends: ${outcome}${after(' in: ', where)}, ended by the ${by}${turnedAway}`;
  },
  callsRefused: ({ count, dialled, refused }) =>
    `${count} calls to ${dialled || 'other numbers'} are turned away at the door: ${REFUSALS[refused]}`,
  operatorChanged: (entry) => {
    const where = after(' at ', entry.phone ?? null);
    const asked = after(', asked for by ', entry.by ?? null);
    return `${entry.operator} is ${entry.presence}${after(': ', entry.reason)}, ${entry.unit}${where}${asked}`;
  },
  emergencySwitched: (entry) => {
    const end = entry.untilMs === null ? '' : ` until ${timeOfDay(entry.untilMs)}`;
    return `${entry.by} switches the emergency of ${entry.schedule} ${entry.on ? 'on' : 'off'}${end}`;
  },
  alarmRaised: (entry) => `ALARM: ${entry.say}`,
  alarmCleared: (entry) => `the alarm ${entry.alarm} is over`,
  audited: (entry) => auditInWords(entry),
};

/** Why a call was not let in, for a person. */
const REFUSALS: Readonly<Record<RefusalReason, string>> = {
  draining: 'Cordboard is about to stop and takes no new calls',
  calls_at_once: 'as many calls go on as limits.calls allows',
  calls_per_second: 'more calls come than limits.calls_per_second allows',
  overload: 'Cordboard or Asterisk is too slow for more calls now (limits.late)',
  no_room: 'so many events wait to be handled that there is no room for a new call',
};

/** What happened, as a sentence for a person; what only a newer Cordboard has words for, as it stands there. */
export const entryInWords = <Kind extends Entry['kind']>(entry: Entry & { readonly kind: Kind }): string =>
  Object.hasOwn(SENTENCES, entry.kind) ? SENTENCES[entry.kind](entry) : asItStands(entry);

function asItStands({ kind, atMs: _, ...facts }: Entry): string {
  return `${kind} ${JSON.stringify({ ...facts, callId: undefined })}`;
}

function contactChanged(entry: Extract<Entry, { kind: 'contactChanged' }>): string {
  const { by, contactId, text, reason, operator, dueMs, done } = entry;
  const acts = [
    text === null ? [] : [`notes ${text}`],
    reason === null ? [] : [`says the reason is ${reason}`],
    operator === undefined ? [] : [operator === null ? 'gives it back' : `gives it to ${operator}`],
    dueMs === undefined ? [] : [dueMs === null ? 'sets no time' : `wants it by ${timeOfDay(dueMs)}`],
    done === undefined ? [] : [done ? 'calls it done' : 'opens it again'],
  ];
  return `contact ${contactId}: ${by} ${acts.flat().join(', ')}`;
}

const placeOf = (mark?: RecordingMark): string =>
  mark === undefined ? '' : ` (${seconds(mark.atMs)} into ${mark.recordingId})`;

function receiver(to: Extract<Entry, { kind: 'transferred' }>['to']): string {
  if ('queue' in to) return `the queue ${to.queue}`;
  return 'operator' in to ? to.operator : 'the flow';
}

function supervising({ how, operator }: Extract<Entry, { kind: 'supervised' | 'supervisorRang' }>): string {
  const what = { listen: 'listen to', whisper: 'whisper to', bargeIn: 'talk with the caller and' } as const;
  return `${what[how]} ${operator}`;
}

function aboutInWords(about: RecordingAbout): string {
  if (about.kind === 'call') return 'all that follows';
  return about.kind === 'voicemail' ? `a message for ${about.box}` : `${about.question} of ${about.survey}`;
}

function dialled({ to, legId, route, trunk, shown }: Extract<Entry, { kind: 'dialled' }>): string {
  const way = route === null ? '' : ` by ${trunk} on route ${route}, which shows ${shown ?? 'no number'}`;
  return `${to} is called (${legId})${way}`;
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
function arrived({ caller, dialled, flow, trial, flowHash, callbackId }: Arrived): string {
  if (callbackId !== undefined) return `we call ${caller} back`;
  const side = trial === 'new' ? 'the version on trial' : 'the version before';
  const met = trial === undefined ? '' : ` (${side}, ${flowHash})`;
  return `${caller || 'somebody'} calls ${dialled}: ${flow ?? 'no flow has this number'}${met}`;
}

type Arrived = Extract<Entry, { kind: 'callArrived' }>;

/** An address may hold what the caller said: the host must do. */
const hostOf = (url: string): string => new URL(url).host;
