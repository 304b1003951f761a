import type { Prng } from '../../../src/base/index.ts';
import type { TalkAsk } from '../../../src/switchboard/index.ts';
import { around } from './chances.ts';
import type { Stage } from './stage.ts';

/**
 * What is wanted of a talk: most of it is impossible most of the time, and must change nothing then. No conference: that
 * nobody hears two others is a rule of this world.
 */
const KINDS = ['hold', 'resume', 'consult', 'handOver', 'endConsult', 'toFlow'] as const;

/** Operators, or programs for them, want something of the calls that go on: by the API, whether it fits or not. */
export class TalkWishes {
  readonly #stage: Stage;
  readonly #prng: Prng;
  readonly #operators: readonly string[];
  readonly #queues: readonly string[];
  #isOver = false;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#prng = stage.chance('talks');
    this.#operators = [...stage.drawn.plan.operators.keys()];
    this.#queues = [...stage.drawn.plan.queues.keys()];
  }

  begin(): void {
    this.#stage.clock.after(around(this.#prng, this.#stage.habits.whimEveryMs / 2), () => {
      if (this.#isOver) return;
      this.#wish();
      this.begin();
    });
  }

  settle(): void {
    this.#isOver = true;
  }

  #wish(): void {
    const callIds = this.#stage.liveCallIds();
    if (callIds.length === 0) return;
    const [callId, ask] = [this.#prng.pick(callIds), this.#ask()];
    this.#stage.story.tell(callId, () => `somebody asks for ${JSON.stringify(ask)}`);
    this.#stage.put({ kind: 'talkAsked', callId, by: 'the world', ask });
  }

  #ask(): TalkAsk {
    const kind = this.#prng.pick([...KINDS, 'toQueue', 'toOperator'] as const);
    if (kind === 'toQueue') return { kind, queue: this.#prng.pick(this.#queues) };
    if (kind === 'toOperator' || kind === 'consult')
      return { kind, operator: this.#prng.pick(this.#operators) };
    return { kind };
  }
}
