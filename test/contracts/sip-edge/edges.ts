import { Writable } from 'node:stream';
import { pino } from 'pino';
import { systemClock } from '../../../src/machine/index.ts';
import { createDrachtioEdge } from '../../../src/sip/drachtio/index.ts';
import type { OtherEdge } from './world.ts';

export type Server = { readonly host: string; readonly port: number; readonly secret: string };

/** Shorter than in life, where it only makes a test wait. */
const LIMITS = { offerMs: 900, cancelMs: 900, passOnMs: 2_000 };

/** An edge on this server, and what it logs. */
export function edgeOn(server: Server, limits: { readonly silenceMs?: number } = {}): OtherEdge {
  const log: string[] = [];
  const keep = new Writable({
    write(line, _, done) {
      log.push(String(line).trim());
      done();
    },
  });
  const logger = pino({ level: 'debug', base: null }, keep);
  const edge = createDrachtioEdge({
    server,
    clock: systemClock,
    log: logger,
    limits: { ...LIMITS, ...limits },
  });
  return { edge, log };
}
