import { beforeEach, describe, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import type {
  DoorRules,
  ExchangeState,
  LiveLeg,
  Look,
  TelephonyCommand,
  TelephonyEvent,
} from '../../src/telephony/index.ts';
import { createNodesTelephony } from '../../src/telephony/nodes/index.ts';
import { NOBODY } from '../kit/nobody.ts';

const AWAY = new Error('the exchange is away');

/** One node, as a test wants it. */
class FakeNode {
  readonly commands: string[] = [];
  readonly doors: DoorRules[] = [];
  readonly reloads: (readonly string[])[] = [];
  readonly sounds = new Map<string, string>();
  state: ExchangeState = { connected: true, version: '22.10.1', startedWallMs: 5, answerMs: 3 };
  held: Look = { legs: [], isInDoubt: false };
  phones: readonly string[] = ['1001', '1002'];
  say: (event: TelephonyEvent) => void = () => {};
  readonly heard = Promise.withResolvers<void>();

  async listen(onEvent: (event: TelephonyEvent) => void): Promise<void> {
    this.say = onEvent;
    await this.heard.promise;
  }

  execute(command: TelephonyCommand): void {
    this.commands.push(`${command.kind} ${'legId' in command ? command.legId : command.legIds.join(' ')}`);
  }

  look = async (): Promise<Look> => this.#there(this.held);
  exchange = (): ExchangeState => this.state;
  reloadPhones = async (ids: readonly string[]): Promise<readonly string[]> => {
    this.#there(null);
    this.reloads.push(ids);
    return ids.filter((id) => this.phones.includes(id));
  };
  recording = async (id: string): Promise<AsyncIterable<Uint8Array> | undefined> => {
    const sound = this.#there(this.sounds.get(id));
    return sound === undefined ? undefined : piecesOf(sound);
  };
  recordings = async (): Promise<readonly string[]> => this.#there([...this.sounds.keys()]);
  forgetRecording = async (id: string): Promise<void> => void this.#there(this.sounds.delete(id));
  keepDoor = async (rules: DoorRules): Promise<void> => void this.doors.push(rules);
  close = async (): Promise<void> => {};

  goesAway(): void {
    this.state = { ...this.state, connected: false };
  }

  #there<T>(value: T): T {
    if (!this.state.connected) throw AWAY;
    return value;
  }
}

async function* piecesOf(sound: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(sound);
}

const leg = (legId: string, node: string): LiveLeg => ({
  ...{ legId, node, callId: legId, role: 'caller', answered: true },
  ...{ caller: NOBODY, hears: [], marks: {} },
});
const arrival = (legId: string, node: string): TelephonyEvent => ({
  ...{ kind: 'callerArrived', node, callId: legId, legId, dialled: '100' },
  ...{ caller: NOBODY, arrivedWallMs: 1 },
});
const END = { q850: 16, sip: null, byUs: false };

let north: FakeNode;
let south: FakeNode;
let clock: SimulatedClock;
let events: TelephonyEvent[];
let telephony: ReturnType<typeof createNodesTelephony>;
let listening: Promise<void>;

beforeEach(() => {
  [north, south, clock, events] = [new FakeNode(), new FakeNode(), new SimulatedClock(), []];
  const nodes = [
    { node: 'north', telephony: north, weight: 1 },
    { node: 'south', telephony: south, weight: 3 },
  ];
  telephony = createNodesTelephony(nodes, clock);
  listening = telephony.listen((event) => events.push(event));
});

const since = (count: number): readonly TelephonyEvent[] => {
  clock.advance(0);
  return events.slice(count);
};
const hangUp = (legId: string): void => telephony.execute({ kind: 'hangUp', legId, reason: 'normal' });

describe('a command', () => {
  test('goes to the node of its leg, by whatever that was told', async () => {
    north.say(arrival('n1', 'north'));
    south.say({ kind: 'phoneCalled', node: 'south', legId: 's1', phoneId: '1001', dialled: '*20' });
    south.say({ kind: 'exchangeBack', node: 'south', restarted: false, legs: [leg('s2', 'south')] });
    north.held = { legs: [leg('n2', 'north')], isInDoubt: false };
    await telephony.look();
    for (const legId of ['n1', 's1', 's2', 'n2']) hangUp(legId);
    expect(north.commands).toEqual(['hangUp n1', 'hangUp n2']);
    expect(south.commands).toEqual(['hangUp s1', 'hangUp s2']);
  });

  test('that makes a leg goes to the node that it names, and those for that leg follow', () => {
    const show = { number: '', name: '' };
    const of = { callId: 'c', phoneIds: ['1001'], show, marks: {} };
    telephony.execute({ kind: 'ring', node: 'south', legId: 'op', ...of });
    hangUp('op');
    expect(south.commands).toEqual(['ring op', 'hangUp op']);
    telephony.execute({ kind: 'ring', node: 'west', legId: 'op2', ...of });
    expect(since(0)).toMatchObject([{ kind: 'commandFailed', command: 'ring', reason: 'refused' }]);
  });

  test('for a leg that nobody has fails as gone, and whoever waits for its end is told of that', () => {
    north.say(arrival('n1', 'north'));
    north.say({ kind: 'legEnded', legId: 'n1', end: END });
    telephony.execute({ kind: 'play', legId: 'n1', playId: 'p', sounds: [] });
    telephony.execute({ kind: 'recordCall', legId: 'n1', recordingId: 'r' });
    expect(events, 'never before the command is given').toHaveLength(2);
    expect(since(2)).toMatchObject([
      { kind: 'commandFailed', command: 'play', legId: 'n1', reason: 'gone' },
      { kind: 'playFinished', playId: 'p', ok: false },
      { kind: 'commandFailed', command: 'recordCall', reason: 'gone' },
      { kind: 'recorded', recordingId: 'r', ok: false },
    ]);
    expect(north.commands).toEqual([]);
  });

  test('never brings together who is on two nodes', () => {
    north.say(arrival('n1', 'north'));
    south.say(arrival('s1', 'south'));
    telephony.execute({ kind: 'join', callId: 'c', legIds: ['n1', 's1'] });
    telephony.execute({ kind: 'supervise', legId: 's1', callId: 'c', of: 'n1', how: 'listen' });
    telephony.execute({ kind: 'join', callId: 'c', legIds: ['n1', 'x'] });
    expect(since(2)).toMatchObject([
      { command: 'join', legId: 'n1', reason: 'refused' },
      { command: 'supervise', legId: 's1', reason: 'refused' },
      { command: 'join', legId: 'x', reason: 'gone' },
    ]);
    expect([...north.commands, ...south.commands]).toEqual([]);
  });
});

describe('of a leg that has ended nothing is kept', () => {
  const isForgotten = (legId: string): boolean => {
    const before = events.length;
    hangUp(legId);
    return since(before).some((event) => event.kind === 'commandFailed' && event.reason === 'gone');
  };

  test('when that is told, when it could not be made, and with a node that is a new one', () => {
    for (const legId of ['n1', 'n2', 'n3']) north.say(arrival(legId, 'north'));
    south.say(arrival('s1', 'south'));
    north.say({ kind: 'legEnded', legId: 'n1', end: END });
    const failed = { kind: 'commandFailed', legId: 'n2', reason: 'timeout', detail: '' } as const;
    north.say({ ...failed, command: 'mark' });
    expect(isForgotten('n2'), 'it may be there all the same').toBe(false);
    north.say({ ...failed, command: 'ring' });
    expect([isForgotten('n1'), isForgotten('n2'), isForgotten('n3')]).toEqual([true, true, false]);
    north.say({ kind: 'exchangeBack', node: 'north', restarted: true, legs: [] });
    expect([isForgotten('n3'), isForgotten('s1')]).toEqual([true, false]);
  });

  test('also when its end was told while somebody looked, or never', async () => {
    north.say(arrival('n1', 'north'));
    north.say(arrival('n2', 'north'));
    north.held = { legs: [leg('n1', 'north')], isInDoubt: false };
    const looking = telephony.look();
    north.say({ kind: 'legEnded', legId: 'n1', end: END });
    await looking;
    expect(isForgotten('n1')).toBe(true);
    await telephony.look();
    expect(isForgotten('n1'), 'it is there after all').toBe(false);
    north.held = { legs: [], isInDoubt: false };
    expect(isForgotten('n2'), 'two looks may be older than the leg').toBe(false);
    await telephony.look();
    expect(isForgotten('n2')).toBe(true);
  });
});

describe('what is asked is asked of all', () => {
  test('a look says which nodes were not seen, and fails when none was', async () => {
    north.held = { legs: [leg('n1', 'north')], isInDoubt: false };
    south.held = { legs: [leg('s1', 'south')], isInDoubt: true };
    expect(await telephony.look()).toMatchObject({
      ...{ isInDoubt: true, nodesAway: [], legs: [{ legId: 'n1' }, { legId: 's1' }] },
    });
    south.goesAway();
    expect(await telephony.look()).toMatchObject({ isInDoubt: false, nodesAway: ['south'] });
    north.goesAway();
    await expect(telephony.look()).rejects.toBe(AWAY);
  });

  test('the exchange is there with any of them, as old and as slow as the worst that is', () => {
    north.state = { connected: true, version: '22.9.3', startedWallMs: 7, answerMs: 1 };
    expect(telephony.exchange()).toMatchObject({
      ...{ connected: true, version: '22.9.3', startedWallMs: 7, answerMs: 3 },
      nodes: [
        { node: 'north', version: '22.9.3' },
        { node: 'south', connected: true },
      ],
    });
    north.goesAway();
    expect(telephony.exchange()).toMatchObject({ connected: true, version: '22.10.1', startedWallMs: 5 });
    south.goesAway();
    expect(telephony.exchange().connected).toBe(false);
  });

  test('the door is divided among those that are there, by their weights', async () => {
    const rules = { perSecond: 10, burst: 21, urgentNumbers: ['112'], urgentCallers: [] };
    await telephony.keepDoor(rules);
    expect([north.doors[0], south.doors[0]]).toEqual([
      { ...rules, perSecond: 3, burst: 6 },
      { ...rules, perSecond: 8, burst: 16 },
    ]);
    south.goesAway();
    await telephony.keepDoor(rules);
    expect([north.doors.at(-1), south.doors]).toEqual([rules, [south.doors[0]]]);
  });

  test('phones are those that all know; whoever was away reads them when it is back', async () => {
    south.phones = ['1001'];
    expect(await telephony.reloadPhones(['1001', '1002'])).toEqual(['1001']);
    north.goesAway();
    expect(await telephony.reloadPhones(['1001', '1003'])).toEqual(['1001']);
    expect(north.reloads).toHaveLength(1);
    north.state = { ...north.state, connected: true };
    north.say({ kind: 'exchangeBack', node: 'north', restarted: false, legs: [] });
    expect(north.reloads.at(-1)).toEqual(['1001', '1003']);
    for (const node of [north, south]) node.goesAway();
    await expect(telephony.reloadPhones(['1001'])).rejects.toBe(AWAY);
  });

  test('a recording is found wherever it is, and forgotten there', async () => {
    south.sounds.set('r1', 'hello');
    expect(await telephony.recordings()).toEqual(['r1']);
    expect(await telephony.recording('r1')).toBeDefined();
    north.goesAway();
    await telephony.forgetRecording('r1');
    expect([...south.sounds]).toEqual([]);
    await expect(telephony.recording('r2'), 'it may be there').rejects.toBe(AWAY);
  });
});

describe('nodes come and go each by itself', () => {
  test('to listen is to wait for the first, or until none is there', async () => {
    south.say({ kind: 'exchangeBack', node: 'south', restarted: false, legs: [] });
    await listening;
    const alone = createNodesTelephony([{ node: 'north', telephony: north, weight: 1 }], clock);
    const unheard = alone.listen(() => {});
    north.heard.resolve();
    await unheard;
  });

  test('a phone can be rung as long as any node reaches it', () => {
    const told = (node: FakeNode, phoneId: string, reachable: boolean): unknown => {
      node.say({ kind: 'phoneChanged', phoneId, reachable });
      return events.at(-1);
    };
    expect(told(north, '1001', true)).toMatchObject({ phoneId: '1001', reachable: true });
    told(south, '1001', true);
    told(north, '1002', true);
    expect(told(north, '1001', false)).toMatchObject({ phoneId: '1001', reachable: true });
    const before = events.length;
    north.say({ kind: 'exchangeBack', node: 'north', restarted: true, legs: [] });
    expect(since(before)).toMatchObject([
      { kind: 'exchangeBack', node: 'north' },
      { kind: 'phoneChanged', phoneId: '1002', reachable: false },
    ]);
  });
});
