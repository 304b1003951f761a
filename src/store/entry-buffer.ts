import type { Entry } from '../journal/index.ts';

/**
 * An entry and its number within this run of the process: numbers grow, and one that is gone leaves a gap.
 */
export type NumberedEntry = readonly [number: number, entry: Entry];

/**
 * What a record, or the answer to "why did this happen?", is made of is kept longest; the rest goes first.
 */
const EXPENDABLE: Readonly<Record<Entry['kind'], boolean>> = {
  callArrived: false,
  callbackWished: false,
  callbackBooked: false,
  callbackTried: false,
  callbackDialled: false,
  callbackDelayed: false,
  callbackEnded: false,
  ownCallBegan: false,
  callAnswered: false,
  stepEntered: true,
  stepLeft: true,
  answerMissed: true,
  said: true,
  digitPressed: true,
  queueEntered: false,
  offered: false,
  rang: true,
  offerEnded: false,
  queueLeft: false,
  placeChanged: false,
  adopted: true,
  talkBegan: false,
  talkEnded: false,
  notified: false,
  mailWanted: false,
  caseWanted: false,
  held: true,
  resumed: true,
  recordingSwitched: false,
  recordingStopped: false,
  consultRang: true,
  consultAnswered: true,
  consultEnded: true,
  conferenceBegan: true,
  supervisorRang: false,
  supervised: false,
  supervisionEnded: false,
  hangUpAsked: false,
  takeAsked: false,
  transferred: false,
  operatorLost: false,
  callerRehomed: false,
  dialled: false,
  dialRefused: false,
  outRang: true,
  outAnswered: false,
  outEnded: false,
  languageChosen: false,
  tagged: false,
  recordingBegan: false,
  messageTaken: false,
  callRecorded: false,
  surveyed: false,
  recordingHeard: false,
  recordingDone: false,
  recordingHeld: false,
  recordingErased: false,
  noted: false,
  scored: false,
  scoresErased: false,
  contactChanged: false,
  contactOverdue: false,
  contactErased: false,
  trouble: false,
  callEnded: false,
  operatorChanged: true,
  emergencySwitched: false,
  callsRefused: false,
  alarmRaised: false,
  alarmCleared: false,
  audited: false,
};

/**
 * Entries on their way to the disk, in the order in which they were given. Bounded: when it is full the
 * expendable ones go first, all at once, and then the oldest; what went is counted.
 */
export class EntryBuffer {
  #waiting: NumberedEntry[] = [];
  #expendableCount = 0;
  #lastNumber = 0;
  #lostCount = 0;
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** The number of the newest entry, 0 before the first. */
  get lastNumber(): number {
    return this.#lastNumber;
  }

  get lostCount(): number {
    return this.#lostCount;
  }

  push(entry: Entry): void {
    this.#lastNumber += 1;
    const expendable = EXPENDABLE[entry.kind];
    if (this.#waiting.length >= this.#capacity && !this.#makeRoom(expendable)) return;
    this.#waiting.push([this.#lastNumber, entry]);
    if (expendable) this.#expendableCount += 1;
  }

  /** The oldest entries, at most `countMax` of them and none with a number above `upTo`. */
  oldest(countMax: number, upTo: number): readonly NumberedEntry[] {
    const batch = this.#waiting.slice(0, countMax);
    const firstBeyond = batch.findIndex(([number]) => number > upTo);
    return firstBeyond === -1 ? batch : batch.slice(0, firstBeyond);
  }

  /** Everything up to this number is safe elsewhere. */
  forgetUpTo(number: number): void {
    const firstKept = this.#waiting.findIndex(([waiting]) => waiting > number);
    const gone = this.#waiting.splice(0, firstKept === -1 ? this.#waiting.length : firstKept);
    for (const [, entry] of gone) if (EXPENDABLE[entry.kind]) this.#expendableCount -= 1;
  }

  /** False when the newcomer itself is what has to go. */
  #makeRoom(forExpendable: boolean): boolean {
    if (this.#expendableCount > 0) {
      this.#lostCount += this.#expendableCount;
      this.#waiting = this.#waiting.filter(([, entry]) => !EXPENDABLE[entry.kind]);
      this.#expendableCount = 0;
      return true;
    }
    this.#lostCount += 1;
    if (forExpendable) return false;
    this.#waiting.shift();
    return true;
  }
}
