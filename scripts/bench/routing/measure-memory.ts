import { BUSY } from './events.ts';
import { makeRouter } from './make-router.ts';
import { collectGarbage, memoryBytes } from './memory.ts';
import { callerOf, callIdOf, type World, type WorldSize, worldOf } from './world.ts';

export type Memory = { readonly bytesPerCaller: number; readonly callers: number };

/**
 * What a router holds for twice as many callers, less what it holds for so many: heap and typed arrays, tables made to
 * measure, after garbage collection. The ids are the calls' own and exist anyway; what the router keeps of them counts.
 */
export function measureMemory(size: WorldSize): Memory {
  const twice = { ...size, waiting: 2 * size.waiting };
  const ids = Array.from({ length: twice.waiting }, (_, number) => callIdOf(number, number));
  const world = worldOf(size);
  const one = bytesOf(world, size, ids);
  const other = bytesOf(world, twice, ids);
  return { bytesPerCaller: (other - one) / size.waiting, callers: size.waiting };
}

function bytesOf(world: World, size: WorldSize, ids: readonly string[]): number {
  collectGarbage();
  const before = memoryBytes();
  const routing = makeRouter(size);
  for (const profile of world.profiles) {
    routing.seat(profile);
    routing.tell(profile.operatorId, BUSY, 0);
  }
  for (let number = 0; number < size.waiting; number += 1)
    routing.enter(callerOf(world, number, ids[number]!, number), number);
  collectGarbage();
  const bytes = memoryBytes() - before;
  // Used after the measurement, so that it cannot have been collected before.
  if (routing.counts.waiting !== size.waiting) throw new Error('not everybody was let in');
  return bytes;
}
