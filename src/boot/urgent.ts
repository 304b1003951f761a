import type { Bundle } from '../bundle/index.ts';
import type { DoorRules } from '../telephony/index.ts';

export type WithNumbers = Pick<Bundle, 'numbers' | 'callers'>;
export type Urgent = Omit<DoorRules, 'perSecond' | 'burst'>;

/** Every number: the default of a bundle is urgent. */
const EVERYBODY = ['X*', '+X*'];

/** Whose calls have a part in what is kept in reserve, as the bundle says. */
export function urgentIn({ numbers: { rules }, callers }: WithNumbers): Urgent {
  const urgent = rules.filter(({ isUrgent }) => isUrgent === true).map(({ pattern }) => pattern);
  return {
    urgentNumbers: urgent.flatMap((pattern) => (pattern === 'default' ? EVERYBODY : [pattern])),
    urgentCallers: [...callers].flatMap(([number, { isUrgent }]) => (isUrgent === true ? [number] : [])),
  };
}
