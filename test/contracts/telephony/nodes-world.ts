import type { RecordedSounds, Telephony, TelephonyEvent } from '../../../src/telephony/index.ts';
import { createNodesTelephony } from '../../../src/telephony/nodes/index.ts';
import { SimulatedExchange } from '../../simulation/simulated-exchange.ts';
import { CALM } from '../../simulation/weather.ts';
import { simulatedWorld } from './simulated-world.ts';
import { PHONES, type World } from './world.ts';

/** The node on which all happens, and another one beside it. */
const SOUTH = 'south';
const NORTH = 'north';

type Node = Telephony & RecordedSounds;

/** The simulated exchange has no door of its own. */
const partsOf = (node: string, telephony: Node) => ({
  ...{ node, weight: 1 },
  telephony: Object.assign(telephony, { keepDoor: async () => {} }),
});

/** An exchange of one node. */
export const oneNode = (): Promise<World> =>
  simulatedWorld(3, CALM, {
    node: SOUTH,
    telephony: (exchange, clock) => createNodesTelephony([partsOf(SOUTH, exchange)], clock),
  });

/** Two nodes, and one of them is away from the beginning to the end. */
export const oneNodeAway = (): Promise<World> =>
  simulatedWorld(4, CALM, {
    node: SOUTH,
    telephony: (exchange, clock) =>
      createNodesTelephony([partsOf(NORTH, neverThere()), partsOf(SOUTH, exchange)], clock),
  });

/** Two nodes; of the coming and going of the one on which nothing happens the tests are told nothing. */
export const twoNodes = (): Promise<World> =>
  simulatedWorld(5, CALM, {
    node: SOUTH,
    telephony: (exchange, clock) => {
      const other = new SimulatedExchange({ clock, node: NORTH, phoneIds: PHONES });
      return untold(createNodesTelephony([partsOf(NORTH, other), partsOf(SOUTH, exchange)], clock));
    },
  });

function untold(telephony: Node): Node {
  const listen = telephony.listen.bind(telephony);
  return Object.assign(telephony, {
    listen: (onEvent: (event: TelephonyEvent) => void) =>
      listen((event) => ('node' in event && event.node === NORTH ? undefined : onEvent(event))),
  });
}

const away = async (): Promise<never> => {
  throw new Error('the exchange is away');
};

function neverThere(): Node {
  return {
    listen: async () => {},
    execute: () => {},
    look: away,
    exchange: () => ({ connected: false, version: null, startedWallMs: null, answerMs: 0 }),
    reloadPhones: away,
    recording: away,
    recordings: away,
    forgetRecording: away,
    close: async () => {},
  };
}
