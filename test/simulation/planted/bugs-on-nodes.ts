import { bug, type PlantedBug } from './planted-bug.ts';

/** One that is made in going on with callers whose node has died. */
const bugOnNodes = (...of: Parameters<typeof bug>): PlantedBug => ({ ...bug(...of), nodes: true });

const NODE_LOSSES = 'switchboard/nodes/node-losses.ts';
const HOMELESS = 'switchboard/recovery/homeless.ts';
const REHOMING = 'switchboard/nodes/rehoming.ts';

export const BUGS_ON_NODES: readonly PlantedBug[] = [
  bugOnNodes(
    'a re-homed caller gets a new place',
    'switchboard/lines/reach.ts',
    '    ...{ seq, class: level, boostMs, enteredMs, stagesBegun },\n',
    '',
  ),
  bugOnNodes(
    'an operator stays in a talk that has died with its node',
    HOMELESS,
    '  else standAlone(desk, call);\n  for (const leg of legs) releaseOperator(desk, leg);\n',
    '  else standAlone(desk, call);\n',
  ),
  bugOnNodes(
    'a caller whose node has died is waited for without a limit',
    NODE_LOSSES,
    "  desk.startTimer(call, 'home', TIMES_MS.rehoming);\n",
    '',
  ),
  bugOnNodes(
    'a limit that was reached while the caller was on no node is forgotten',
    REHOMING,
    '  leaveIfOverdue(desk, call);\n',
    '',
  ),
  bugOnNodes(
    'who comes again too late goes on in a record that is closed',
    REHOMING,
    'calls.has(id) || endedCalls.has(id) || knownBefore.has(id);',
    'calls.has(id);',
  ),
  bugOnNodes(
    'whoever is on the other node is lost with the one that dies',
    NODE_LOSSES,
    'if (isOn(call, node)) callLost(desk, call);',
    'callLost(desk, call);',
  ),
  bugOnNodes(
    'the flow goes on while nobody is there to hear it',
    'switchboard/flows/flow-driver.ts',
    '  if (call.homeless !== null) return heardLater(call.homeless, input);\n',
    '',
  ),
];
