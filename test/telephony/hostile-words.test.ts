import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import { AdapterScene, channel, NODE } from './adapter-scene.ts';
import type { Asked } from './fake-ari.ts';
import { hostileWords } from './hostile-words.ts';

const WORDS = hostileWords(300);

let scene: AdapterScene;
beforeEach(async () => {
  scene = await AdapterScene.open();
  await scene.listen();
});
afterEach(() => scene.close());

/** A request to Asterisk, as its own parser would understand it, holds nothing but what we mean to say. */
function strangeIn({ path, query, body }: Asked): readonly string[] {
  const endpoint = query.get('endpoint') ?? 'PJSIP/1001';
  const { variables = {} } = (body === '' ? {} : JSON.parse(body)) as { variables?: Record<string, string> };
  const names = Object.keys(variables);
  const isHeader = (name: string): boolean => /\(/.test(name);
  return [
    ...(/^(\/[A-Za-z][\w.-]*)+$/.test(path) ? [] : [path]),
    ...(/^(PJSIP\/[\w.-]+|PJSIP\/\+?\d{1,20}@trunk-carrier|PJSIP\/trunk-carrier\/sips?:[^&,|\s]+|Local\/s@static-overflow)$/.test(
      endpoint,
    )
      ? []
      : [endpoint]),
    ...names.filter(
      (name) => !/^(cb_[a-z]+|CONNECTEDLINE\([a-z-]+,i\)|PJSIP_[A-Z_]+\([\w,-]*\))$/.test(name),
    ),
    ...names.filter((name) => isHeader(name) && /[\p{Cc}"<>\\]/u.test(variables[name]!)),
  ];
}

describe('words of strangers', () => {
  test('reach the exchange as values of our own variables, and as nothing else', async () => {
    for (const [index, word] of WORDS.entries()) {
      const other = WORDS[(index * 7 + 1) % WORDS.length]!;
      const show = { number: word, name: other };
      const marks = { dialled: word, place: JSON.stringify({ word: other }) };
      scene.telephony.execute({
        ...{ kind: 'ring', node: NODE, legId: `op-${index}`, callId: `c${index}` },
        ...{ phoneIds: ['1001'], show, marks },
      });
      if (index % 50 === 0) await eventually('they are taken', () => lastCreated(index));
    }
    await eventually('all are taken', () => lastCreated(WORDS.length - 1), 10_000);
    const created = scene.ari.requests('POST', '/channels/create').filter(({ body }) => body !== '');
    expect(created.length).toBeGreaterThanOrEqual(WORDS.length);
    expect(scene.ari.asked.flatMap(strangeIn)).toEqual([]);
    const { variables } = JSON.parse(created.at(-1)!.body) as { variables: Record<string, string> };
    expect(variables.cb_dialled).toBe(WORDS.at(-1));
  });

  test('are never dialled: neither as a number, nor as an address, nor as a phone', async () => {
    const asked = scene.ari.asked.length;
    const wishes = WORDS.filter((word) => !/^\+?\d{1,20}$/.test(word));
    for (const [index, word] of wishes.entries()) {
      const of = { kind: 'ringOut', node: NODE, callId: `c${index}` } as const;
      const out = { ...of, show: { number: null }, marks: {} } as const;
      const number = { kind: 'number', trunk: 'carrier', number: word } as const;
      const address = { kind: 'address', trunk: 'carrier', address: `sip:${word}@pbx.example` } as const;
      const host = { kind: 'address', trunk: 'carrier', address: `sip:anna@${word}` } as const;
      for (const [place, to] of [number, address, host].entries())
        scene.telephony.execute({ ...out, legId: `out-${index}-${place}`, to });
      scene.telephony.execute({ kind: 'takeAsCaller', legId: `phone-${index}`, dialled: word });
    }
    const refused = (): true | undefined => {
      const failures = scene.events.filter(({ kind }) => kind === 'commandFailed');
      return failures.length >= 3 * wishes.length || undefined;
    };
    await eventually('they are refused', refused, 10_000);
    const dialled = scene.ari.asked.slice(asked).filter(({ path }) => path === '/channels/create');
    expect(dialled.flatMap(strangeIn)).toEqual([]);
    expect(scene.ari.asked.slice(asked).filter(({ path }) => path.endsWith('/continue'))).toEqual([]);
  });

  test('of callers are one line, and not endless, wherever they are shown', async () => {
    for (const [index, word] of WORDS.entries()) {
      const caller = { number: word, name: word };
      const args = ['caller', `in-${index}`, '1800000000', '100'];
      scene.ari.say({ type: 'StasisStart', args, channel: channel(`in-${index}`, { caller }) });
    }
    await scene.heard('callerArrived', WORDS.length);
    const callers = scene.events.flatMap((event) => (event.kind === 'callerArrived' ? [event.caller] : []));
    for (const { number, name } of callers)
      for (const text of [number, name]) {
        expect(text).not.toMatch(/[\p{C}]/u);
        expect(text.length).toBeLessThanOrEqual(128);
      }
    expect(callers.some(({ name }) => name.includes('Ольга'))).toBe(true);
  });
});

const lastCreated = (index: number): true | undefined =>
  scene.ari.asked.some(({ query }) => query.get('channelId') === `op-${index}-1`) || undefined;
