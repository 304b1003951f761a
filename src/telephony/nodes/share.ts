import type { DoorRules } from '../index.ts';

/** The part of the door's figures that a node has, as whole numbers: nobody is let in with nothing. */
export const dividedBy = (
  { perSecond, burst }: Pick<DoorRules, 'perSecond' | 'burst'>,
  share: number,
): Pick<DoorRules, 'perSecond' | 'burst'> => ({
  perSecond: Math.max(1, Math.ceil(perSecond * share)),
  burst: Math.max(1, Math.ceil(burst * share)),
});
