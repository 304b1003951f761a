import * as z from 'zod';
import type { Ban } from '../../bans/index.ts';
import type { EdgeShown, KeptContact, NodeReport } from '../index.ts';

const text = z.string();
const count = z.int().nonnegative();
const wallMs = z.number();

const contacts = z.array(
  z.object({
    ...{ uri: text, target: text, callId: text, sequence: count },
    flow: z.object({ instance: text, regId: count }).nullable(),
    untilWallMs: wallMs,
  }),
);
const reports = z.array(z.object({ node: text, socket: z.enum(['up', 'lost']), calls: count }));
const bans = z.array(z.object({ address: text, sinceMs: wallMs, untilMs: wallMs, why: text }));
const node = z.object({
  ...{ node: text, state: z.enum(['up', 'suspect', 'dead']), isDraining: z.boolean() },
  ...{ calls: count, sinceWallMs: wallMs },
});
// An edge goes on while Cordboard becomes another one: older ones say less.
const shown = z.object({
  nodes: z.array(node),
  phones: z.array(text),
  refused: z.record(text, count).default({}),
});

/**
 * What somebody else has written there, or another version of us, is undefined unless it can be read as it should be.
 */
export const readContacts = (json: string): readonly KeptContact[] | undefined => readAs(contacts, json);
export const readReports = (json: string): readonly NodeReport[] | undefined => readAs(reports, json);
export const readBans = (json: string): readonly Ban[] | undefined => readAs(bans, json);
export const readShown = (json: string): EdgeShown | undefined => readAs(shown, json);

function readAs<S extends z.ZodType>(shape: S, json: string): z.output<S> | undefined {
  try {
    return shape.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
