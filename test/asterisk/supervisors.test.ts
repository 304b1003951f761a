import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import type { OperatorPhone, OutgoingCall } from '../kit/phones/index.ts';
import { Scene } from './scene.ts';
import { voicesAt } from './voices.ts';

/** Whose voice it is, in hertz. Vera is the supervisor, and signed out. */
const VOICES = { caller: 600, anna: 1_000, boris: 1_600, vera: 2_200 } as const;
type Voice = keyof typeof VOICES;

let scene: Scene;
let anna: OperatorPhone;
let boris: OperatorPhone;
let vera: OperatorPhone;
beforeAll(async () => {
  scene = await Scene.open();
  const answers = { kind: 'answer', afterMs: 20 } as const;
  anna = await scene.ready('anna', answers);
  boris = await scene.register('boris', answers);
  boris.onTalking = ({ media }) => media?.play({ kind: 'tone', hertz: VOICES.boris });
  vera = await scene.register('vera', answers);
  vera.onTalking = ({ media }) => media?.play({ kind: 'tone', hertz: VOICES.vera });
}, 60_000);
afterEach(async () => {
  await scene.line.hangUpAll();
  // No leg, no snoop channel and no bridge of a supervisor is left.
  await scene.hotline.witness.isEmpty();
  await scene.setState('boris', 'offline');
  await scene.setState('anna', 'ready');
});
afterAll(async () => {
  // The channel by which a supervisor listens has no number.
  scene.conferring.add('');
  await scene.clear();
  await scene.close();
});

type Talk = {
  readonly call: OutgoingCall;
  readonly callId: string;
  readonly asks: (what: string, body?: object) => Promise<void>;
};

/** What everybody hears: the caller, anna, vera. */
async function hear({ call }: Talk, wanted: Readonly<Record<string, readonly Voice[]>>): Promise<void> {
  const media = {
    caller: () => call.media,
    ...{
      anna: () => anna.current?.media,
      boris: () => boris.current?.media,
      vera: () => vera.current?.media,
    },
  };
  let last = '';
  await eventually(`all hear ${JSON.stringify(wanted)}`, async () => {
    const heard = await Promise.all(
      Object.keys(wanted).map(async (who) => [who, await voicesAt(media[who as Voice](), VOICES)] as const),
    );
    last = JSON.stringify(Object.fromEntries(heard));
    if (last !== JSON.stringify(wanted)) throw new Error(`${last} instead`);
    return true;
  });
}

/** A caller who talks with anna. */
async function inTalk(): Promise<Talk> {
  const call = await (await scene.call('200')).answered();
  scene.conferring.add(call.number);
  await scene.talks('anna', call);
  const { calls } = await scene.hotline.api.board();
  const { callId } = calls.find(({ caller }) => caller === call.number)!;
  return { call, callId, asks: (what, body) => scene.hotline.api.withTalk(callId, what, body) };
}

const ways = async ({ callId }: Talk): Promise<readonly string[]> =>
  (await scene.hotline.api.story(callId)).timeline.flatMap((entry) =>
    entry.kind === 'supervised' ? entry.how : entry.kind === 'supervisionEnded' ? entry.why : [],
  );

const LISTENING = { caller: ['anna'], anna: ['caller'], vera: ['caller', 'anna'] } as const;
const WHISPERING = { caller: ['anna'], anna: ['caller', 'vera'], vera: ['caller', 'anna'] } as const;
const IN_ALL = { caller: ['anna', 'vera'], anna: ['caller', 'vera'], vera: ['caller', 'anna'] } as const;
const AS = { listen: LISTENING, whisper: WHISPERING, 'barge-in': IN_ALL } as const;
const HOWS = ['listen', 'whisper', 'barge-in'] as const;

test('who listens hears both and is heard by nobody, who whispers by the operator alone, who barges in by all', async () => {
  const talk = await inTalk();
  await talk.asks('listen', { operator: 'vera' });
  await hear(talk, LISTENING);
  for (const how of ['whisper', 'barge-in', 'listen', 'barge-in', 'whisper'] as const) {
    await talk.asks(how);
    await hear(talk, AS[how]);
  }
  await talk.asks('supervision/end');
  await hear(talk, { caller: ['anna'], anna: ['caller'], vera: [] });
  expect(await ways(talk)).toEqual([
    ...['listen', 'whisper', 'bargeIn', 'listen', 'bargeIn', 'whisper', 'asked'],
  ]);
  talk.call.hangUp();
  expect(await scene.recordOf(talk.call)).toMatchObject({ outcome: 'answered', operator: 'anna' });
});

describe.each(HOWS)('a supervisor who is there to %s', (how) => {
  async function supervised(): Promise<Talk> {
    const talk = await inTalk();
    await talk.asks(how, { phone: '1003' });
    await hear(talk, AS[how]);
    return talk;
  }

  test('hangs up, and the talk goes on', async () => {
    const talk = await supervised();
    vera.hangUp();
    await hear(talk, { caller: ['anna'], anna: ['caller'], vera: [] });
    expect((await ways(talk)).at(-1)).toBe('hung_up');
  });

  test.each([
    ['caller', ({ call }: Talk) => call.hangUp()],
    ['operator', () => anna.hangUp()],
  ] as const)('is let go when the %s hangs up', async (_, hangsUp) => {
    const talk = await supervised();
    hangsUp(talk);
    await eventually('the phone of the supervisor is let go', () => vera.current === undefined || undefined);
    await scene.recordOf(talk.call);
    expect((await ways(talk)).at(-1)).toBe('talk_ended');
  });

  test('stays while the caller is held, and is let go when the caller is given away', async () => {
    const talk = await supervised();
    await talk.asks('hold');
    await hear(talk, { anna: how === 'listen' ? [] : ['vera'], vera: ['anna'] });
    expect(await voicesAt(talk.call.media, VOICES)).not.toContain('vera');
    await talk.asks('resume');
    await hear(talk, AS[how]);
    await scene.setState('boris', 'ready');
    await talk.asks('transfer', { operator: 'boris' });
    await hear(talk, { caller: ['boris'], boris: ['caller'], vera: [] });
  });
});
