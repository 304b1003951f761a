// All kinds of steps, one row each. The order is that of the editor's choices and of the documentation.
// A new kind is a file beside this one and a row here; nothing else knows the kinds by name.
// Never: a word about how a call is carried.
import type { StepKind } from '../step-kind.ts';
import { announce } from './announce.ts';
import { answer } from './answer.ts';
import { bot } from './bot.ts';
import { branch } from './branch.ts';
import { callback } from './callback.ts';
import { callerLookup } from './caller-lookup.ts';
import { checkQueue } from './check-queue.ts';
import { conference } from './conference.ts';
import { dial } from './dial.ts';
import { earlyMedia } from './early-media.ts';
import { goto } from './goto.ts';
import { hangup } from './hangup.ts';
import { hold } from './hold.ts';
import { http } from './http.ts';
import { input } from './input.ts';
import { language } from './language.ts';
import { loop } from './loop.ts';
import { menu } from './menu.ts';
import { notify } from './notify.ts';
import { play } from './play.ts';
import { queue } from './queue.ts';
import { record } from './record.ts';
import { reject } from './reject.ts';
import { returnStep } from './return.ts';
import { say } from './say.ts';
import { schedule } from './schedule.ts';
import { secureInput } from './secure-input.ts';
import { sendDigits } from './send-digits.ts';
import { set } from './set.ts';
import { split } from './split.ts';
import { subflow } from './subflow.ts';
import { survey } from './survey.ts';
import { tag } from './tag.ts';
import { transfer } from './transfer.ts';
import { voicemail } from './voicemail.ts';
import { wait } from './wait.ts';
import { whisper } from './whisper.ts';

export const STEP_KINDS: ReadonlyMap<string, StepKind> = new Map(
  [
    ...[answer, play, say, wait, language, menu, input, secureInput],
    ...[set, branch, schedule, callerLookup, checkQueue, split, loop, tag],
    ...[subflow, returnStep, goto, http, queue, reject, hangup],
    ...[dial, transfer, voicemail, callback, survey, record, whisper, announce, notify],
    ...[sendDigits, conference, hold, bot, earlyMedia],
  ].map((kind) => [kind.kind, kind]),
);

/** The kind that a written step has; undefined when it has none. */
export const stepKindOf = (step: Readonly<Record<string, unknown>>): string | undefined =>
  Object.keys(step).find((key) => STEP_KINDS.has(key));

/** The parameters of a step of this kind without short forms: `play: hello` is `play: { prompts: hello }`. */
export const spelledOut = (kind: string, raw: unknown): unknown => STEP_KINDS.get(kind)?.spelledOut(raw);
