import { expect } from 'vitest';
import type { Entry } from '../../src/journal/index.ts';

/** What must hold of the journal at every moment; the visits, offers and talks that are open at its end. */
export function audit(entries: readonly Entry[]): { readonly open: readonly string[] } {
  const open = new Set<string>();
  const opens = (what: string): void => {
    expect(open.has(what), `${what} begins once`).toBe(false);
    open.add(what);
  };
  const closes = (what: string): void => {
    expect(open.delete(what), `${what} ends once, after its beginning`).toBe(true);
  };
  for (const entry of entries) {
    if (entry.kind === 'operatorChanged' || ('callId' in entry && entry.callId.startsWith('old-'))) continue;
    if (entry.kind === 'callArrived' || entry.kind === 'ownCallBegan') opens(`call ${entry.callId}`);
    if (entry.kind === 'callEnded') closes(`call ${entry.callId}`);
    if (entry.kind === 'queueEntered') opens(`visit of ${entry.callId}`);
    if (entry.kind === 'queueLeft') closes(`visit of ${entry.callId}`);
    if (entry.kind === 'offered') {
      opens(`offer to ${entry.operator}`);
      opens(`offer of ${entry.callId}`);
    }
    if (entry.kind === 'offerEnded') {
      closes(`offer to ${entry.operator}`);
      closes(`offer of ${entry.callId}`);
    }
    if (entry.kind === 'supervisorRang') {
      opens(`supervision of ${entry.callId}`);
      opens(`supervision at ${entry.phone}`);
    }
    if (entry.kind === 'supervisionEnded') {
      closes(`supervision of ${entry.callId}`);
      closes(`supervision at ${entry.phone}`);
    }
    if (entry.kind === 'dialled') opens(`call to ${entry.legId}`);
    if (entry.kind === 'outEnded') closes(`call to ${entry.legId}`);
    if (entry.kind === 'talkBegan') {
      opens(`talk of ${entry.operator}`);
      opens(`talk with ${entry.callId}`);
    }
    if (entry.kind === 'talkEnded') {
      closes(`talk of ${entry.operator}`);
      closes(`talk with ${entry.callId}`);
    }
  }
  return { open: [...open] };
}
