import { oneNode, oneNodeAway, twoNodes } from './telephony/nodes-world.ts';
import { CALLER_CASES, describeTelephony, PEOPLE_CASES } from './telephony.contract.ts';

const without = (name: string) => [...CALLER_CASES, ...PEOPLE_CASES].filter(([about]) => about !== name);

describeTelephony('an exchange made of one node', oneNode);
// That a recording is nowhere is known only when all nodes are there.
describeTelephony('an exchange made of two nodes, one of which is away', oneNodeAway, without('recordings'));
// Cut off from the one, it is still there with the other.
describeTelephony('an exchange made of two nodes', twoNodes, without('the connection'));
