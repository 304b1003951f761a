import { dial, newVisit } from './calls-in.ts';
import type { CallCame, EdgeDesk } from './edge-desk.ts';
import type { TrunkWay } from './edge-parts.ts';
import { shownOn } from './shown-on.ts';
import { parseSipUri } from './sip-uri.ts';
import { placeOf } from './trunk-sign-ins.ts';
import type { Verdict } from './verdict.ts';
import type { Side, Visit } from './visit.ts';

type FromNode = Extract<Verdict, { kind: 'node' }>;

/** The others of several phones show no missed call (RFC 3326). */
const ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"';
const UNKNOWN_PLACE = 404;
const NOWHERE = 480;

/** A node wants somebody outside, by the trunk that it names, or else a phone. */
export function callFromNode(desk: EdgeDesk, came: CallCame, origin: FromNode): void {
  const { headers } = came.asked;
  const name = headers['x-cordboard-trunk'];
  if (name === undefined) return callPhone(desk, came, origin);
  const { way = null, codecs = null } = desk.parts.trunks.get(name) ?? {};
  const place = way === null ? undefined : placeOutside(way, came.asked);
  if (way === null || place === undefined)
    return desk.want({ kind: 'refuse', id: came.legId, status: UNKNOWN_PLACE });
  const visit = newVisit(desk, came, origin);
  visit.isToTrunk = true;
  dial(desk, visit, { ...place, ...shownOn(way, visit.caller.number) }, codecs);
}

type Place = Pick<Parameters<typeof dial>[2], 'uri' | 'credentials'>;

/**
 * A number is the carrier's, a SIP address whosever it is: what the carrier has given us to prove who we are is shown
 * to nobody else. Undefined for what is no address.
 */
function placeOutside(way: TrunkWay, { headers, dialled }: CallCame['asked']): Place | undefined {
  const { host, transport, credentials } = way;
  const address = headers['x-cordboard-address'];
  if (address === undefined) return { uri: `sip:${dialled}@${placeOf(way)}`, credentials };
  const parsed = parseSipUri(address);
  if (parsed === undefined || parsed.scheme !== 'sip') return undefined;
  const server = parsed.port === '' ? parsed.host : `${parsed.host}:${parsed.port}`;
  const uri = `sip:${parsed.user}@${placeOf({ host: server, transport })}`;
  return { uri, credentials: server === host.toLowerCase() ? credentials : null };
}

/** All places of the phone ring at once; the first that answers is the one. */
function callPhone(desk: EdgeDesk, came: CallCame, origin: FromNode): void {
  const targets = desk.parts.registrar.targetsOf(came.asked.dialled, desk.now);
  if (targets.length === 0) return desk.want({ kind: 'refuse', id: came.legId, status: NOWHERE });
  const visit = newVisit(desk, came, origin);
  for (const uri of targets) dial(desk, visit, { uri, headers: visit.headers, credentials: null });
}

/** Somebody has answered: the others stop ringing. */
export function endOthers(desk: EdgeDesk, visit: Visit, answered: Side): void {
  for (const { legId } of visit.far) {
    if (legId === answered.legId) continue;
    desk.visitOfLeg.delete(legId);
    desk.want({ kind: 'end', legId, reason: ELSEWHERE });
  }
  visit.far = [answered];
}

/** What is told to whoever called when all places have failed: a refusal of a person counts more than a dead line. */
export function worseOf(one: number | null, other: number): number {
  if (one === null) return other;
  const rank = (status: number): number =>
    status >= 600 ? 0 : status === 486 || status === 480 ? 1 : status < 500 && status !== 408 ? 2 : 3;
  return rank(other) < rank(one) ? other : one;
}
