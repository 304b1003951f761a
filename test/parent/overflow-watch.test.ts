import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../src/parent/exchange.ts';
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

/** Watches with an exchange that holds these callers, for a number of looks; `ready` answers one look after the other. */
async function watch(
  ready: readonly boolean[],
  afterMs: number,
): Promise<{ moved: string[]; said: string[] }> {
  const moved: string[] = [];
  const said: string[] = [];
  const stop = new AbortController();
  let looks = 0;
  const exchange = {
    channels: async () => CHANNELS,
    bridges: async () => BRIDGES,
    toOverflow: async (id: string) => {
      moved.push(id);
      if (id === 'left-behind') throw new Error('gone meanwhile');
    },
  } as unknown as Exchange;
  const isReady: OverflowWatch['isReady'] = async () => {
    const answer = ready[looks]!;
    looks += 1;
    if (looks === ready.length) stop.abort();
    return answer;
  };
  await watchOverflow(
    { exchange, isReady, afterMs, lookEveryMs: 1, say: (line) => said.push(line) },
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

  test('leaves them alone while somebody is ready, and before the time is over', async () => {
    expect((await watch([true, true], 0)).moved).toEqual([]);
    expect((await watch([false, true, false], 600_000)).moved).toEqual([]);
  });
});
