import type { Leg } from './leg.ts';
import type { DialogIds } from './replaces.ts';

/** All legs that have not ended. */
export class Legs {
  readonly #legs = new Map<string, Leg>();

  add(leg: Leg): void {
    this.#legs.set(leg.legId, leg);
  }

  get(legId: string): Leg | undefined {
    return this.#legs.get(legId);
  }

  has(legId: string): boolean {
    return this.#legs.has(legId);
  }

  remove(legId: string): void {
    this.#legs.delete(legId);
  }

  /** The ids of the leg's dialog, null before it has one. */
  dialogOf(legId: string): DialogIds | null {
    return this.get(legId)?.talk?.dialog.sip ?? null;
  }

  /** The leg that has this dialog with its other side. Asked for once in a transfer, so all are looked at. */
  legOf({ callId, localTag, remoteTag }: DialogIds): string | null {
    for (const { legId, talk } of this.#legs.values()) {
      const sip = talk?.dialog.sip;
      const isIt = sip?.callId === callId && sip.localTag === localTag && sip.remoteTag === remoteTag;
      if (isIt) return legId;
    }
    return null;
  }

  leaveAll(): void {
    for (const leg of this.#legs.values()) leg.leave();
  }

  forgetAll(): void {
    for (const leg of this.#legs.values()) leg.forget();
    this.#legs.clear();
  }
}
