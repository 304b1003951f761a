import { describeOnAsterisk } from './telephony/on-asterisk.ts';
import { CALLER_CASES } from './telephony.contract.ts';

describeOnAsterisk(CALLER_CASES);
