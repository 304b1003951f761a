import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { CallerLine } from '../../../test/kit/phones/index.ts';
import { buildRtp } from '../../../test/kit/phones/rtp-packet.ts';
import { encodeUlaw } from '../../../test/kit/phones/ulaw.ts';
import { toneLevel } from '../../../test/kit/sound.ts';
import type { Drill } from '../drill.ts';
import { passes, type StandardLoad } from '../standard-load.ts';
import { attacked, FEW } from './watched-calls.ts';

const ATTACKER = '127.0.0.60';
/** What talkers say to each other, and what the attacker says. */
const [OWN_HERTZ, FOREIGN_HERTZ] = [1_000, 2_300] as const;
/** So long Asterisk learns where the sound of a call comes from; then it holds on to it. */
const LEARNT_MS = 6_000;
const SPRAYED_MS = 4_000;
const PACKET_MS = 20;
const SAMPLES = 160;
/** What is left of a tone that is not there. */
const NOTHING = 0.003;

/** Whoever knows, or guesses, the port of a call sends sound there. */
export const foreignSound: Drill = {
  id: 'S10',
  title: 'foreign sound to the ports of calls',
  promise:
    'Of a call that has lasted for some seconds nobody gets a word, and nobody hears a word in it that is not of it.',
  load: FEW,
  run: () => attacked(sprayed),
};

async function sprayed(standard: StandardLoad): ReturnType<Drill['run']> {
  const { settings } = standard.hotline.launched;
  const [from, to] = [
    Number(settings.CORDBOARD_ASTERISK_RTP_FROM),
    Number(settings.CORDBOARD_ASTERISK_RTP_TO),
  ];
  const socket = createSocket({ type: 'udp4', sendBufferSize: 4 << 20 });
  socket.bind(0, ATTACKER);
  await once(socket, 'listening');
  let back = 0;
  socket.on('message', () => {
    back += 1;
  });
  await passes(LEARNT_MS);
  const heardBefore = standard.listened.map(({ media }) => media.packets().length);
  const spraying = spray(socket, standard.hotline.sip.host, [from, to]);
  await passes(SPRAYED_MS / 2);
  const backToTalks = back;
  // For this one the spray is there while Asterisk learns.
  const line = await CallerLine.open({ diary: standard.diary, server: standard.hotline.sip });
  const late = await line.call('+78000000000', '100');
  const sent = await spraying;
  await passes(500);
  const heardByLate = toneLevel(joined(late.media.packets()), FOREIGN_HERTZ);
  const lateCount = late.media.packetsHeard;
  await line.close();
  await new Promise<void>((closed) => socket.close(() => closed()));
  const heard = standard.listened.map(({ media }, index) =>
    joined(media.packets().slice(heardBefore[index])),
  );
  const foreign = Math.max(...heard.map((samples) => toneLevel(samples, FOREIGN_HERTZ)));
  const own = Math.min(...heard.map((samples) => toneLevel(samples, OWN_HERTZ)));
  return {
    evidence: [
      `${sent} packets of sound to the ports ${from} to ${to}, among them those of ${heard.length} talks`,
    ],
    figures: [
      { what: 'packets that came back', value: backToTalks, unit: 'packets', atMost: 0 },
      {
        what: 'packets that came back while a call began',
        value: back - backToTalks,
        unit: 'packets',
      },
      { what: 'packets that its caller heard', value: lateCount, unit: 'packets' },
      { what: 'loudness of the foreign tone for this caller', value: heardByLate, unit: 'of 1' },
      { what: 'loudness of the foreign tone for talkers', value: foreign, unit: 'of 1', atMost: NOTHING },
      { what: 'loudness of their own', value: own, unit: 'of 1', atLeast: 0.1 },
    ],
    faults: [],
  };
}

/** A packet to each even port every 20 ms, as a phone would send them. Resolves with how many there were. */
async function spray(socket: Socket, host: string, [from, to]: readonly [number, number]): Promise<number> {
  let count = 0;
  const endMs = performance.now() + SPRAYED_MS;
  for (let sequence = 1; performance.now() < endMs; sequence++) {
    const bytes = packet(sequence);
    for (let port = from + (from % 2); port <= to; port += 2) {
      socket.send(bytes, port, host);
      count += 1;
    }
    await passes(PACKET_MS);
  }
  return count;
}

function packet(sequence: number): Buffer {
  const timestamp = sequence * SAMPLES;
  const tone = Int16Array.from({ length: SAMPLES }, (_, index) =>
    Math.round(16_000 * Math.sin((2 * Math.PI * FOREIGN_HERTZ * (timestamp + index)) / 8_000)),
  );
  const payload = encodeUlaw(tone);
  return buildRtp({ payloadType: 0, marker: false, sequence, timestamp, ssrc: 0xbad, payload });
}

function joined(packets: readonly { readonly samples: Int16Array }[]): Int16Array {
  return Int16Array.from(packets.flatMap(({ samples }) => [...samples]));
}
