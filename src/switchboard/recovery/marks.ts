import type { Now } from '../../base/index.ts';
import type { Place } from '../../routing/index.ts';
import type { Call, Tape } from '../call.ts';
import type { Command } from '../command.ts';
import type { Desk } from '../desk.ts';
import type { VisitSnapshot } from './snapshot.ts';

/** Of the mark; one of another form is not read. */
const FORM = 2;
/** Nobody waits or talks for longer: the clock was set. */
export const LASTED_MS_MAX = 86_400_000;

/**
 * The place as it is written on the caller's leg, so that it survives us: version; queue; flow hash; flow; step;
 * entered (wall ms); seq; class; boost ms; stages begun; and what holds of the step: must; needs; whether these are
 * kept. That is written out, since the step alone does not tell it: it depends on the caller's language, and a
 * supervisor's move ends it. No expression has a ";" in it.
 */
export function placeMark(desk: Desk, call: Call, waiting: Place): Command {
  const step = call.visit?.step;
  const fields = [
    FORM,
    waiting.queueId,
    call.script.flowHash,
    call.flow?.flow ?? '',
    call.flow?.step ?? '',
    Math.round(call.visit?.enteredWallMs ?? desk.now.wallMs),
    waiting.seq,
    waiting.class,
    waiting.boostMs,
    waiting.stagesBegun,
    step?.must ?? '',
    step?.needs ?? '',
    step?.keepsNeeds === true ? 1 : 0,
  ];
  return { kind: 'mark', legId: call.callerLeg, marks: { place: fields.join(';') } };
}

/** What a mark says: which step of which flow the caller waits in, and where. */
export type PlaceMark = {
  readonly flowHash: string;
  readonly flow: string;
  readonly step: string;
  readonly visit: VisitSnapshot;
};

/**
 * The mark that `placeMark` wrote; undefined where there is none, or none that we can read. Its time is the wall
 * clock's, which somebody may have set since.
 */
export function readPlaceMark(text: string | undefined, now: Now): PlaceMark | undefined {
  const fields = text?.split(';') ?? [];
  const [form, queue = '', flowHash = '', flow = '', step = '', ...rest] = fields;
  const [enteredWallMs = Number.NaN, seq = Number.NaN, level = 0, boostMs = 0, stagesBegun = 0] =
    rest.map(Number);
  const [must = '', needs = '', keeps = ''] = rest.slice(5);
  if (Number(form) !== FORM || Number.isNaN(enteredWallMs) || Number.isNaN(seq)) return undefined;
  const waitedMs = Math.min(Math.max(0, now.wallMs - enteredWallMs), LASTED_MS_MAX);
  const enteredMonoMs = now.monoMs - waitedMs;
  const place = { seq, class: level, boostMs, stagesBegun, enteredMs: enteredMonoMs, leftMs: now.monoMs };
  const asked = { must: must || null, needs: needs || null, keepsNeeds: keeps === '1' };
  const told = { dueMs: null, toldCount: 0, isQuiet: false };
  const visit = { queue, enteredMonoMs, enteredWallMs, label: '', step: asked, place, ...told };
  return { flowHash, flow, step, visit };
}

/** Since when whoever has this leg talks: the wall clock's time (ms). */
export const joinedMark = ({ wallMs }: Now): string => String(Math.round(wallMs));

/** How long ago it was that `joinedMark` was written (ms); 0 where nothing true can be told. */
export function joinedAgoMs(text: string | undefined, { wallMs }: Now): number {
  const agoMs = wallMs - Number(text ?? Number.NaN);
  return agoMs >= 0 && agoMs <= LASTED_MS_MAX ? agoMs : 0;
}

/** What somebody wanted of the recording of a call. */
type TapeWish = Pick<Tape, 'wish' | 'isPaused'>;

/**
 * What was wanted of the recording last, so that a process that knows nothing else of the call records nothing that
 * nobody may hear: wish; whether it is paused; when (wall ms).
 */
export const tapeMark = ({ tape }: Pick<Call, 'tape'>, { wallMs }: Now): string =>
  [tape.wish ?? '', tape.isPaused ? 1 : 0, Math.round(wallMs)].join(';');

/** The mark that `tapeMark` wrote; null where nobody has wanted anything. One that we cannot read is a pause. */
export function readTapeMark(text: string | undefined): (TapeWish & { readonly atWallMs: number }) | null {
  if (text === undefined) return null;
  const [wish = '', isPaused = '', at = ''] = text.split(';');
  const known = wish === 'on' || wish === 'off' ? wish : null;
  const atWallMs = at === '' ? Number.POSITIVE_INFINITY : Number(at);
  return { wish: known, isPaused: isPaused !== '0', atWallMs };
}
