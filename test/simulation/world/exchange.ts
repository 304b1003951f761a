import type { Look } from '../../../src/telephony/index.ts';
import type { SimulatedExchange } from '../simulated-exchange.ts';

/** What people, the weather and a process do with the exchange, be it one or several nodes. */
export type Exchange = Pick<
  SimulatedExchange,
  | 'listen'
  | 'execute'
  | 'exchange'
  | 'close'
  | 'look'
  | 'call'
  | 'callFromPhone'
  | 'isIdle'
  | 'phone'
  | 'register'
  | 'unregister'
  | 'press'
  | 'silentSinceMs'
  | 'inSilence'
  | 'heardMs'
  | 'heldLegs'
  | 'legIds'
  | 'loseConnection'
  | 'restoreConnection'
  | 'restart'
> & {
  /** What it writes down itself; several nodes do so on machines of their own, where nobody reads it. */
  readonly diary?: SimulatedExchange['diary'];
  /** What a look shows, where that can be told at once. */
  readonly seen?: () => Look;
  /** The call that the leg of somebody who called is of, where that is not its own id. */
  readonly callIdOf?: (legId: string) => string;
  /** The edge takes a node for dead that is not. */
  readonly giveUp?: () => void;
};
