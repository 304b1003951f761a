import { Inspector } from './inspector.ts';

/** What a process of Node holds on to: memory in MiB behind a collection of garbage; timers, sockets and the like. */
export type Held = { readonly mib: number; readonly resources: number };

const MIB = 1_048_576;
const ASK = `(() => {
  const { heapUsed, external } = process.memoryUsage();
  return JSON.stringify({ bytes: heapUsed + external, resources: process.getActiveResourcesInfo().length });
})()`;

/**
 * Asks a process that was started with `inspectedAt` for what it holds. Its memory alone says little: garbage is in it
 * until somebody collects it. Rejects when the process is away.
 */
export async function heldBy(pid: number, port: number): Promise<Held> {
  const value = await Inspector.with(pid, port, async (inspector) => {
    await inspector.collectGarbage();
    return inspector.evaluate(ASK);
  });
  if (typeof value !== 'string') throw new Error('the inspector has not told what the process holds');
  const { bytes, resources } = JSON.parse(value) as { bytes: number; resources: number };
  return { mib: bytes / MIB, resources };
}
