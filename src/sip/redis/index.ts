// What outlives the edge, and what the edge and Cordboard tell each other, in Redis: contacts, bans, how nodes are.
// Redis may be away at any time: what is known in memory is used, and written when it is back.
// Never: a call that waits for Redis, an error that reaches one.
export {
  type EdgeRedis,
  openBanWitness,
  openEdgeRedis,
  openNodeWitness,
  type RedisOptions,
} from './open-redis.ts';
