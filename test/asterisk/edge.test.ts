import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EdgeWorld, type NodeName } from '../kit/edge/edge-world.ts';
import { sipServerProgram } from '../kit/edge/sip-server-process.ts';
import { eventually } from '../kit/eventually.ts';
import type { OperatorPhone, OutgoingCall, PhoneMedia } from '../kit/phones/index.ts';
import { Ear } from '../kit/tones.ts';
import { bundleFolder } from './scene.ts';

/** What phones of callers and operators say. */
const TONES = { 'the caller': 600, 'the operator': 1_000 } as const;

const program = sipServerProgram();

if (program === undefined) {
  test('the hotline behind a SIP edge', ({ skip }) =>
    skip(
      'DRACHTIO_SERVER names no drachtio-server: it is in no package registry (DRACHTIO_SERVER=/path/to/drachtio)',
    ));
} else {
  describe('the hotline behind a SIP edge', () => behindEdge(program));
}

function behindEdge(path: string): void {
  let world: EdgeWorld;
  let phone: OperatorPhone;
  beforeAll(async () => {
    world = await EdgeWorld.open(path, bundleFolder('quick'));
  }, 60_000);
  afterAll(() => world.close(), 30_000);

  const order = async (): Promise<readonly string[]> => {
    const { queues } = await world.api.board();
    return queues.flatMap(({ waiting }) => waiting.map(({ caller }) => caller));
  };
  const waits = (call: OutgoingCall) =>
    eventually(`${call.number} waits`, async () => (await order()).includes(call.number) || undefined);
  const hearsFromNowOn = async (media: PhoneMedia, what: keyof typeof TONES): Promise<void> => {
    const [ear, fromMs] = [new Ear(media, TONES), performance.now()];
    const isHeard = (): true | undefined =>
      ear.sounds().some((sound) => sound.what === what && sound.toMs > fromMs + 500) || undefined;
    await eventually(`${what} is heard`, isHeard);
  };
  const hears = async (call: OutgoingCall): Promise<void> => {
    const before = call.media.packets().length;
    await eventually('there is sound', () => call.media.packets().length > before + 25 || undefined);
  };

  test('a caller waits, is offered to a phone that registered at the edge, and talks', async () => {
    const call = await (await world.call('200')).answered();
    await waits(call);
    phone = await world.ready('anna', '1001', '127.0.0.41');
    await eventually('they talk', () => phone.current?.state === 'talking' || undefined);
    await hears(call);
    call.hangUp();
    expect(await world.api.closedRecord(call.number)).toMatchObject({
      outcome: 'answered',
      operator: 'anna',
    });
    await world.api.setState('anna', 'offline');
  });

  test('a node that is emptied gets no new calls while its callers stay, and gets calls again', async () => {
    const there: Record<NodeName, OutgoingCall[]> = { a: [], b: [] };
    const comes = async (): Promise<NodeName> => {
      const call = await (await world.call('200')).answered();
      const node = await eventually('the caller is at a node', () => world.nodeOf(call.number));
      there[node].push(call);
      return node;
    };
    const emptied = await comes();
    const other = emptied === 'a' ? 'b' : 'a';
    await world.api.drainNode(emptied, true);
    // New calls are for the node with fewer: only of one that gets none the other can have so many more.
    await eventually('the edge knows it', async () => {
      await comes();
      return there[other].length > there[emptied].length + 2 || undefined;
    });
    for (let n = 0; n < 3; n++) expect(await comes()).toBe(other);
    for (const node of [emptied, other] as const) {
      for (const call of there[node]) {
        expect([await world.nodeOf(call.number), call.state]).toEqual([node, 'talking']);
        await waits(call);
      }
      const shown = (await world.api.nodes()).find(({ name }) => name === node);
      const isDraining = node === emptied;
      expect(shown).toMatchObject({ state: 'up', isConnected: true, isDraining, calls: there[node].length });
      await hears(there[node][0]!);
    }
    await world.api.drainNode(emptied, false);
    await eventually('it gets calls again', async () => (await comes()) === emptied || undefined);
    const all = [...there.a, ...there.b];
    for (const call of all) call.hangUp();
    for (const { number } of all)
      expect(await world.api.closedRecord(number)).toMatchObject({ outcome: 'abandoned' });
  });

  test('callers of a node that dies go on at another in their order, and who talked is first', async () => {
    const talker = await (await world.call('200')).answered();
    await world.api.setState('anna', 'ready');
    await eventually(
      'anna talks',
      async () => (await world.api.operator('anna')).unit === 'busy' || undefined,
    );
    const callers: OutgoingCall[] = [];
    for (let n = 0; n < 6; n++) {
      const call = await (await world.call('200')).answered();
      await waits(call);
      callers.push(call);
    }
    const before = await order();
    const dead = (await world.nodeOf(talker.number))!;
    const other = dead === 'a' ? 'b' : 'a';
    await world.nodes[dead].die();
    const isThere = async (): Promise<true | undefined> => {
      const places = await Promise.all([talker, ...callers].map(({ number }) => world.nodeOf(number)));
      return places.every((place) => place === other) || undefined;
    };
    await eventually('all are at the other node', isThere, 20_000);
    for (const call of [talker, ...callers]) expect(call.state).toBe('talking');
    await eventually('the node is shown as dead', async () => {
      const shown = (await world.api.nodes()).find(({ name }) => name === dead);
      return (shown?.state === 'dead' && !shown.isConnected) || undefined;
    });
    expect(await world.api.isReady()).toBe(true);
    for (const call of callers) await hears(call);
    await eventually(
      'anna has the same caller again',
      async () => {
        const { unit, callId } = await world.api.operator('anna');
        const record = (await world.api.recordsOf(talker.number))[0];
        return (unit === 'busy' && callId === record?.callId) || undefined;
      },
      10_000,
    );
    const heard = phone.current!.media!;
    await Promise.all([hearsFromNowOn(talker.media, 'the operator'), hearsFromNowOn(heard, 'the caller')]);
    expect(await order()).toEqual(before);
    for (const call of [talker, ...callers]) call.hangUp();
    for (const { number } of callers)
      expect(await world.api.closedRecord(number)).toMatchObject({ outcome: 'abandoned' });
    expect(await world.api.closedRecord(talker.number)).toMatchObject({ outcome: 'answered', node: other });
  }, 60_000);
}
