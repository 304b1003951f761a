import { Failure } from '../base/index.ts';
import { Obstacle } from './command.ts';

/** Does something; what stands in the way is told in the words of the table of failures. */
export async function inWords<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Obstacle(`${error.message} ${JSON.stringify(error.details)}`);
  }
}
