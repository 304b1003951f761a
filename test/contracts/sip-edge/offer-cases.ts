import { expect, test } from 'vitest';
import { eventually } from '../../kit/eventually.ts';
import { header } from '../../kit/phones/message.ts';
import { type EventOf, portIn, type Stage, sdp, UPDATE_TOO } from './world.ts';

const NEW = 51_000;

export function offerCases(stage: () => Stage): void {
  const offer = (legId: string, offerId: string, port = NEW): void =>
    stage().wants({ kind: 'offer', legId, offerId, sdp: sdp(port) });

  test('a caller who allows UPDATE is made an offer by it', async () => {
    const { call, legId } = await stage().answered({ allow: UPDATE_TOO });
    call.sdp = sdp(40_001);
    offer(legId, 'o1');
    const update = await call.hears('UPDATE');
    expect([portIn(update.body), header(update, 'contact')]).toEqual([NEW, expect.stringContaining('sip:')]);
    const answered = await stage().hears('offerAnswered', legId);
    expect([answered.offerId, portIn(answered.sdp)]).toEqual(['o1', 40_001]);
    expect(call.heard.map(({ method }) => method)).toEqual(['UPDATE']);
  });

  test('a caller who does not is made one by INVITE, and the answer may be another than before', async () => {
    const { call, legId } = await stage().answered();
    call.sdp = sdp(40_002);
    offer(legId, 'o1');
    expect(portIn((await call.hears('INVITE')).body)).toBe(NEW);
    expect(portIn((await stage().hears('offerAnswered', legId)).sdp)).toBe(40_002);
    await call.hears('ACK');
    offer(legId, 'o2', NEW + 2);
    await call.hears('INVITE', 2);
    expect((await stage().hears('offerAnswered', legId, 2)).offerId).toBe('o2');
  });

  test('a leg that was dialled is made offers, too', async () => {
    const { call, legId } = await stage().connected();
    offer(legId, 'o1');
    await stage().hears('offerAnswered', legId);
    expect(portIn((await call.hears('INVITE')).body)).toBe(NEW);
  });

  test('491 is told of, and the next offer passes: nothing hangs behind a refusal', async () => {
    const { call, legId } = await stage().answered();
    const refusals = [491, 491];
    call.replyTo = ({ method }) => {
      const status = method === 'INVITE' ? refusals.shift() : undefined;
      return status === undefined ? undefined : [{ status }];
    };
    for (const [place, offerId] of ['o1', 'o2'].entries()) {
      offer(legId, offerId);
      const refused = await stage().hears('offerRefused', legId, place + 1);
      expect(refused).toMatchObject({ offerId, status: 491 });
    }
    offer(legId, 'o3');
    expect((await stage().hears('offerAnswered', legId)).offerId).toBe('o3');
  });

  test('180 before the answer to an INVITE: the offer is settled in time, and the call can go on or be ended', async () => {
    const { call, legId } = await stage().answered();
    call.replyTo = ({ method }) =>
      method === 'INVITE' ? [{ status: 180 }, { status: 200, sdp: sdp(40_001) }] : undefined;
    offer(legId, 'o1');
    await call.hears('INVITE');
    const what = await settled(stage(), legId, 'o1');
    if (what.kind === 'offerAnswered') expect(portIn(what.sdp)).toBe(40_001);
    else expect(what.status).toBe(408);
    stage().end(legId);
    await call.hears('BYE');
    await stage().hears('legEnded', legId);
  });

  test('an offer to somebody who says nothing is refused in time, and the call can be ended', async () => {
    const { call, legId } = await stage().answered({ allow: UPDATE_TOO });
    call.replyTo = ({ method }) => (method === 'UPDATE' ? [] : undefined);
    offer(legId, 'o1');
    await call.hears('UPDATE');
    expect(await stage().hears('offerRefused', legId)).toMatchObject({ offerId: 'o1', status: 408 });
    stage().end(legId);
    await call.hears('BYE');
    await stage().hears('legEnded', legId);
  });

  test('an INVITE to somebody who says nothing is refused in time, and the call can be ended', async () => {
    const { call, legId } = await stage().answered();
    call.replyTo = ({ method }) => (method === 'INVITE' ? [] : undefined);
    offer(legId, 'o1');
    await call.hears('INVITE');
    expect(await stage().hears('offerRefused', legId)).toMatchObject({ offerId: 'o1', status: 408 });
    stage().end(legId);
    await call.hears('BYE');
    await stage().hears('legEnded', legId);
  });

  test('an offer while one is under way, and one to nobody, are refused', async () => {
    const { call, legId } = await stage().answered({ allow: UPDATE_TOO });
    call.replyTo = ({ method }) => (method === 'UPDATE' ? [] : undefined);
    offer(legId, 'o1');
    offer(legId, 'o2');
    expect(await stage().hears('offerRefused', legId)).toMatchObject({ offerId: 'o2', status: 491 });
    const unanswered = await stage().arrival();
    offer(unanswered.legId, 'o3');
    expect(await stage().hears('offerRefused', unanswered.legId)).toMatchObject({ status: 481 });
  });

  test.each([
    ['INVITE', ''],
    ['UPDATE', UPDATE_TOO],
  ])('an offer of the other side by %s is answered', async (method, allow) => {
    const { call, legId } = await stage().answered(allow === '' ? {} : { allow });
    const extra = [['Session-Expires', '1800;refresher=uac']] as const;
    const answer = call.ask(method, { body: sdp(40_005), extra });
    const came = await stage().hears('offerCame', legId);
    expect(portIn(came.sdp)).toBe(40_005);
    stage().wants({ kind: 'answerOffer', legId, offerId: came.offerId, sdp: sdp(50_005) });
    const heard = await answer;
    expect([heard.status, portIn(heard.body)]).toEqual([200, 50_005]);
    // Without it the other side would not refresh, and the server would end the call.
    expect(header(heard, 'session-expires')).toBe('1800;refresher=uac');
    expect(header(heard, 'contact')).toContain('sip:');
  });

  test('an offer of the other side is refused, and the next is heard', async () => {
    const { call, legId } = await stage().answered();
    const answer = call.ask('INVITE', { body: sdp(40_005) });
    const { offerId } = await stage().hears('offerCame', legId);
    stage().wants({ kind: 'refuseOffer', legId, offerId, status: 488 });
    expect((await answer).status).toBe(488);
    const next = call.ask('INVITE', { body: sdp(40_006) });
    const came = await stage().hears('offerCame', legId, 2);
    stage().wants({ kind: 'answerOffer', legId, offerId: came.offerId, sdp: sdp(50_006) });
    expect((await next).status).toBe(200);
  });

  test('an INVITE within the call without an offer is made one, and answers it', async () => {
    const { call, legId } = await stage().answered();
    const answer = call.ask('INVITE', { ackBody: sdp(40_007) });
    const came = await stage().hears('offerCame', legId);
    expect(came.sdp).toBe('');
    stage().wants({ kind: 'answerOffer', legId, offerId: came.offerId, sdp: sdp(50_007) });
    expect(portIn((await answer).body)).toBe(50_007);
    expect(portIn((await stage().hears('legConfirmed', legId, 2)).sdp)).toBe(40_007);
  });

  test('when both sides offer at once, theirs is refused with 491', async () => {
    const { call, legId } = await stage().answered({ allow: UPDATE_TOO });
    call.replyTo = ({ method }) => (method === 'UPDATE' ? [] : undefined);
    offer(legId, 'o1');
    await call.hears('UPDATE');
    expect((await call.ask('INVITE', { body: sdp(40_005) })).status).toBe(491);
    expect(stage().all('offerCame')).toEqual([]);
  });

  test('an UPDATE without an offer says only that somebody is still there: nobody hears of it', async () => {
    const { call } = await stage().answered({ allow: UPDATE_TOO });
    const heard = await call.ask('UPDATE', { extra: [['Session-Expires', '1800;refresher=uac']] });
    expect([heard.status, header(heard, 'session-expires')]).toEqual([200, '1800;refresher=uac']);
    expect(stage().all('offerCame')).toEqual([]);
  });
}

/** Answered or refused: a server that passes on the answer behind 180 does better than one that loses it. */
function settled(
  stage: Stage,
  legId: string,
  offerId: string,
): Promise<EventOf<'offerAnswered'> | EventOf<'offerRefused'>> {
  return eventually(`${offerId} is settled`, () =>
    [...stage.all('offerAnswered', legId), ...stage.all('offerRefused', legId)].find(
      (event) => event.offerId === offerId,
    ),
  );
}
