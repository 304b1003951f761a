import { Floor } from './floor.ts';

const ROUTES = `routes:
  germany: { to: ["+49*"], trunks: [carrier, spare], caller_id: ["+4930100"], limits: { calls: 2, longest: 10m, minutes_a_day: 25 } }
  pbx: { sip: [pbx.example], trunks: [carrier] }
`;
const OUTCOMES = ['busy', 'no_answer', 'declined', 'failed', 'answered'] as const;

/** A flow of one call out; each outcome tags the call with its name. */
export const floorWith = (step: string, more = ''): Floor => new Floor(filesWith(step, more));

function filesWith(step: string, more: string): Readonly<Record<string, string>> {
  const kind = /^(\w+)/.exec(step)![1]!;
  const on = OUTCOMES.filter((name) => kind === 'dial' || name !== 'answered');
  const lines = [
    `first: { ${step}, on: { ${on.map((name) => `${name}: ${name}`).join(', ')} } }`,
    ...on.map((name) => `${name}: { tag: ${name}, next: end }`),
    'end: { hangup: normal }',
  ];
  const start = more === '' ? 'first' : /^(\w+)/.exec(more)![1];
  const steps = (more === '' ? lines : [more, ...lines]).map((line) => `  ${line}\n`).join('');
  return {
    'out.flow.yaml': `flow: out\nstart: ${start}\nsteps:\n${steps}`,
    'numbers.yaml': 'numbers:\n  "300": { flow: out }\n',
    'routes.yaml': ROUTES,
  };
}

export const DIAL = 'dial: { number: "+4930123456", ring: 20s }';
/** Those of the floor with that step alone. */
export const FILES_OUT = filesWith(DIAL, '');
export const OUT = 'out-c1-1';

export const tagsOf = (floor: Floor): readonly unknown[] =>
  floor.noted('c1').flatMap(({ kind, label }) => (kind === 'tagged' ? [label] : []));
export const outEnds = (floor: Floor): readonly unknown[] =>
  floor
    .noted('c1')
    .flatMap(({ kind, legId, outcome }) => (kind === 'outEnded' ? [`${legId} ${outcome}`] : []));
export const joined = (floor: Floor, legId = OUT): void =>
  floor.put({ kind: 'legsJoined', callId: 'c1', legIds: ['leg-c1', legId] });

/** A caller for whom it rings outside. */
export function ringing(step = DIAL, more = ''): Floor {
  const floor = floorWith(step, more);
  floor.arrives('c1', '300');
  floor.wanted();
  return floor;
}

/** The same, answered. */
export function talking(step = DIAL): Floor {
  const floor = ringing(step);
  floor.put({ kind: 'legAnswered', legId: OUT });
  joined(floor);
  floor.wanted();
  return floor;
}
