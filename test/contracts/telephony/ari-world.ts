import { Writable } from 'node:stream';
import { pino } from 'pino';
import { MAIN_NODE } from '../../../src/boot/main-node.ts';
import { systemClock } from '../../../src/machine/system-clock.ts';
import { createAriTelephony } from '../../../src/telephony/ari/index.ts';
import type { PrivateAsterisk } from '../../kit/asterisk.ts';
import { eventually } from '../../kit/eventually.ts';
import { FaultyLine } from '../../kit/faulty-line/index.ts';
import { CallerLine, Diary, OperatorPhone, type OutgoingCall } from '../../kit/phones/index.ts';
import type { Reaction, TestCaller, TestPhone, World } from './world.ts';

const LISTEN_MS = 300;
const UNTIL_LIMIT_MS = 10_000;
/** Something that is no silence. */
const VOICE = { kind: 'tone', hertz: 600 } as const;
/** A bridge of somebody else. */
const FOREIGN = 'foreign';
/** 50 packets come each second. */
const PACKETS_HEARD = 5;

type Closable = { close(): Promise<void> };

/** A real Asterisk, with SIP phones around it and a door that can be slammed between it and the adapter. */
export async function ariWorld(asterisk: PrivateAsterisk): Promise<World> {
  const { port } = new URL(asterisk.ari.url);
  const faulty = await FaultyLine.open({ host: '127.0.0.1', port: Number(port) });
  const { gate } = faulty;
  const diary = new Diary();
  const line = await CallerLine.open({ diary, server: asterisk.sip });
  const phones: OperatorPhone[] = [];
  const complaints: string[] = [];
  const telephony = createAriTelephony({
    ...asterisk.ari,
    url: `http://127.0.0.1:${faulty.port}/ari`,
    node: MAIN_NODE,
    isBehindEdge: false,
    app: 'cordboard',
    clock: systemClock,
    log: logInto(complaints),
    leader: { epoch: 1, mayAct: () => true },
    onReplaced: () => complaints.push('another process has taken the application over'),
  });
  const { sounds, witness } = asterisk;
  /** A leg that was rung has channels with numbers behind its name. */
  const channelOf = async (legId: string): Promise<string> =>
    (await witness.channels()).find(({ id }) => id.replace(/^(op-.*)-\d+$/, '$1') === legId)?.id ?? legId;
  return {
    telephony,
    sounds,
    until: async (what, holds) => {
      try {
        await eventually(what, async () => ((await holds()) ? true : undefined), UNTIL_LIMIT_MS);
      } catch (err) {
        throw new Error(`${what}; the adapter said: ${complaints.join(' · ')}`, { cause: err });
      }
    },
    pass,
    call: async (number, dialled) => testCaller(await line.call(number, dialled)),
    phone: async (phoneId, reaction) => {
      const phone = await openPhone(asterisk, diary, phoneId, reaction, phones.length);
      phones.push(phone);
      return testPhone(phone);
    },
    outside: async (reaction) => {
      const account = { user: 'outside', password: '' };
      const phone = await OperatorPhone.open({ account, diary, behaviour: reaction, ...asterisk.carrier });
      phones.push(phone);
      return testPhone(phone);
    },
    moveAway: async (legId) => {
      if (!(await witness.bridges()).some(({ id }) => id === FOREIGN)) await witness.makeBridge(FOREIGN);
      await witness.moveInto(FOREIGN, await channelOf(legId));
    },
    isAway: async (legId) => {
      const [channelId, bridges] = [await channelOf(legId), await witness.bridges()];
      return bridges.some(({ id, channels }) => id === FOREIGN && channels.includes(channelId));
    },
    isWaiting: async (legId) => {
      const bridges = await witness.bridges();
      return bridges.some((each) => each.bridge_type === 'holding' && each.channels.includes(legId));
    },
    cutAnswers: () => faulty.cutFirstAnswers(),
    loseEvents: (dropped) => faulty.events({ dropped }),
    cutConnection: () => gate.shut(),
    silenceConnection: () => gate.wallUp(),
    mendConnection: () => gate.reopen(),
    restartExchange: () => asterisk.restart(),
    close: async () => {
      await telephony.close();
      for (const phone of phones) await phone.unregister();
      await asterisk.clear();
      const open: Closable[] = [line, faulty, ...phones];
      for (const each of open) await each.close();
    },
  };
}

/**
 * What the adapter complained of is part of a failed test's message; connections that a test cuts are in it,
 * too.
 */
function logInto(complaints: string[]): pino.Logger {
  const keep = new Writable({
    write(line, _, done) {
      complaints.push(String(line).trim());
      done();
    },
  });
  return pino({ level: 'warn', base: null }, keep);
}

function pass(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

async function openPhone(
  asterisk: PrivateAsterisk,
  diary: Diary,
  phoneId: string,
  behaviour: Reaction,
  place: number,
): Promise<OperatorPhone> {
  const account = asterisk.account(phoneId);
  const phone = await OperatorPhone.open({ account, diary, behaviour, label: `${phoneId}/${place}` });
  await phone.register(asterisk.sip);
  return phone;
}

function testCaller(call: OutgoingCall): TestCaller {
  let refusedWith: number | null = null;
  let isOver = false;
  void call.ended.then(({ by, status }) => {
    isOver = true;
    if (by === 'peer') refusedWith = status;
  });
  return {
    press: (digit) => void call.press(digit),
    speak: (isSpeaking) => call.media.play(isSpeaking ? VOICE : { kind: 'silence' }),
    hangUp: () => call.hangUp(),
    isConnected: () => call.state === 'talking' && !isOver,
    refusedWith: () => refusedWith,
    keysHeard: () => call.media.keysHeard,
    hears: async () => {
      const before = call.media.packetsHeard;
      await pass(LISTEN_MS);
      return call.media.packetsHeard - before >= PACKETS_HEARD;
    },
  };
}

function testPhone(phone: OperatorPhone): TestPhone {
  const latest = () => phone.calls.at(-1);
  return {
    phoneId: phone.account.user,
    timesRung: () => phone.calls.length,
    isRinging: () => latest()?.state === 'ringing',
    shows: () => ({ number: latest()?.callerNumber ?? '', name: latest()?.callerName ?? '' }),
    missedBecause: () => {
      if (latest()?.state !== 'ended') return 'none';
      return latest()!.cancelReason.includes('elsewhere') ? 'answered elsewhere' : 'cancelled';
    },
    behave: (reaction) => phone.behave(reaction),
    hangUp: () => phone.hangUp(),
    refer: (to) => phone.current?.refer(to),
    dial: async (dialled) => void (await phone.dial(dialled)),
    unregister: () => phone.unregister(),
  };
}
