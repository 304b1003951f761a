import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Drill, DrillRun } from './drill.ts';
import { type FaultyLoad, onFaultyLine } from './faulty-load.ts';
import { passes } from './standard-load.ts';

const REQUESTS = 150;
const HELD_MS = 20_000;
const LOOK_EVERY_MS = 200;
const RUNG_MS = 5_000;

/** Somebody on the machine opens connections to Asterisk's interface and never ends what they ask for. */
export const halfOpen: Drill = {
  id: 'D15',
  title: '150 requests to the interface of Asterisk that never end',
  promise: 'Cordboard stays ready and goes on offering callers; it needs few connections itself.',
  run: (load) => onFaultyLine(load, besieged),
};

async function besieged({ standard, line, asterisk }: FaultyLoad): Promise<DrillRun> {
  const { hotline, diary, phones } = standard;
  const before = await standard.order();
  const sockets = await openMany(asterisk.ari.url);
  const faults: string[] = [];
  let [looks, notReady, connections] = [0, 0, 0];
  const beganMs = performance.now();
  const [seen, freed] = [diary.events.length, phones.at(-1)!];
  freed.hangUp();
  const offer = await diary.until('the freed operator rings', ({ kind }) => kind === 'rang', RUNG_MS, seen);
  if (offer.peer !== before[0])
    faults.push(`${offer.peer} was offered, and ${before[0]} was the first in line`);
  while (performance.now() - beganMs < HELD_MS) {
    looks += 1;
    if (!(await hotline.api.isReady())) notReady += 1;
    connections = Math.max(connections, line.gate.connections);
    await passes(LOOK_EVERY_MS);
  }
  const open = sockets.filter(({ destroyed }) => !destroyed).length;
  for (const socket of sockets) socket.destroy();
  faults.push(...standard.lost().map((lost) => `dropped: ${lost}`), ...(await standard.end()));
  return {
    evidence: open === 0 ? [] : [`${open} of ${REQUESTS} requests were half open to the end`],
    figures: [
      { what: 'from the hang-up to the next offer', value: offer.atMs - beganMs, unit: 'ms', atMost: 2_000 },
      { what: `looks at which it was not ready, of ${looks}`, value: notReady, unit: 'looks', atMost: 0 },
      { what: 'connections of Cordboard at once', value: connections, unit: 'connections', atMost: 20 },
    ],
    faults,
  };
}

async function openMany(ariUrl: string): Promise<readonly Socket[]> {
  const { hostname, port } = new URL(ariUrl);
  return Promise.all(
    Array.from({ length: REQUESTS }, async () => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      await once(socket, 'connect');
      socket.write('GET /ari/channels HTTP/1.1\r\nHost: nobody\r\n');
      return socket;
    }),
  );
}
