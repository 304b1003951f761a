import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ExchangeDiary } from '../../src/boot/exchange-diary.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-diary-'));
  path = join(folder, 'Master.csv');
});
afterEach(() => rmSync(folder, { recursive: true }));

type Row = { readonly event: string; readonly at: string; readonly id: string; readonly channel?: string };

/** As Asterisk 22 writes it (cel_custom.conf). */
function written(
  { event, at, id, channel = 'PJSIP/trunk-local-0000000a' }: Row,
  extension: string,
  extra = '',
) {
  const details = extra.replaceAll('"', '""');
  appendFileSync(
    path,
    `"${event}","${at}","${id}","${id}","${channel}","+77050000481","${extension}","${details}"\n`,
  );
}
const hungUpBy = (source: string, cause: number): string =>
  `{"hangupcause":${cause},"hangupsource":"${source}","dialstatus":""}`;

const read = async (from = 0) => {
  const diary = new ExchangeDiary(path);
  return diary.visits(from, await diary.size());
};

test('a caller who has come and gone is told with number, times and who ended it', async () => {
  written({ event: 'CHAN_START', at: '1795751783.176732', id: 'cordboard-1795751783.8785' }, '100');
  written({ event: 'ANSWER', at: '1795751784.176732', id: 'cordboard-1795751783.8785' }, 's');
  const end = hungUpBy('PJSIP/trunk-local-0000000a', 127);
  written({ event: 'HANGUP', at: '1795751791.950049', id: 'cordboard-1795751783.8785' }, 's', end);
  expect(await read()).toEqual([
    {
      ...{ channelId: 'cordboard-1795751783.8785', caller: '+77050000481', dialled: '100' },
      ...{ arrivedMs: 1_795_751_783_177, leftMs: 1_795_751_791_950, endedBy: 'caller', cause: 127 },
    },
  ]);
});

test('whom the dialplan let go is told so', async () => {
  written({ event: 'CHAN_START', at: '1795751783.1', id: '1795751783.1' }, '+74951234567');
  written({ event: 'HANGUP', at: '1795751791.9', id: '1795751783.1' }, 's', hungUpBy('dialplan/builtin', 16));
  expect(await read()).toMatchObject([{ endedBy: 'dialplan', cause: 16 }]);
});

test('who is still there, phones, calls of ours, and foreign names are none of them', async () => {
  written({ event: 'CHAN_START', at: '1795751783.1', id: '1795751783.1' }, '100');
  for (const [id, channel, extension] of [
    ['1795751783.2', 'PJSIP/1001-0000000b', '100'],
    ['op-1795751783.1-1-1', 'PJSIP/trunk-local-0000000c', '100'],
    ['1795751783.3', 'PJSIP/trunk-local-0000000d', 's'],
  ] as const) {
    written({ event: 'CHAN_START', at: '1795751784.1', id, channel }, extension);
    written({ event: 'HANGUP', at: '1795751785.1', id, channel }, 's', hungUpBy('', 16));
  }
  expect(await read()).toEqual([]);
});

test('lines are whole wherever the pieces are cut, and of what lies before nothing is read', async () => {
  for (let n = 1; n <= 2_000; n++) {
    written({ event: 'CHAN_START', at: `${1_795_751_783 + n}.1`, id: `1795751783.${n}` }, '100');
    written({ event: 'HANGUP', at: `${1_795_751_784 + n}.1`, id: `1795751783.${n}` }, 's', hungUpBy('', 16));
  }
  expect(await read()).toHaveLength(2_000);
  const { length } =
    '"CHAN_START","1795751784.1","1795751783.1","1795751783.1","PJSIP/trunk-local-0000000a","+7';
  expect(await read(length)).toHaveLength(1_999);
});

test('each leg has the end of the last of its contacts, and a caller the own one', async () => {
  const ends = async (): Promise<object> => {
    const diary = new ExchangeDiary(path);
    return Object.fromEntries((await diary.legs(0, await diary.size())).ends);
  };
  written({ event: 'CHAN_START', at: '1795751783.1', id: '1795751783.1' }, '100');
  const rung = (id: string, at: string, cause: number): void =>
    written({ event: 'HANGUP', at, id, channel: 'PJSIP/1001-0000000b' }, 's', hungUpBy('', cause));
  rung('op-1795751783.1-1-1', '1795751790.25', 17);
  rung('op-1795751783.1-1-2', '1795751791.5', 16);
  // The phone was told that another one has answered: that is no end of the leg.
  rung('op-1795751783.1-1-3', '1795751792.5', 26);
  written({ event: 'HANGUP', at: '1795751793.75', id: 'cordboard-1795751783.8785' }, 's', hungUpBy('', 16));
  const last = hungUpBy('dialplan/builtin', 16);
  written({ event: 'HANGUP', at: '1795751794.25', id: 'cordboard-1795751783.8786' }, 's', last);
  written({ event: 'CHAN_END', at: '1795751799.1', id: 'cordboard-1795751783.8785' }, 's');
  expect(await ends()).toEqual({
    'op-1795751783.1-1': { atMs: 1_795_751_791_500 },
    'cordboard-1795751783.8785': { atMs: 1_795_751_793_750 },
    'cordboard-1795751783.8786': { atMs: 1_795_751_794_250, isByDialplan: true },
  });
});

test('a leg has come into talks when it entered the bridge of one, first and last, and not where callers wait', async () => {
  const entered = (id: string, at: string, bridge: string): void =>
    written(
      { event: 'BRIDGE_ENTER', at, id },
      's',
      `{"bridge_id":"${bridge}","bridge_technology":"simple_bridge"}`,
    );
  entered('1795751783.1', '1795751784.1', 'wait-2c9a');
  entered('1795751783.1', '1795751790.1', 'br-1795751783.1');
  entered('op-1795751783.1-1-2', '1795751790.25', 'br-1795751783.1');
  entered('1795751783.1', '1795751792.1', 'wait-2c9a');
  entered('1795751783.1', '1795751795.1', 'br-1795751783.1');
  const diary = new ExchangeDiary(path);
  const { joins, ends } = await diary.legs(0, await diary.size());
  expect(Object.fromEntries(joins)).toEqual({
    '1795751783.1': { firstMs: 1_795_751_790_100, lastMs: 1_795_751_795_100 },
    'op-1795751783.1-1': { firstMs: 1_795_751_790_250, lastMs: 1_795_751_790_250 },
  });
  expect(ends.size).toBe(0);
});

test('of an end that is written just now the next look tells', async () => {
  const diary = new ExchangeDiary(path);
  written({ event: 'CHAN_START', at: '1795751783.1', id: '1795751783.1' }, '100');
  const whole = await diary.size();
  written({ event: 'HANGUP', at: '1795751790.25', id: '1795751783.1' }, 's', hungUpBy('', 16));
  const bytes = await diary.size();
  expect(await diary.legs(0, bytes - 1)).toEqual({ ends: new Map(), joins: new Map(), readBytes: whole });
  expect((await diary.legs(whole, bytes)).ends.size).toBe(1);
});

test('without a diary there are no bytes of it', async () => {
  expect(await new ExchangeDiary(path).size()).toBe(0);
});

test('who remembers the names of some legs remembers no more of the diary than these', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const held = (): number => {
    for (let times = 0; times < 3; times++) collect();
    return process.memoryUsage().heapUsed;
  };
  const end = `"{""hangupcause"":16}"`;
  const lines = Array.from({ length: 40_000 }, (_, leg) => {
    return `"HANGUP","1795751784.176732","","cordboard-1795751783.${leg}","PJSIP/trunk-local-0000000a","+7","100",${end}\n`;
  });
  appendFileSync(path, lines.join(''));
  const diary = new ExchangeDiary(path);
  const bytes = await diary.size();
  const everySoMany = async (count: number): Promise<readonly string[]> =>
    [...(await diary.legs(0, bytes)).ends.keys()].filter((_, leg) => leg % count === 0);
  // What it takes to read the diary is the same both times.
  const first = await everySoMany(40_000);
  const heldByOne = held();
  const more = await everySoMany(500);
  const heldByMore = held();
  expect([first.length, more.length]).toEqual([1, 80]);
  // Each stood in another piece, and all pieces together are the file.
  expect(heldByMore - heldByOne).toBeLessThan(bytes / 4);
});
