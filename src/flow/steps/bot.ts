import type { ErrandResult } from '../errand.ts';
import {
  duration,
  durationMs,
  leaf,
  maybe,
  name,
  named,
  type Of,
  record,
  type Shape,
  wrongType,
} from '../schema.ts';
import { attributeType, isAttribute, target, variable } from '../schema-steps.ts';
import type { Run } from '../step-acts.ts';
import { stepKind } from '../step-kind.ts';

const TALK_MS = 120_000;

/** What a variable is when the bot does not know it; it also says of which type it is. */
const otherwise: Shape<string | number | boolean> = leaf(
  {
    description: 'what it is when the bot does not know it: a text, a whole number, true or false',
    type: ['string', 'integer', 'boolean'],
  },
  (value) => (isAttribute(value) ? undefined : wrongType('a text, a whole number, true or false', value)),
);

const shape = record({
  name: name('a bot'),
  intents: named(name('an intent'), target),
  slots: maybe(named(variable, otherwise)),
  longest: maybe(duration('the longest talk', 5_000, 1_800_000)),
});

type Params = Of<typeof shape>;

/**
 * Lets the caller talk to a speech bot of somebody else's. What the bot has understood is where the flow goes on, and
 * what it has heard of becomes variables.
 */
export const bot = stepKind({
  kind: 'bot',
  about: 'lets the caller talk to a speech bot, and goes on by what it has understood',
  example: {
    name: 'assistant',
    intents: { invoice: 'end', person: 'end' },
    slots: { city: '' },
    longest: '1m',
  },
  shape,
  notYet: 'use a `menu` until speech bots can be connected',
  resume: 'ask',
  answered: true,
  ends: false,
  inherits: ['other', 'failed'],
  instant: () => false,
  outcomes: ({ intents }) => [
    ...Object.entries(intents).map(([intent, written]) => ({
      name: intent,
      must: true,
      byCaller: true,
      target: { written, path: ['intents', intent] },
    })),
    { name: 'other', must: true, byCaller: true, or: 'failed' },
    { name: 'failed', must: true, instant: true },
  ],
  variables: ({ intents, slots = {} }) =>
    Object.entries(slots).map(([slot, value]) => ({
      ...{ name: slot, path: ['slots', slot], type: attributeType(value), secret: false },
      outcome: [...Object.keys(intents), 'other', 'failed'],
    })),
  acts({ name: called, intents, slots = {}, longest }, check) {
    const known = Object.keys(intents);
    for (const intent of known) {
      if (!['other', 'failed', 'error'].includes(intent)) continue;
      const hint = `write it under "on"; a bot cannot mean "${intent}"`;
      check.wrong(['intents', intent], { code: 'WRONG_VALUE', say: 'this is no intent', hint }, 'key');
    }
    const longestMs = durationMs(longest, TALK_MS);
    const how = { kind: 'bot', bot: called, intents: known, slots: Object.keys(slots), longestMs } as const;
    return {
      enter(run) {
        run.answer();
        run.dropEarly();
        run.sendErrand({ ...how, language: run.state.language }, longestMs);
      },
      errandEnded(run, result) {
        if (result.kind !== 'bot') return;
        keep(run, slots, result);
        if (result.intent === null) run.leave('failed');
        else run.leave(Object.hasOwn(intents, result.intent) ? result.intent : 'other');
      },
    };
  },
});

/** A value of another type is as good as none: the bot is somebody else's. */
function keep(
  run: Run,
  slots: NonNullable<Params['slots']>,
  result: Extract<ErrandResult, { kind: 'bot' }>,
): void {
  for (const [slot, value] of Object.entries(slots)) {
    const heard = Object.hasOwn(result.slots, slot) ? result.slots[slot] : value;
    const kept = isAttribute(heard) && attributeType(heard) === attributeType(value) ? heard : value;
    run.state.variables[slot] = typeof kept === 'number' ? String(kept) : kept;
  }
}
