import type { Stage } from './stage.ts';

const HOTLINE = '100';
const TALK_MS = 1_500;

const passes = (ms: number): Promise<void> => new Promise((passed) => setTimeout(passed, ms));

/**
 * A caller chooses Russian and support, is offered to the operator who has been ready for longest, and hangs
 * up.
 */
async function support(stage: Stage): Promise<void> {
  const anna = await stage.operator('anna', { kind: 'answer', afterMs: 600 });
  const call = await (await stage.call('+79160000001', HOTLINE)).answered();
  await passes(1_500);
  await call.press('12', 400);
  await stage.reaches(call, 'talkBegan');
  await passes(TALK_MS);
  stage.checkSound(call, anna);
  call.hangUp();
  await stage.reaches(call, 'callEnded');
}

/** An English-speaking caller wants sales: one operator declines, the next one answers and ends the talk. */
async function sales(stage: Stage): Promise<void> {
  const clara = await stage.operator('clara', { kind: 'refuse', status: 603, afterMs: 800 });
  const elena = await stage.operator('elena', { kind: 'answer', afterMs: 600 });
  const call = await (await stage.call('+447700900002', HOTLINE)).answered();
  await passes(1_500);
  await call.press('21', 400);
  await stage.reaches(call, 'talkBegan');
  await passes(TALK_MS);
  stage.checkSound(call, elena);
  stage.check('clara declined, and was offered the call once', clara.calls.length === 1);
  elena.hangUp();
  await stage.reaches(call, 'callEnded');
}

/** Nobody is ready for billing: the caller waits with music until an operator gets ready by calling *20. */
async function billing(stage: Stage): Promise<void> {
  const dmitry = await stage.operator('dmitry', { kind: 'answer', afterMs: 400 }, 'paused');
  const call = await (await stage.call('+79160000003', HOTLINE)).answered();
  await call.press('13', 400);
  await stage.reaches(call, 'queueEntered');
  const before = call.media.packetsHeard;
  await passes(2_000);
  const heard = call.media.packetsHeard - before;
  stage.check(`${call.number} heard music: ${heard} packets in two seconds`, heard > 90);
  stage.say('dmitry calls *20 and is ready');
  const code = await dmitry.dial('*20');
  await code.ended;
  await stage.reaches(call, 'talkBegan');
  await passes(TALK_MS);
  stage.checkSound(call, dmitry);
  call.hangUp();
  await stage.reaches(call, 'callEnded');
}

/** A caller only wants to know the address, hears it, and goes. */
async function information(stage: Stage): Promise<void> {
  const call = await (await stage.call('+79160000004', HOTLINE)).answered();
  await call.press('24', 400);
  await passes(4_000);
  stage.check(`${call.number} heard the hotline speak`, call.media.packetsHeard > 100);
  call.hangUp();
  await stage.reaches(call, 'callEnded');
}

/** What is played, in this order. */
export const ACTS: readonly { readonly title: string; readonly play: (stage: Stage) => Promise<void> }[] = [
  { title: 'Support in Russian: keys 1, 2', play: support },
  { title: 'Sales in English: keys 2, 1; the first operator declines', play: sales },
  { title: 'Billing: nobody is ready, the caller waits with music', play: billing },
  { title: 'The address in English: keys 2, 4', play: information },
];
