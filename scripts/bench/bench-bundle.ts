import { ARRIVAL, CROWD, PAIRS } from './layout.ts';

type Queue = {
  readonly name: string;
  readonly dialled: string;
  readonly phones: readonly string[];
  readonly ring: string;
  /** Who calls again within this has the old place; nobody without it. */
  readonly redial?: string;
};

const CROWD_QUEUE: Queue = { name: 'crowd', ring: '20s', ...CROWD };

/** The queues of `bench:offers`: each number leads straight into its own. */
export const offersBundle = (): ReadonlyMap<string, string> =>
  bundleOf([
    CROWD_QUEUE,
    { name: 'arrival', ring: '20s', ...ARRIVAL },
    ...PAIRS.map((pair) => ({ name: `pair-${pair.dialled}`, ring: '3s', ...pair })),
  ]);

/** The one queue of `bench:calls`. */
export const callsBundle = (): ReadonlyMap<string, string> => bundleOf([CROWD_QUEUE]);

/** One queue of these operators, to which everybody comes; who calls again soon has the old place. */
export const crowdBundle = (
  phones: readonly string[],
  others: readonly Pick<Queue, 'name' | 'dialled' | 'phones'>[] = [],
): ReadonlyMap<string, string> =>
  bundleOf([{ ...CROWD_QUEUE, phones, redial: '2m' }, ...others.map((other) => ({ ring: '20s', ...other }))]);

/** File name → text. JSON is YAML, so nothing needs to be quoted by hand. */
function bundleOf(queues: readonly Queue[]): ReadonlyMap<string, string> {
  const phones = [...new Set(queues.flatMap((queue) => queue.phones))];
  const files: Readonly<Record<string, unknown>> = {
    'bundle.yaml': {
      languages: ['en'],
      safety_queue: queues[0]?.name,
      apology: 'sorry',
      farewell: 'goodbye',
    },
    'numbers.yaml': { numbers: Object.fromEntries(queues.map(({ dialled, name }) => [dialled, name])) },
    'queues.yaml': { queues: Object.fromEntries(queues.map((queue) => [queue.name, queueRules(queue)])) },
    'operators.yaml': {
      devices: Object.fromEntries(phones.map((phone) => [phone, {}])),
      operators: Object.fromEntries(phones.map((phone) => [`op-${phone}`, operatorOf(phone, queues)])),
    },
    'prompts.yaml': { prompts: { sorry: { en: 'Sorry.' }, goodbye: { en: 'Bye.' } } },
  };
  const flows = queues.map(({ name }): [string, string] => [
    `${name}.flow.yaml`,
    JSON.stringify(flowInto(name)),
  ]);
  return new Map([
    ...Object.entries(files).map(([name, content]): [string, string] => [name, JSON.stringify(content)]),
    ...flows,
  ]);
}

const queueRules = ({ ring, redial }: Queue) => ({
  offer: { ring },
  ...(redial !== undefined && { wait: { redial } }),
  wrap_up: { default: '0s' },
  limits: { waiting: 5_000, wait: '1h', unstaffed: 'never' },
});

const operatorOf = (phone: string, queues: readonly Queue[]) => ({
  name: `Operator ${phone}`,
  device: phone,
  queues: Object.fromEntries(
    queues.filter((queue) => queue.phones.includes(phone)).map(({ name }) => [name, {}]),
  ),
});

const flowInto = (queue: string) => ({
  flow: queue,
  languages: ['en'],
  start: 'wait',
  steps: {
    wait: { queue, on: { error: 'end', timeout: 'end', full: 'end', unstaffed: 'end' } },
    end: { hangup: 'congestion' },
  },
});
