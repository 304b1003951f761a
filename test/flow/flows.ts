/** A flow with these steps; every queue step may end at "end". */
export const flow = (steps: string, head = ''): string => `flow: main
start: first
${head === '' ? 'defaults: { on: { timeout: end, full: end, unstaffed: end } }' : head}
steps:
${steps.replace(/^/gm, '  ')}
  end: { hangup: normal }
`;

export const MENU = flow(`first:
  menu: { prompts: [ask, ask-again, ask-last], keys: { 1: sales, 2: second, star: first } }
  on: { failed: help }
second:
  menu: { prompts: ask-last, keys: { 1: sales, 9: end } }
  on: { failed: help }
sales: { queue: sales }
help: { queue: help }`);

export const INPUT = (parameters: string): string =>
  flow(`first:
  input: { prompts: [ask, ask-again], into: account, ${parameters} }
  on: { ok: good, no_input: silent, invalid: bad }
good: { say: { items: [{ digits: account }] }, next: end }
silent: { play: bye, next: end }
bad: { play: sorry, next: end }`);
