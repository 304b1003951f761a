import { pino } from 'pino';
import { createHttp, type Http, type HttpOptions } from '../../src/http/index.ts';
import { idleJobs, type SmallHouse, SmallStore } from './doubles.ts';

/** The API over a small house, with the one token "token" and nothing else of note, unless `parts` say otherwise. */
export const smallHttp = (
  parts: { readonly house: SmallHouse } & Partial<Omit<HttpOptions, 'house'>>,
): Promise<Http> =>
  createHttp({
    ...{ store: new SmallStore(), jobs: idleJobs, log: pino({ level: 'silent' }), tokens: ['token'] },
    ...{ host: '127.0.0.1', port: 0, version: '1.2.3', onBroken: () => {} },
    ...parts,
  });
