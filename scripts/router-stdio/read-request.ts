import { type Fields, fieldsOf, numberIn, oneIn, textIn, wrong } from './fields.ts';
import { type Event, type Policy, type Request, type Ring, WrongLine } from './request.ts';

const VERSION = 1;
const LEVEL_MAX = 65_535;
const STATES = ['idle', 'busy', 'away', 'offline'] as const;
const PICKS = ['longest-idle', 'most-skilled', 'least-flexible'] as const;

/** Reads a line of the protocol; throws `WrongLine`. */
export function readRequest(line: string): Request {
  const fields = fieldsOf(parse(line), 'the line', 'NOT_AN_OBJECT');
  if (!Object.hasOwn(fields, 'op')) return { op: 'event', event: readEvent(fields) };
  switch (fields.op) {
    case 'init':
      return { op: 'init', policy: readPolicy(fields) };
    case 'batch':
      return {
        op: 'batch',
        events: readList(fields, 'ev').map((event) => readEvent(fieldsOf(event, 'an event'))),
      };
    case 'stats':
    case 'quit':
      return { op: fields.op };
    default:
      throw new WrongLine('UNKNOWN_OP', '"op" is init, batch, stats or quit');
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new WrongLine('NOT_JSON', 'the line is not JSON');
  }
}

function readPolicy(fields: Fields): Policy {
  if (fields.v !== VERSION) throw wrong('v', `${VERSION}, the version of the protocol`);
  const policy = fieldsOf(fields.policy, '"policy"');
  const aging = fieldsOf(policy.aging, '"aging"');
  const mode = oneIn(aging, 'mode', ['strict', 'linear'] as const);
  const pick = oneIn(policy, 'pick', PICKS);
  return { msPerPoint: mode === 'linear' ? numberIn(aging, 'msPerPoint') : null, pick };
}

function readEvent(fields: Fields): Event {
  const n = numberIn(fields, 'n');
  const t = numberIn(fields, 't');
  switch (fields.e) {
    case 'agent':
      return { n, t, e: 'agent', id: textIn(fields, 'id'), skills: readSkills(fields) };
    case 'state':
      return { n, t, e: 'state', id: textIn(fields, 'id'), s: oneIn(fields, 's', STATES) };
    case 'arrive':
      return {
        n,
        t,
        e: 'arrive',
        id: textIn(fields, 'id'),
        prio: numberIn(fields, 'prio'),
        rings: readRings(fields),
      };
    case 'abandon':
      return { n, t, e: 'abandon', id: textIn(fields, 'id') };
    case 'reject':
      return { n, t, e: 'reject', id: textIn(fields, 'id'), agent: textIn(fields, 'agent') };
    case 'tick':
      return { n, t, e: 'tick' };
    default:
      throw new WrongLine('UNKNOWN_EVENT', '"e" is agent, state, arrive, abandon, reject or tick');
  }
}

/** Level 0 is the same as no skill; what the router cannot hold is refused rather than bent. */
function readSkills(fields: Fields): Readonly<Record<string, number>> {
  const skills = fieldsOf(fields.skills, '"skills"');
  const levels = Object.keys(skills).map((skill): [string, number] => [skill, numberIn(skills, skill)]);
  for (const [skill, level] of levels) {
    if (Number.isInteger(level) && level >= 0 && level <= LEVEL_MAX) continue;
    throw new WrongLine('OUT_OF_RANGE', `the level of "${skill}" is a whole number from 0 to ${LEVEL_MAX}`);
  }
  return Object.fromEntries(levels.filter(([, level]) => level > 0));
}

function readRings(fields: Fields): readonly Ring[] {
  const rings = readList(fields, 'rings').map((ring) => readRing(fieldsOf(ring, 'a ring')));
  if (rings.length === 0) throw wrong('rings', 'a list of at least one ring');
  return rings;
}

/** A minimum of 0 or less asks for nothing; levels are whole, so a minimum of 2.5 is one of 3. */
function readRing(ring: Fields): Ring {
  const need = fieldsOf(ring.need, '"need"');
  const minima = Object.keys(need).map((skill): [string, number] => [
    skill,
    Math.ceil(numberIn(need, skill)),
  ]);
  const asked = minima.filter(([, minimum]) => minimum > 0);
  for (const [skill, minimum] of asked) {
    if (minimum > LEVEL_MAX)
      throw new WrongLine('OUT_OF_RANGE', `the minimum of "${skill}" is at most ${LEVEL_MAX}`);
  }
  return { afterMs: numberIn(ring, 'after'), least: Object.fromEntries(asked) };
}

function readList(fields: Fields, name: string): readonly unknown[] {
  const list = fields[name];
  if (!Array.isArray(list)) throw wrong(name, 'a list');
  return list;
}
