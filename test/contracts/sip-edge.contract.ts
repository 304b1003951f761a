import { afterEach, beforeEach, describe } from 'vitest';
import { callerCases } from './sip-edge/caller-cases.ts';
import { connectionCases } from './sip-edge/connection-cases.ts';
import { dialledCases } from './sip-edge/dialled-cases.ts';
import { offerCases } from './sip-edge/offer-cases.ts';
import { requestCases } from './sip-edge/request-cases.ts';
import { withinCases } from './sip-edge/within-cases.ts';
import { Stage, type World } from './sip-edge/world.ts';

const CASES = [
  ['calls that come', callerCases],
  ['calls that are dialled', dialledCases],
  ['offers', offerCases],
  ['requests within a call', withinCases],
  ['requests without a call', requestCases],
  ['the connection', connectionCases],
] as const;

/** What every implementation of the port `SipEdge` must do, on whatever SIP server. */
export function describeSipEdge(name: string, make: () => Promise<World>): void {
  describe(name, () => {
    let open: Stage | undefined;
    const stage = (): Stage => open!;

    beforeEach(async () => {
      open = await Stage.open(make);
    });
    afterEach(async () => {
      await open?.close();
      open = undefined;
    });

    for (const [about, describeCases] of CASES) describe(about, () => describeCases(stage));
  });
}
