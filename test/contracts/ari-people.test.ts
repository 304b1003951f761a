import { describeOnAsterisk } from './telephony/on-asterisk.ts';
import { PEOPLE_CASES } from './telephony.contract.ts';

describeOnAsterisk(PEOPLE_CASES);
