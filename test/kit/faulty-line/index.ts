export { FaultyLine } from './faulty-line.ts';
