import { CALM, type Weather } from '../simulation/weather.ts';
import { simulatedWorld } from './telephony/simulated-world.ts';
import { describeTelephony } from './telephony.contract.ts';

const SLOW: Weather = { ...CALM, latencyMsMax: 40 };

describeTelephony('the simulated exchange in calm weather', () => simulatedWorld(1, CALM));
describeTelephony('the simulated exchange on slow wires', () => simulatedWorld(2, SLOW));
