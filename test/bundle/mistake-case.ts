export type Changes = Readonly<Record<string, string | undefined>>;
/** Changed files of the small bundle; "«CODE»" stands exactly where the mistake is to be found. */
export type Case = readonly [what: string, changes: Changes];

/** A main flow with these steps. */
export const steps = (lines: string, head = 'start: first'): Changes => ({
  'main.flow.yaml': `flow: main\n${head}\nsteps:\n${lines.replace(/^/gm, '  ')}\n`,
});
export const END = 'end: { hangup: normal }';
export const DEFAULTS =
  'start: first\ndefaults: { on: { failed: end, timeout: end, full: end, unstaffed: end } }';
