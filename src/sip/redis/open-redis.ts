import type { Logger } from 'pino';
import type { Clock } from '../../base/index.ts';
import type { BanBoard, BanWitness, ContactStore, NodeBoard, NodeWitness } from '../index.ts';
import { keysOf } from './keys.ts';
import { RedisBanWitness } from './redis-ban-witness.ts';
import { RedisBans } from './redis-bans.ts';
import { RedisBoard } from './redis-board.ts';
import { RedisContacts } from './redis-contacts.ts';
import { RedisLink } from './redis-link.ts';
import { RedisWitness } from './redis-witness.ts';

export type RedisOptions = {
  readonly redisUrl: string;
  /** Of all keys in Redis, so that several houses can share one. */
  readonly prefix: string;
  readonly log: Logger;
};

type WithClock = { readonly clock: Clock };

/** What the edge has in Redis, over one connection. */
export type EdgeRedis = {
  readonly contacts: ContactStore;
  readonly board: NodeBoard;
  readonly bans: BanBoard;
  close(): void;
};

/** For the edge. Whatever Redis does, nothing throws and nobody waits. */
export function openEdgeRedis({ redisUrl, prefix, log, clock }: RedisOptions & WithClock): EdgeRedis {
  const link = new RedisLink(redisUrl, log);
  const keys = keysOf(prefix);
  const contacts = new RedisContacts(link, keys.contacts, clock, log);
  const board = new RedisBoard(link, keys, clock);
  const bans = new RedisBans(link, keys, clock);
  const close = (): void => {
    contacts.close();
    bans.close();
    board.close();
    link.close();
  };
  return { contacts, board, bans, close };
}

/** For Cordboard. */
export function openNodeWitness({ redisUrl, prefix, log }: RedisOptions): NodeWitness {
  return new RedisWitness(new RedisLink(redisUrl, log), keysOf(prefix));
}

/** For Cordboard. */
export function openBanWitness({ redisUrl, prefix, log, clock }: RedisOptions & WithClock): BanWitness {
  return new RedisBanWitness(new RedisLink(redisUrl, log), keysOf(prefix), clock);
}
