import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { CallRecord } from '../../src/journal/index.ts';
import type { Cel } from '../kit/cel.ts';
import { eventually } from '../kit/eventually.ts';
import { Hotline } from '../kit/hotline.ts';
import {
  type Behaviour,
  CallerLine,
  Diary,
  OperatorPhone,
  type OutgoingCall,
  type PhoneEvent,
} from '../kit/phones/index.ts';

/** The operators of the bundle "quick" and their phones. */
export const PHONES = { anna: '1001', boris: '1002', vera: '1003', gleb: '1004', dina: '1005' } as const;
export type OperatorId = keyof typeof PHONES;

/**
 * Records are in wall time of Cordboard, the diary of Asterisk in its own: they may differ by so much (I6).
 */
const TALK_DIFFERENCE_MS = 1_000;
/** From the answer to a registration until Cordboard has heard of it, with room for a busy machine. */
const CONTACT_KNOWN_MS = 500;

export const bundleFolder = (name: string): string =>
  fileURLToPath(new URL(`./bundles/${name}`, import.meta.url));

/** A hotline, a world of callers, and operators who sign in when a test wants them. */
export class Scene {
  readonly hotline: Hotline;
  readonly diary: Diary;
  readonly line: CallerLine;
  /** Callers who are meant to be with two operators at once: in a conference, or while they are handed over. */
  readonly conferring = new Set<string>();
  readonly #phones: [OperatorId, OperatorPhone][] = [];
  #callers = 0;

  private constructor(hotline: Hotline, diary: Diary, line: CallerLine) {
    this.hotline = hotline;
    this.diary = diary;
    this.line = line;
  }

  static async open(settings: Readonly<Record<string, string>> = {}, bundle = 'quick'): Promise<Scene> {
    const hotline = await Hotline.start({ bundle: bundleFolder(bundle), settings });
    const diary = new Diary();
    return new Scene(hotline, diary, await CallerLine.open({ diary, server: hotline.sip }));
  }

  /** Registers the operator's phone and makes the operator ready. */
  async ready(
    id: OperatorId,
    behaviour: Behaviour = { kind: 'answer', afterMs: 50 },
  ): Promise<OperatorPhone> {
    const phone = await this.register(id, behaviour);
    await this.setState(id, 'ready');
    return phone;
  }

  /** Registers the operator's phone, which changes nothing about the operator. */
  async register(id: OperatorId, behaviour: Behaviour): Promise<OperatorPhone> {
    const { diary, hotline } = this;
    const phone = await OperatorPhone.open({ account: hotline.account(PHONES[id]), diary, behaviour });
    this.#phones.push([id, phone]);
    await phone.register(hotline.sip);
    await eventually(`the phone of ${id} is seen`, async () => {
      const { phone: state } = await hotline.api.operator(id);
      return state === 'reachable' ? true : undefined;
    });
    return phone;
  }

  /** One more phone of an operator who has one, under the name "1001/2" in the diary. */
  async secondPhone(id: OperatorId, behaviour: Behaviour): Promise<OperatorPhone> {
    const { diary, hotline } = this;
    const options = { account: hotline.account(PHONES[id]), diary, behaviour, label: `${PHONES[id]}/2` };
    const phone = await OperatorPhone.open(options);
    this.#phones.push([id, phone]);
    await phone.register(hotline.sip);
    // The phone is told first, and Cordboard a moment later; nothing outside shows how many contacts it
    // knows.
    await new Promise((passed) => setTimeout(passed, CONTACT_KNOWN_MS));
    return phone;
  }

  setState(id: OperatorId, state: string): Promise<void> {
    return this.hotline.api.setState(id, state);
  }

  /** A caller nobody has been before dials. */
  call(dialled: string): Promise<OutgoingCall> {
    this.#callers += 1;
    return this.line.call(`+7916${String(this.#callers).padStart(7, '0')}`, dialled);
  }

  /** Resolves when this caller waits in this queue. */
  async waitsIn(queue: string, caller: string): Promise<void> {
    await eventually(`${caller} waits in ${queue}`, async () => {
      const board = await this.hotline.api.board();
      const waiting = board.queues.find(({ id }) => id === queue)?.waiting ?? [];
      return waiting.some((each) => each.caller === caller) ? true : undefined;
    });
  }

  /** Resolves when the record of this call was begun on the disk, where a sudden death cannot reach it. */
  async isOnDisk(call: OutgoingCall): Promise<void> {
    await eventually(`the record of ${call.number} is begun`, async () => {
      const records = await this.hotline.api.recordsOf(call.number);
      return records.length > 0 ? true : undefined;
    });
  }

  /** Resolves when this operator's phone and the caller are connected, and Cordboard knows it. */
  async talks(id: OperatorId, call: OutgoingCall, label: string = PHONES[id]): Promise<void> {
    const isIt = (e: PhoneEvent): boolean =>
      e.phone === label && e.kind === 'connected' && e.peer === call.number;
    await this.diary.until(`${id} answers ${call.number}`, isIt);
    await eventually(`${id} talks to ${call.number}`, async () => {
      const [record] = await this.hotline.api.recordsOf(call.number);
      const { timeline } = await this.hotline.api.story(record?.callId ?? '');
      return timeline.some((entry) => entry.kind === 'talkBegan' && entry.operator === id) ? true : undefined;
    });
  }

  /** The one closed record of this caller; nothing is left of the call anywhere. */
  async recordOf(call: OutgoingCall): Promise<CallRecord> {
    const record = await this.hotline.api.closedRecord(call.number);
    expect(record.endedMs, 'a closed record has an end').toBeGreaterThanOrEqual(record.arrivedMs);
    return record;
  }

  /** Everybody hangs up and signs out; then Asterisk is empty, its diary is complete, and so is ours. */
  async clear(): Promise<Cel> {
    await this.line.hangUpAll();
    const { api, witness } = this.hotline;
    await witness.isEmpty();
    await eventually('the board is empty', async () => {
      const { calls, operators } = await api.board();
      const stuck = operators.filter((each) => each.unit === 'offered' || each.unit === 'busy');
      return calls.length + stuck.length === 0 ? true : undefined;
    });
    for (const [id, phone] of this.#phones.splice(0)) {
      await this.setState(id, 'offline');
      await phone.unregister();
      await phone.close();
    }
    const cel = await witness.cel((endpoint) => Object.values<string>(PHONES).includes(endpoint));
    const unmeant = cel.doubleTalks().filter((talk) => !this.conferring.has(talk.split(' ')[0]!));
    expect(unmeant, 'one caller, one operator').toEqual([]);
    return cel;
  }

  /** Phones that were not signed out by `clear` are closed as they are. */
  async close(): Promise<void> {
    for (const [, phone] of this.#phones.splice(0)) await phone.close();
    await this.line.close();
    await this.hotline.stop();
  }
}

/** The record's talk is the one in Asterisk's diary: same people, same length within a second (I6). */
export function expectSameTalk(record: CallRecord, cel: Cel): void {
  const talks = cel.talks().filter((talk) => talk.caller === record.caller);
  const seenMs = talks.reduce((sum, talk) => sum + talk.toMs - talk.fromMs, 0);
  expect(Math.abs(record.talkMs - seenMs), `talk of ${record.caller}`).toBeLessThan(TALK_DIFFERENCE_MS);
  if (record.outcome === 'answered') expect(talks.length).toBeGreaterThan(0);
}
