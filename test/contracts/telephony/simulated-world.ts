import { prngFrom, SimulatedClock } from '../../../src/base/index.ts';
import { MAIN_NODE } from '../../../src/boot/main-node.ts';
import type { SimulatedCaller } from '../../simulation/simulated-caller.ts';
import { SimulatedExchange } from '../../simulation/simulated-exchange.ts';
import { trunkAccount } from '../../simulation/simulated-floor.ts';
import type { SimulatedPhone } from '../../simulation/simulated-phone.ts';
import type { Weather } from '../../simulation/weather.ts';
import { CARRIER, PHONES, type Reaction, type TestCaller, type TestPhone, type World } from './world.ts';

const SOUNDS = { short: '/sounds/short', long: '/sounds/long', missing: '/sounds/missing' };
const LENGTHS_MS: Readonly<Record<string, number>> = { [SOUNDS.short]: 800, [SOUNDS.long]: 20_000 };
const LISTEN_MS = 300;
const UNTIL_LIMIT_MS = 60_000;

/** How the exchange is spoken to, and what it is called, where that is not by itself. */
export type Around = {
  readonly node: string;
  readonly telephony: (exchange: SimulatedExchange, clock: SimulatedClock) => World['telephony'];
};
const BY_ITSELF: Around = { node: MAIN_NODE, telephony: (exchange) => exchange };

/** The simulated exchange as a world for the tests of the port: time passes only while a test waits. */
export async function simulatedWorld(
  seed: number,
  weather: Weather,
  around: Around = BY_ITSELF,
): Promise<World> {
  const clock = new SimulatedClock();
  const changeable = { ...weather };
  const exchange = new SimulatedExchange({
    clock,
    node: around.node,
    prng: prngFrom(seed),
    weather: changeable,
    phoneIds: PHONES,
    soundMs: (path) => LENGTHS_MS[path] ?? null,
  });
  const telephony = around.telephony(exchange, clock);
  return {
    telephony,
    sounds: SOUNDS,
    until: (what, holds) => until(clock, what, holds),
    pass: async (durationMs) => clock.advance(durationMs),
    call: async (number, dialled) => testCaller(clock, exchange, exchange.call(number, dialled)),
    phone: async (phoneId, reaction) => testPhone(exchange, exchange.phone(phoneId, reaction)),
    outside: async (reaction) => testPhone(exchange, exchange.phone(trunkAccount(CARRIER), reaction)),
    moveAway: async (legId) => exchange.moveAway(legId),
    isAway: async (legId) => exchange.isAway(legId),
    isWaiting: async (legId) => exchange.isWaiting(legId),
    // Whether a command was carried out is found out by the adapter, behind the port.
    cutAnswers: () => {},
    loseEvents: (lostEvents) => Object.assign(changeable, { lostEvents }),
    cutConnection: () => exchange.loseConnection(),
    silenceConnection: () => silence(clock, exchange),
    mendConnection: () => exchange.restoreConnection(),
    restartExchange: async () => {
      clock.advance(10);
      exchange.restart();
    },
    close: () => telephony.close(),
  };
}

/** The real adapter notices silence after 3 s. */
function silence(clock: SimulatedClock, exchange: SimulatedExchange): void {
  clock.after(0, () => exchange.loseConnection());
}

async function until(
  clock: SimulatedClock,
  what: string,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const endMs = clock.now().monoMs + UNTIL_LIMIT_MS;
  while (!(await holds())) {
    if (!clock.step() || clock.now().monoMs > endMs) throw new Error(`it never came to this: ${what}`);
  }
}

function testCaller(clock: SimulatedClock, exchange: SimulatedExchange, caller: SimulatedCaller): TestCaller {
  return {
    press: (digit) => caller.press(digit),
    speak: (isSpeaking) => caller.speak(isSpeaking),
    hangUp: () => caller.hangUp(),
    isConnected: () => caller.state === 'connected' || caller.state === 'overflow',
    refusedWith: () => caller.endedWith,
    keysHeard: () => caller.keysHeard,
    hears: async () => {
      clock.advance(LISTEN_MS);
      return exchange.heardBy(caller.legId) !== 'nobody';
    },
  };
}

function testPhone(exchange: SimulatedExchange, phone: SimulatedPhone): TestPhone {
  return {
    phoneId: phone.phoneId,
    timesRung: () => phone.diary.filter(({ what }) => what === 'rang').length,
    isRinging: () => phone.state === 'ringing',
    shows: () => phone.current?.show ?? { number: '', name: '' },
    missedBecause: () => phone.missedBecause,
    behave: (reaction: Reaction) => {
      phone.behaviour = reaction;
    },
    hangUp: () => phone.hangUp(),
    refer: (to) => phone.refer(to),
    dial: async (dialled) => {
      exchange.callFromPhone(phone.phoneId, dialled);
    },
    unregister: async () => exchange.unregister(phone),
  };
}
