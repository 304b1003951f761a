import type { FlowGraph } from '../flow/index.ts';

type Step = FlowGraph['steps'][number];

/**
 * How a kind is drawn: what waits for the caller, where callers wait or talk, where a call ends; all others are boxes.
 */
const SHAPES: Readonly<Record<string, readonly [string, string]>> = {
  menu: ['{{', '}}'],
  input: ['{{', '}}'],
  language: ['{{', '}}'],
  branch: ['{', '}'],
  callback: ['{{', '}}'],
  survey: ['{{', '}}'],
  queue: ['[[', ']]'],
  dial: ['[[', ']]'],
  conference: ['[[', ']]'],
  transfer: ['([', '])'],
  reject: ['([', '])'],
  hangup: ['([', '])'],
};

/**
 * A flow as a Mermaid flowchart, which many viewers of Markdown draw. Where errors lead is left out: nearly every step
 * has them, and they would hide the rest. Steps are numbered, since a name such as "end" means something to Mermaid.
 */
export function flowChart(graph: FlowGraph): string {
  const flows = [
    ...new Set(
      graph.steps.flatMap(({ targets }) =>
        [...targets.values()].flatMap((target) => (typeof target === 'number' ? [] : [target.flow])),
      ),
    ),
  ];
  const idOf = (target: number | { readonly flow: string }): string =>
    typeof target === 'number' ? `s${target}` : `f${flows.indexOf(target.flow)}`;
  return [
    'flowchart TD',
    `  call((${label(graph.name)})) --> s${graph.start}`,
    ...graph.steps.map((step, index) => `  s${index}${shaped(step)}`),
    ...flows.map((flow, index) => `  f${index}[/${label(`flow ${flow}`)}/]`),
    ...graph.steps.flatMap((step, index) => arrows(step, idOf).map((arrow) => `  s${index} ${arrow}`)),
  ].join('\n');
}

function shaped({ name, kind }: Step): string {
  const [open, close] = SHAPES[kind] ?? ['[', ']'];
  return `${open}${label(name === kind ? name : `${name}<br><i>${kind}</i>`)}${close}`;
}

/** One arrow for each target, with all outcomes that lead there. */
function arrows(
  { targets }: Step,
  idOf: (target: number | { readonly flow: string }) => string,
): readonly string[] {
  const outcomes = new Map<string, string[]>();
  for (const [outcome, target] of targets) {
    if (outcome === 'error') continue;
    const id = idOf(target);
    outcomes.set(id, [...(outcomes.get(id) ?? []), outcome]);
  }
  return [...outcomes].map(([id, names]) => {
    const isPlain = names.every((name) => name === 'done' || name === 'gone');
    return isPlain ? `--> ${id}` : `-->|${label(names.join(', '))}| ${id}`;
  });
}

/** Mermaid's own way to write what would end a text or begin a mark (https://mermaid.js.org/syntax/flowchart.html). */
const label = (text: string): string =>
  `"${text.replaceAll('#', '#35;').replaceAll('"', '#quot;').replaceAll('`', '#96;')}"`;
