// One measurement in a process of its own, so that none inherits another's garbage or compiled code: part.ts NAME
// ARGUMENTS, the arguments a list in JSON; the result is one line of JSON.
import { measureCore, measureEvents } from './measure-events.ts';
import { measureGarbage } from './measure-garbage.ts';
import { measureMemory } from './measure-memory.ts';
import { measureNaive } from './measure-naive.ts';
import { measureStorm } from './measure-storm.ts';
import type { PartName, Parts } from './run-part.ts';

const PARTS: Parts = {
  events: measureEvents,
  core: measureCore,
  naive: measureNaive,
  memory: measureMemory,
  garbage: measureGarbage,
  storm: measureStorm,
};

const [, , name, args] = process.argv;
const part = PARTS[name as PartName] as (...given: readonly unknown[]) => unknown;
console.log(JSON.stringify(await part(...(JSON.parse(args!) as readonly unknown[]))));
