// All kinds of steps, one row each. The order is that of the editor's choices and of the documentation.
// A new kind is a file beside this one and a row here; nothing else knows the kinds by name.
// Never: a word about how a call is carried.
import type { StepKind } from '../step-kind.ts';
import { answer } from './answer.ts';
import { branch } from './branch.ts';
import { goto } from './goto.ts';
import { hangup } from './hangup.ts';
import { http } from './http.ts';
import { input } from './input.ts';
import { language } from './language.ts';
import { menu } from './menu.ts';
import { play } from './play.ts';
import { queue } from './queue.ts';
import { say } from './say.ts';
import { set } from './set.ts';

export const STEP_KINDS: ReadonlyMap<string, StepKind> = new Map(
  [answer, play, say, language, menu, input, set, branch, goto, http, queue, hangup].map((kind) => [
    kind.kind,
    kind,
  ]),
);
