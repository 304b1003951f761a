import { eventually } from '../../test/kit/eventually.ts';
import type { Drill, DrillFigure, DrillRun } from './drill.ts';
import { aftermath } from './offers-meanwhile.ts';
import { passes, StandardLoad } from './standard-load.ts';

/** Asterisk tells of it at once. */
const REPAIRED_S_MAX = 2;
const AGAIN_MS = 60_000;
/** Whoever would fight about a leg would have moved it often in this time. */
const PEACE_MS = 10_000;
const FOREIGN = 'drill-foreign';

/** Somebody else (an admin with a tool, another program) moves legs about in Asterisk. */
export const movedLegs: Drill = {
  id: 'D23',
  title: 'somebody else moves the leg of a caller into another bridge',
  promise:
    'A caller in the line hears the music again, and two who talked hear each other again, or their call is over; nobody fights about a leg.',
  coming: 1,
  run: (load) => StandardLoad.with(load, {}, moved),
};

async function moved(standard: StandardLoad): Promise<DrillRun> {
  const { witness } = standard.hotline;
  await witness.makeBridge(FOREIGN);
  const [waits, talks] = [await legOf(standard, 'holding'), await legOf(standard, 'mixing')];
  const movedMs = performance.now();
  await witness.moveInto(FOREIGN, waits);
  await witness.moveInto(FOREIGN, talks);
  const [back, again] = await Promise.all([
    isWell(standard, waits, 'the caller in the line hears the music again', movedMs),
    isWell(standard, talks, 'those who talked hear each other again', movedMs),
  ]);
  await haveBeenThere(standard, [waits, talks]);
  const settled = await bridgesOf(standard, [waits, talks]);
  await passes(PEACE_MS);
  const later = await bridgesOf(standard, [waits, talks]);
  const faults = String(settled) === String(later) ? [] : ['legs are still being moved about'];
  await witness.endBridge(FOREIGN);
  const after = await aftermath(standard);
  return {
    evidence: [`by the diary of Asterisk both legs came into the bridge ${FOREIGN}`],
    figures: [...after.figures, back, again],
    faults: [...faults, ...after.faults],
  };
}

/** A caller's leg in a bridge of this kind; of a talk the one that is no phone's. */
async function legOf(standard: StandardLoad, type: 'holding' | 'mixing'): Promise<string> {
  const [legs, bridges] = await Promise.all([standard.legs(), standard.hotline.witness.bridges()]);
  const there = bridges.filter((bridge) => bridge.bridge_type === type).flatMap(({ channels }) => channels);
  const leg = there.find((id) => !id.startsWith('op-') && legs.includes(id));
  if (leg === undefined) throw new Error(`no caller is in a bridge of the kind ${type}`);
  return leg;
}

/** The bridge in which each leg is, or "none". */
async function bridgesOf({ hotline }: StandardLoad, legs: readonly string[]): Promise<readonly string[]> {
  const bridges = await hotline.witness.bridges();
  return legs.map((leg) => bridges.find(({ channels }) => channels.includes(leg))?.id ?? 'none');
}

/** They may be back before anybody could have looked. */
async function haveBeenThere({ hotline }: StandardLoad, legs: readonly string[]): Promise<void> {
  await eventually('the diary of Asterisk tells that both legs were moved', async () => {
    const came = await hotline.witness.cameInto(FOREIGN);
    return legs.every((leg) => came.includes(leg)) ? true : undefined;
  });
}

/** It is not with the stranger any more: in the line, in a talk of two, or gone. */
async function isWell(
  standard: StandardLoad,
  leg: string,
  what: string,
  movedMs: number,
): Promise<DrillFigure> {
  const { witness } = standard.hotline;
  await eventually(
    what,
    async () => {
      const bridge = (await witness.bridges()).find(({ channels }) => channels.includes(leg));
      if (bridge === undefined)
        return (await witness.channels()).some(({ id }) => id === leg) ? undefined : true;
      if (bridge.id === FOREIGN) return undefined;
      return bridge.bridge_type === 'holding' || bridge.channels.length === 2 ? true : undefined;
    },
    AGAIN_MS,
  );
  const value = (performance.now() - movedMs) / 1_000;
  return { what: `until ${what}`, value, unit: 's', atMost: REPAIRED_S_MAX };
}
