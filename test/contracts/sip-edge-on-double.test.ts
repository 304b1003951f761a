import { doubleWorld } from './sip-edge/double-world.ts';
import { describeSipEdge } from './sip-edge.contract.ts';

describeSipEdge('the SIP edge on a double of the application port', doubleWorld);
