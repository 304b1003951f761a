import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import { OperatorPhone } from '../kit/phones/index.ts';
import { bundleFolder, Scene } from './scene.ts';

/** From the moment in which a file is saved until it is in use. */
const IN_USE_MS = 5_000;

let folder: string;
let scene: Scene;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-bundle-'));
  cpSync(bundleFolder('quick'), folder, { recursive: true });
  scene = await Scene.open({ CORDBOARD_BUNDLE: folder });
}, 60_000);
afterAll(async () => {
  await scene.close();
  rmSync(folder, { recursive: true });
});
afterEach(() => scene.clear());

/** An admin opens the file, changes a text, and saves. */
function edit(file: string, from: string, to: string): void {
  const text = readFileSync(join(folder, file), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(folder, file), text.replace(from, to));
}

async function inUse(change: () => void): Promise<void> {
  const { flowHash, floorHash } = await scene.hotline.api.bundle();
  change();
  await eventually(
    'the changed bundle is in use',
    async () => {
      const now = await scene.hotline.api.bundle();
      return now.flowHash === flowHash && now.floorHash === floorHash ? undefined : true;
    },
    IN_USE_MS,
  );
}

test('a saved flow is heard by the next caller; who is in the old one goes on in it', async () => {
  await scene.ready('anna');
  const before = await (await scene.call('100')).answered();
  await inUse(() => edit('menu.flow.yaml', '{ 1: support, 2: billing }', '{ 1: billing, 2: support }'));
  expect((await scene.hotline.api.audit())[0]).toMatchObject({ by: 'a saved file', what: 'bundle.activate' });
  await before.press('2');
  await scene.talks('anna', before);
  before.hangUp();
  expect(await scene.recordOf(before)).toMatchObject({ outcome: 'answered', queue: 'billing' });
  const after = await (await scene.call('100')).answered();
  await after.press('2');
  await scene.talks('anna', after);
  after.hangUp();
  expect(await scene.recordOf(after)).toMatchObject({ outcome: 'answered', queue: 'support' });
});

test('an operator who was added to the files signs in and gets the caller who has been waiting', async () => {
  const call = await (await scene.call('200')).answered();
  await scene.waitsIn('support', call.number);
  await inUse(() => {
    edit('operators.yaml', '"1005": {}', '"1005": {}, "1006": {}');
    edit(
      'operators.yaml',
      'operators:\n',
      'operators:\n  erik: { name: Erik, device: "1006", skills: { en: 3, support: 3 }, queues: { support: {} } }\n',
    );
  });
  const kept = readFileSync(join(scene.hotline.launched.data, 'secrets/operators.json'), 'utf8');
  const { password } = (JSON.parse(kept) as Record<string, { password: string }>)['1006']!;
  const phone = await OperatorPhone.open({
    account: { user: '1006', password },
    diary: scene.diary,
    behaviour: { kind: 'answer', afterMs: 50 },
  });
  await phone.register(scene.hotline.sip);
  await scene.hotline.api.setState('erik', 'ready');
  await eventually('erik talks', async () => {
    const [record] = await scene.hotline.api.recordsOf(call.number);
    const { timeline } = await scene.hotline.api.story(record?.callId ?? '');
    return timeline.some(({ kind }) => kind === 'talkBegan') ? true : undefined;
  });
  call.hangUp();
  expect(await scene.recordOf(call)).toMatchObject({ outcome: 'answered', operator: 'erik' });
  await scene.hotline.api.setState('erik', 'offline');
  await phone.close();
});

test('a file with a mistake changes nothing, and says where it is', async () => {
  const { flowHash } = await scene.hotline.api.bundle();
  edit('straight.flow.yaml', 'queue: support', 'queue: suport');
  const mistakes = await eventually('the mistake is told', async () => {
    const state = await scene.hotline.api.bundle();
    return state.mistakes.length > 0 ? state.mistakes : undefined;
  });
  expect(mistakes[0]).toMatchObject({ file: `${folder}/straight.flow.yaml`, line: 5 });
  await scene.ready('anna');
  const call = await (await scene.call('200')).answered();
  await scene.talks('anna', call);
  call.hangUp();
  expect(await scene.recordOf(call)).toMatchObject({ outcome: 'answered', operator: 'anna' });
  edit('straight.flow.yaml', 'queue: suport', 'queue: support');
  await eventually('the files are good again', async () => {
    const state = await scene.hotline.api.bundle();
    return state.flowHash === flowHash && state.mistakes.length === 0 ? true : undefined;
  });
});

/** The caller presses 1 and gives up; which version of the flows was it, and into which queue did it lead? */
async function met(number: string): Promise<string> {
  const known = (await scene.hotline.api.recordsOf(number)).length;
  const call = await (await scene.line.call(number, '100')).answered();
  await call.press('1');
  await eventually(`${number} waits`, async () => {
    const { queues } = await scene.hotline.api.board();
    return queues.some(({ waiting }) => waiting.some(({ caller }) => caller === number)) || undefined;
  });
  call.hangUp();
  const { trial, queue } = await eventually(`the record of ${number} is closed`, async () => {
    const records = await scene.hotline.api.recordsOf(number);
    return records.length > known && records.at(-1)?.outcome ? records.at(-1) : undefined;
  });
  return `${trial} ${queue}`;
}

test('calls are made again in the version before, which would have led them elsewhere', async () => {
  const { version } = (await scene.hotline.api.bundleHistory()).at(-1)!;
  await scene.hotline.api.beginShadow(version);
  expect(await met('+49400')).toBe('null billing');
  const found = await eventually('the call was compared', async () => {
    const state = await scene.hotline.api.shadow();
    return state !== null && state.differs + state.same > 0 ? state : undefined;
  });
  const [record] = await scene.hotline.api.recordsOf('+49400');
  const say = 'after "choose" the caller came to "billing", and comes to "support" now';
  expect(found).toMatchObject({ version, ended: null, same: 0, notComparable: [], passedOver: 0 });
  expect(found.last).toEqual([{ callId: record!.callId, dialled: '100', endedMs: record!.endedMs, say }]);
});

test('two callers meet two versions, each the same one again after Cordboard died, until somebody goes back', async () => {
  await scene.hotline.api.activate(50);
  await inUse(() => edit('menu.flow.yaml', '{ 1: billing, 2: support }', '{ 1: support, 2: billing }'));
  const sides = new Map<string, string>();
  for (let at = 0; sides.size < 2 && at < 15; at++) {
    const number = `+4930${at}`;
    sides.set(await met(number), number);
  }
  expect([...sides.keys()].toSorted()).toEqual(['before billing', 'new support']);
  const { outcomes } = await scene.hotline.api.bundle();
  expect(outcomes.map(({ side, calls }) => [side, calls > 0])).toEqual([
    ['before', true],
    ['new', true],
  ]);
  const pid = await scene.hotline.pidOf('cordboard');
  process.kill(pid, 'SIGKILL');
  await scene.hotline.anotherIsReady(pid, 20_000);
  for (const [side, number] of sides) expect(await met(number)).toBe(side);
  await scene.hotline.api.rollBack();
  expect(await met(sides.get('new support')!)).toBe('null billing');
});

test('somebody goes back to a version, and that outlives the process', async () => {
  const { version } = (await scene.hotline.api.bundleHistory()).at(-1)!;
  const first = await scene.hotline.api.bundle();
  await inUse(() => edit('menu.flow.yaml', 'timeout: 10s', 'timeout: 9s'));
  const { flowHash } = (await scene.hotline.api.bundleHistory()).find((each) => each.version === version)!;
  await scene.hotline.api.rollBack(version);
  expect((await scene.hotline.api.bundle()).flowHash).toBe(flowHash);
  expect(flowHash).not.toBe(first.flowHash);
  const pid = await scene.hotline.pidOf('cordboard');
  process.kill(pid, 'SIGKILL');
  await eventually(
    'another process serves with the version that was gone back to',
    async () => {
      if ((await scene.hotline.pidOf('cordboard')) === pid || !(await scene.hotline.api.isReady()))
        return undefined;
      return (await scene.hotline.api.bundle()).flowHash === flowHash ? true : undefined;
    },
    20_000,
  );
});
