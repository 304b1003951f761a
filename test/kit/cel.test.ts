import { expect, test } from 'vitest';
import { Cel, parseCel } from './cel.ts';

const line = (
  event: string,
  time: number,
  id: string,
  channel: string,
  number: string,
  bridge = '',
  kind = '',
) => {
  const details = bridge === '' ? '' : `{""bridge_id"":""${bridge}"",""bridge_technology"":""${kind}""}`;
  const name = `PJSIP/${channel}-0000000a`;
  return `"${event}","1795375674.${time}","l","${id}","${name}","${number}","s","${details}"`;
};
const talk = [
  line('CHAN_START', 100, 'c1', 'local', '+79160000001'),
  line('BRIDGE_ENTER', 120, 'c1', 'local', '+79160000001', 'hold', 'holding_bridge'),
  line('CHAN_START', 200, 'o1', '1001', '1001'),
  line('BRIDGE_EXIT', 300, 'c1', 'local', '+79160000001', 'hold', 'holding_bridge'),
  line('BRIDGE_ENTER', 310, 'c1', 'local', '', 'talk', 'simple_bridge'),
  line('BRIDGE_ENTER', 320, 'o1', '1001', '', 'talk', 'simple_bridge'),
  line('BRIDGE_EXIT', 720, 'o1', '1001', '', 'talk', 'simple_bridge'),
  line('BRIDGE_EXIT', 730, 'c1', 'local', '', 'talk', 'simple_bridge'),
  line('CHAN_END', 800, 'o1', '1001', ''),
];
const judge = (lines: readonly string[]) =>
  new Cel(parseCel(lines.join('\n')), (name) => name.startsWith('1'));

test('a talk is the time that a caller and an operator share in a bridge that is not for waiting', () => {
  const cel = judge(talk);
  const [only, ...more] = cel.talks();
  expect(more).toEqual([]);
  expect(only).toMatchObject({ caller: '+79160000001', phone: '1001' });
  expect(only!.toMs - only!.fromMs).toBeCloseTo(400, 0);
  expect(cel.waited('+79160000001')).toBe(true);
});

test('a channel without an end is told', () => {
  expect(judge(talk).openChannels()).toEqual(['local c1']);
});

test('two operators with one caller at once are told, one after the other are not', () => {
  const second = (from: number) => [
    line('BRIDGE_ENTER', from, 'o2', '1002', '', 'talk', 'simple_bridge'),
    line('BRIDGE_EXIT', 725, 'o2', '1002', '', 'talk', 'simple_bridge'),
  ];
  expect(judge([...talk, ...second(400)]).doubleTalks()).toEqual([
    '+79160000001 with 1001 while +79160000001 with 1002',
  ]);
  expect(judge([...talk, ...second(721)]).doubleTalks()).toEqual([]);
});

test('a line that is still being written is left for the next reading', () => {
  expect(parseCel('"CHAN_START","1795375674.1","l","c1","PJSI')).toEqual([]);
});
