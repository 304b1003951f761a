import { WITH_GREETING } from './faulty-load.ts';

const QUEUE = {
  offer: { ring: '20s' },
  wrap_up: { default: '0s' },
  limits: { waiting: 100, wait: '1h', unstaffed: 'never' },
};

/** How long an operator writes behind a call of the queue "wrapped". */
export const WRAP_UP_MS = 2_000;

const QUEUES = {
  crowd: QUEUE,
  wrapped: { ...QUEUE, wrap_up: { default: `${WRAP_UP_MS / 1_000}s` } },
  taped: { ...QUEUE, recording: { mode: 'all', notice: 'sorry' } },
};

const operatorOf = (device: string) => ({
  ...{ name: `Operator ${device}`, device },
  queues: Object.fromEntries(Object.keys(QUEUES).map((queue) => [queue, {}])),
});

const flowOf = (flow: string, steps: object): readonly [string, string] => [
  `${flow}.flow.yaml`,
  JSON.stringify({
    ...{ flow, languages: ['en'], start: 'begin' },
    steps: { ...steps, end: { hangup: 'normal' } },
  }),
];

const queueFlow = (queue: string) =>
  flowOf(queue, { begin: { queue, on: { error: 'end', timeout: 'end', full: 'end', unstaffed: 'end' } } });

const promiseFlow = (flow: string, first: 'operator' | 'caller') => {
  const callback = { queue: 'crowd', first, whisper: 'sorry', ring: '10s', attempts: 5, retry: '1m' };
  return flowOf(flow, {
    begin: { callback, on: { booked: 'end', exists: 'end', refused: 'end', full: 'end' } },
  });
};

/** Beside the queue to which everybody comes with a greeting: others, a mailbox, and promises to call back. */
export const STEP_FILES: readonly (readonly [name: string, text: string])[] = [
  ...WITH_GREETING,
  queueFlow('wrapped'),
  queueFlow('taped'),
  flowOf('message', {
    begin: {
      voicemail: { box: 'crowd', longest: '30s', silence: '5s' },
      on: { saved: 'end', empty: 'end', hangup: 'end' },
    },
  }),
  promiseFlow('operator-first', 'operator'),
  promiseFlow('customer-first', 'caller'),
  ['queues.yaml', JSON.stringify({ queues: QUEUES })],
  [
    'operators.yaml',
    JSON.stringify({
      devices: { 1001: {}, 1002: {} },
      operators: { 'op-1001': operatorOf('1001'), 'op-1002': operatorOf('1002') },
    }),
  ],
  [
    'numbers.yaml',
    JSON.stringify({
      numbers: {
        ...{ 100: 'crowd', 200: 'wrapped', 300: 'taped', 400: 'message' },
        ...{ 500: 'operator-first', 600: 'customer-first' },
      },
    }),
  ],
  [
    'routes.yaml',
    JSON.stringify({
      routes: {
        everybody: {
          ...{ to: ['+77*'], trunks: ['carrier'], caller_id: ['+4930100'], operators: true },
          // A call counts as its longest until it is over, also where it died with its process.
          limits: { per_minute: 1_000, longest: '5m', minutes_a_day: 1_440 },
        },
      },
    }),
  ],
];
