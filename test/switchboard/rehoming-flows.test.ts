import { describe, expect, test } from 'vitest';
import { entry, kinds, saidTo, stepsOf, waiting } from './adopted.ts';
import { FILES, type Floor } from './floor.ts';
import { callerLeg, phoneLeg } from './next-process.ts';
import { arrivesOn, dies, isBack, rehomed, talksOn, twoNodes } from './two-nodes.ts';

/** A flow that begins with this step, and says goodbye whatever comes of it. */
const beginning = (step: string): Readonly<Record<string, string>> => ({
  'greeted.flow.yaml': [
    ...['flow: greeted', 'start: first', 'steps:', `  first: ${step}`],
    ...(step.includes('bye') ? ['  bye: { play: bye, next: end }', '  end: { hangup: normal }'] : []),
    '',
  ].join('\n'),
});

/** Who calls again within two minutes has the old place. */
const REDIAL = {
  'queues.yaml': FILES['queues.yaml']!.replace('offer: {', 'wait: { redial: 2m }, offer: {'),
};

const inFlow = (step: string, more: Readonly<Record<string, string>> = {}): Floor => {
  const floor = twoNodes({ ...beginning(step), ...more });
  arrivesOn(floor, 'c1', 'north', '200');
  floor.wanted();
  return floor;
};
const again = (floor: Floor): readonly string[] => {
  dies(floor, 'north');
  floor.wanted();
  rehomed(floor, 'c1', 'south');
  return floor.wanted();
};

describe('a caller in a flow while the node dies', () => {
  test('hears the step again', () => {
    const floor = inFlow('{ play: hello, next: bye }');
    expect(again(floor)).toEqual(['answer again-c1', 'leaveWait again-c1', 'speak c1/say-3']);
    expect(saidTo(floor)).toEqual(['hello', 'hello']);
    expect(stepsOf(floor)).toEqual(['first']);
    floor.put({ kind: 'playFinished', legId: 'again-c1', playId: 'c1/say-3', ok: true });
    expect(stepsOf(floor)).toEqual(['first', 'bye']);
  });

  test('is told nothing meanwhile: no time runs out, and no sound has ended', () => {
    const floor = inFlow('{ play: hello, next: bye }');
    dies(floor, 'north');
    floor.put({ kind: 'playFinished', legId: 'leg-c1', playId: 'c1/say-1', ok: false });
    floor.clock.advance(15_000);
    expect(stepsOf(floor)).toEqual(['first']);
  });

  test('is on hold again, and what was asked of a server is not asked twice', () => {
    const held = inFlow('{ hold: 5m, next: bye }');
    expect(again(held)).toEqual(['answer again-c1', 'wait again-c1']);
    const step =
      '{ http: { url: "https://crm.example/a", filler: hello }, on: { ok: bye, http_error: bye } }';
    const asking = inFlow(step, { 'bundle.yaml': `${FILES['bundle.yaml']}egress: [crm.example]\n` });
    expect(again(asking)).toEqual(['answer again-c1', 'speak c1/say-3']);
    const answer = { kind: 'answered', status: 200, body: '' } as const;
    asking.put({ kind: 'fetched', callId: 'c1', fetchId: 'fetch-2', result: answer });
    expect(stepsOf(asking)).toEqual(['first', 'bye']);
  });

  test('learns later what a server has answered meanwhile', () => {
    const step = '{ http: { url: "https://crm.example/a" }, on: { ok: bye, http_error: bye } }';
    const floor = inFlow(step, { 'bundle.yaml': `${FILES['bundle.yaml']}egress: [crm.example]\n` });
    dies(floor, 'north');
    const answer = { kind: 'answered', status: 200, body: '' } as const;
    floor.put({ kind: 'fetched', callId: 'c1', fetchId: 'fetch-1', result: answer });
    expect(stepsOf(floor)).toEqual(['first']);
    rehomed(floor, 'c1', 'south');
    expect(stepsOf(floor)).toEqual(['first', 'bye']);
  });

  test('speaks a message anew, under another name', () => {
    const floor = inFlow('{ voicemail: support, on: { saved: bye, empty: bye, error: bye } }');
    const [record] = again(floor).filter((command) => command.startsWith('record'));
    expect(record).toBe('record again-c1 c1-2');
  });
});

describe('a caller whom we are about to let go', () => {
  test('is let go on the other node, and the record says what it would have said', () => {
    const floor = inFlow('{ play: hello, next: bye }');
    floor.heard('c1', 'speak c1/say-1');
    floor.heard('c1', floor.wanted().at(-1)!);
    expect(floor.wanted()).toEqual(['hangUp leg-c1']);
    expect(again(floor)).toEqual(['hangUp again-c1']);
    floor.ends('again-c1');
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'self_served', by: 'system' });
    expect(kinds(floor).filter((kind) => kind === 'callEnded')).toHaveLength(1);
  });

  test('is so too when that is asked for while the caller is on no node', () => {
    const floor = twoNodes();
    arrivesOn(floor, 'c1', 'north');
    dies(floor, 'north');
    floor.put({ kind: 'hangUpAsked', callId: 'c1', by: 'vera' });
    expect(waiting(floor)).toEqual([]);
    floor.clock.advance(20_000);
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'failed' });
  });
});

describe('nobody is turned away who was here before', () => {
  test('in a house that takes no new calls, or is full', () => {
    const floor = twoNodes({}, 1);
    arrivesOn(floor, 'c1', 'north');
    floor.put({ kind: 'drainAsked' });
    dies(floor, 'north');
    rehomed(floor, 'c1', 'south');
    expect(waiting(floor)).toEqual(['c1']);
    rehomed(floor, 'c9', 'south');
    expect(waiting(floor), 'nor who is not known any more').toEqual(['c1', 'c9']);
  });

  test('and who comes too late is a new caller, with a record of their own', () => {
    const floor = twoNodes(REDIAL);
    arrivesOn(floor, 'c1', 'north');
    dies(floor, 'north');
    floor.clock.advance(19_999);
    expect(floor.outcome('c1')).toBeUndefined();
    floor.clock.advance(1);
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'node_failure' });
    rehomed(floor, 'c1', 'south');
    expect(waiting(floor)).toEqual(['c1-2']);
    expect(entry(floor, 'queueEntered', 'c1-2'), 'the place was kept').toMatchObject({ keptForMs: 20_000 });
    expect(kinds(floor).filter((kind) => kind === 'callArrived')).toHaveLength(1);
  });
});

describe('whom nobody brings to another node', () => {
  const OWN = FILES['operators.yaml']!.replace('name: Anna,', 'name: Anna, number: "101",').replace(
    'name: Boris,',
    'name: Boris, number: "102",',
  );

  test('an operator who calls a colleague is free at once, and the call has its record', () => {
    const floor = twoNodes({ 'operators.yaml': OWN });
    for (const id of ['anna', 'boris']) floor.ready(id);
    floor.put({ kind: 'phoneCalled', node: 'north', legId: 'own', phoneId: '1001', dialled: '102' });
    floor.put({ kind: 'legAnswered', legId: 'op-own-1' });
    dies(floor, 'north');
    expect(floor.outcome('own')).toMatchObject({ outcome: 'node_failure' });
    expect(['anna', 'boris'].map((id) => floor.operator(id).unit)).toEqual(['free', 'free']);
  });

  test('a phone that calls a feature code can be rung again', () => {
    const floor = twoNodes();
    floor.ready('anna');
    floor.put({ kind: 'phoneCalled', node: 'north', legId: 'svc', phoneId: '1001', dialled: '*20' });
    expect(floor.operator('anna').isPhoneInUse).toBe(true);
    dies(floor, 'north');
    expect(floor.operator('anna').isPhoneInUse).toBeUndefined();
  });
});

describe('a node that was not dead after all', () => {
  test('has its caller again, who goes on there', () => {
    const floor = twoNodes();
    arrivesOn(floor, 'c1', 'north');
    floor.put({ kind: 'exchangeLost', node: 'north' });
    dies(floor, 'north');
    floor.wanted();
    isBack(floor, 'north', [callerLeg(floor, 'c1')]);
    expect(floor.wanted()).toEqual(['wait leg-c1', 'wait leg-c1']);
    floor.ready('anna');
    expect(floor.operator('anna').callId).toBe('c1');
  });

  test('lets go of whoever is left there of a call that has gone on elsewhere', () => {
    const floor = twoNodes();
    floor.ready('anna');
    arrivesOn(floor, 'c1', 'north');
    talksOn(floor, 'c1', 'op-c1-1');
    const left = [callerLeg(floor, 'c1', ['op-c1-1']), phoneLeg(floor, 'op-c1-1', ['leg-c1'])];
    floor.put({ kind: 'exchangeLost', node: 'north' });
    dies(floor, 'north');
    rehomed(floor, 'c1', 'south');
    floor.wanted();
    isBack(floor, 'north', left);
    expect(floor.wanted().toSorted()).toEqual(['hangUp leg-c1', 'hangUp op-c1-1']);
    for (const legId of ['leg-c1', 'op-c1-1']) floor.ends(legId);
    expect(floor.outcome('c1')).toBeUndefined();
    expect(floor.operator('anna').callId).toBe('c1');
  });
});
