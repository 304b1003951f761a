import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stereo } from '../../src/telephony/ari/stereo.ts';
import { eventually } from '../kit/eventually.ts';
import { AdapterScene, channel } from './adapter-scene.ts';

let scene: AdapterScene;

beforeEach(async () => {
  scene = await AdapterScene.open();
});
afterEach(() => scene.close());

const snoop = (id: string) =>
  channel(id, { name: `Snoop/c1-${id}`, dialplan: { app_name: 'Stasis', app_data: 'cordboard,snoop' } });

test("snoops that a process before this one has left are ended, and are nobody's legs", async () => {
  scene.ari.reply = ({ method, path }) =>
    method === 'GET' && path === '/channels'
      ? { status: 200, body: [channel('c1'), snoop('old')] }
      : undefined;
  await scene.listen();
  await eventually('the snoop is ended', () => scene.ari.requests('DELETE', '/channels/old')[0]);
  expect((await scene.telephony.look()).legs.map(({ legId }) => legId)).toEqual(['c1']);
  expect(scene.ari.requests('DELETE', '/channels/c1')).toEqual([]);
});

test('a call is recorded when both sides are, and told as over when both have ended, once', async () => {
  await scene.listen();
  scene.arrives('c1');
  await scene.heard('callerArrived');
  scene.telephony.execute({ kind: 'recordCall', legId: 'c1', recordingId: 'c1-t1' });
  await eventually('both sides are recorded', () => {
    const asked = ['in', 'out'].map((side) =>
      scene.ari.requests('POST', `/channels/snoop-cordboard-c1-t1.${side}/record`),
    );
    return asked.every(({ length }) => length === 1) ? true : undefined;
  });
  const ends = (side: string): void =>
    scene.ari.say({
      type: 'RecordingFinished',
      recording: { name: `cordboard-c1-t1.${side}`, state: 'done' },
    });
  for (const side of ['in', 'in', 'out', 'out']) ends(side);
  await scene.heard('recorded');
  await eventually('the snoops are ended', () =>
    scene.ari.requests('DELETE', '/channels/snoop-cordboard-c1-t1.out').length > 0 ? true : undefined,
  );
  expect(scene.events.filter(({ kind }) => kind === 'recorded')).toEqual([
    { kind: 'recorded', legId: 'c1', recordingId: 'c1-t1', ok: true },
  ]);
});

test('a snoop that has not come to our application yet is recorded when it has', async () => {
  let refusalsCount = 0;
  scene.ari.reply = ({ method, path }) => {
    if (method !== 'POST' || !path.endsWith('.in/record') || refusalsCount === 3) return undefined;
    refusalsCount += 1;
    return { status: 409, body: { message: 'Channel not in a Stasis application' } };
  };
  await scene.listen();
  scene.arrives('c1');
  await scene.heard('callerArrived');
  scene.telephony.execute({ kind: 'recordCall', legId: 'c1', recordingId: 'c1-t1' });
  await eventually('it is asked for the fourth time', () =>
    scene.ari.requests('POST', '/channels/snoop-cordboard-c1-t1.in/record').length === 4 ? true : undefined,
  );
  expect(scene.events.filter(({ kind }) => kind === 'recorded' || kind === 'commandFailed')).toEqual([]);
});

describe('two sides as one file', () => {
  const side = (...samples: readonly number[]) => {
    const bytes = Buffer.alloc(44 + 2 * samples.length);
    bytes.write('RIFF');
    bytes.writeUInt32LE(8_000, 24);
    for (const [index, sample] of samples.entries()) bytes.writeInt16LE(sample, 44 + 2 * index);
    const pieces = (async function* () {
      for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
    })();
    return { bytes: bytes.length, pieces };
  };
  const samplesOf = async (
    left: ReturnType<typeof side> | undefined,
    right: ReturnType<typeof side> | undefined,
  ) => {
    const bytes = Buffer.concat(await Array.fromAsync(stereo(left, right)));
    expect([bytes.toString('latin1', 0, 4), bytes.readUInt16LE(22), bytes.readUInt32LE(24)]).toEqual([
      'RIFF',
      2,
      8_000,
    ]);
    expect(bytes.readUInt32LE(40)).toBe(bytes.length - 44);
    return Array.from({ length: (bytes.length - 44) / 2 }, (_, index) => bytes.readInt16LE(44 + 2 * index));
  };

  test('are left and right, and the shorter one ends with silence', async () => {
    expect(await samplesOf(side(1, 2, 3), side(-1))).toEqual([1, -1, 2, 0, 3, 0]);
    expect(await samplesOf(side(1), side(-1, -2))).toEqual([1, -1, 0, -2]);
  });

  test('of which one is missing or broken are one side and silence', async () => {
    expect(await samplesOf(undefined, side(5, 6))).toEqual([0, 5, 0, 6]);
    expect(await samplesOf(side(5), undefined)).toEqual([5, 0]);
    const broken = { bytes: 0, pieces: (async function* () {})() };
    expect(await samplesOf(broken, side(7))).toEqual([0, 7]);
  });
});
