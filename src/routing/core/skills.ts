import type { KnownDemand } from './demands.ts';
import { Slots } from './slots.ts';

/** One skill: who has it at which level, and which demands ask for it. */
export type Skill = {
  readonly slot: number;
  readonly name: string;
  readonly levelOf: Map<number, number>;
  readonly demands: Set<KnownDemand>;
};

/** The skills that operators have or demands name. */
export class SkillTable {
  readonly #slots: Slots;
  readonly #skills: Skill[] = [];

  constructor(max: number) {
    this.#slots = new Slots(max);
  }

  get max(): number {
    return this.#slots.max;
  }

  hasRoomFor(names: Iterable<string>): boolean {
    return this.#slots.hasRoomFor(names, () => this.#sweep());
  }

  find(name: string): Skill | undefined {
    return this.#skills[this.#slots.find(name)];
  }

  /** The skill of this name, for which there must be room. */
  take(name: string): Skill {
    const slot = this.#slots.take(name);
    const known = this.#skills[slot];
    if (known !== undefined) return known;
    const skill: Skill = { slot, name, levelOf: new Map(), demands: new Set() };
    this.#skills[slot] = skill;
    return skill;
  }

  /** Gives back those that nobody has and nobody asks for. */
  #sweep(): void {
    for (const slot of [...this.#slots.all()]) {
      const skill = this.#skills[slot]!;
      if (skill.levelOf.size > 0 || skill.demands.size > 0) continue;
      this.#slots.release(slot);
      delete this.#skills[slot];
    }
  }
}
