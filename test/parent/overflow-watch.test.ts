import { describe, expect, test } from 'vitest';
import { lonelyCallers, type OverflowWatch, watchOverflow } from '../../src/parent/overflow-watch.ts';

const inStasis = (id: string, role: string) => ({
  id,
  dialplan: { app_name: 'Stasis' },
  channelvars: { cb_role: role },
});

const CHANNELS = [
  inStasis('waiting', 'caller'),
  inStasis('talking', 'caller'),
  inStasis('left-behind', 'caller'),
  inStasis('phone', 'operator'),
  { ...inStasis('in-the-net', 'caller'), dialplan: { app_name: 'Wait' } },
  { id: 'nameless' },
];

const BRIDGES = [
  { bridge_type: 'holding', channels: ['waiting', 'other'] },
  { bridge_type: 'mixing', channels: ['talking', 'phone'] },
  { bridge_type: 'mixing', channels: ['left-behind'] },
];

describe('callers whom nobody will serve', () => {
  test('they wait or are alone in a bridge; who talks, who is a phone and who is in the dialplan is left alone', () => {
    expect(lonelyCallers(CHANNELS, BRIDGES)).toEqual(['waiting', 'left-behind']);
  });
});

type Watched = OverflowWatch['exchanges'][number];

/** One that holds these callers, and tells who was let go. */
const holding = (moved: string[], channels: typeof CHANNELS | 'away' = CHANNELS): Watched => ({
  channels: async () => {
    if (channels === 'away') throw new Error('away');
    return channels as Awaited<ReturnType<Watched['channels']>>;
  },
  bridges: async () => BRIDGES,
  toOverflow: async (id) => {
    moved.push(id);
    if (id === 'left-behind') throw new Error('gone meanwhile');
  },
});

/** Watches for a number of looks; `ready` answers one look after the other. */
async function watch(
  ready: readonly boolean[],
  afterMs: number,
  exchangesWith = (moved: string[]): readonly Watched[] => [holding(moved)],
): Promise<{ moved: string[]; said: string[] }> {
  const moved: string[] = [];
  const said: string[] = [];
  const stop = new AbortController();
  let looks = 0;
  const exchanges = exchangesWith(moved);
  const isReady: OverflowWatch['isReady'] = async () => {
    const answer = ready[looks]!;
    looks += 1;
    if (looks === ready.length) stop.abort();
    return answer;
  };
  await watchOverflow(
    { exchanges, isReady, afterMs, lookEveryMs: 1, say: (line) => said.push(line) },
    stop.signal,
  );
  return { moved, said };
}

describe('the watch over callers', () => {
  test('lets them go when nobody has been ready for too long, and tells how many', async () => {
    const { moved, said } = await watch([false], 0);
    expect(moved).toEqual(['waiting', 'left-behind']);
    expect(said).toEqual(['no Cordboard for too long: 2 callers hear the apology (1 could not be moved)']);
  });

  test('lets those of every node go, and one that is away holds up nobody', async () => {
    const others = [inStasis('at-another', 'caller')];
    const nodes = (moved: string[]) => [holding(moved, 'away'), holding(moved), holding(moved, others)];
    const { moved, said } = await watch([false], 0, nodes);
    expect(moved.toSorted()).toEqual(['at-another', 'left-behind', 'waiting']);
    expect(said).toEqual(['no Cordboard for too long: 3 callers hear the apology (1 could not be moved)']);
  });

  test('leaves them alone while somebody is ready, and before the time is over', async () => {
    expect((await watch([true, true], 0)).moved).toEqual([]);
    expect((await watch([false, true, false], 600_000)).moved).toEqual([]);
  });
});
