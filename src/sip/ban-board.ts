import type { Ban } from '../bans/index.ts';

/**
 * Where bans of the gate outlive the edge, and Cordboard sees and lifts them. The edge's side. Nothing of it throws,
 * and nobody waits: what could not be written is written when the board is back.
 */
export interface BanBoard {
  /**
   * Tells once what was kept before, as soon as the board can be read, without what was lifted since; nothing is
   * written before. From then on it looks each 500 ms which addresses somebody wants to be free, and tells each once.
   */
  start(told: {
    readonly onKept: (bans: readonly Ban[]) => void;
    readonly onLifted: (addresses: readonly string[]) => void;
  }): void;
  /** To be called each second with all that are on: they end there by themselves when the last of them does. */
  show(bans: readonly Ban[]): void;
}

/** The board from Cordboard's side. */
export interface BanWitness {
  /** Those that are on, also while there is no edge. Rejects while the board is away, within some seconds. */
  bans(): Promise<readonly Ban[]>;
  /** The edge lifts the ban within a second, or when there is one again. Rejects as `bans` does. */
  lift(ban: Ban): Promise<void>;
  close(): void;
}
