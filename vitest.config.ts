import { defineConfig } from 'vitest/config';
import LongestFirst from './scripts/longest-first.ts';

/**
 * unit: everything that needs no other process than itself (a file may start small ones). simulation: random worlds,
 * hundreds of seeds, the laws of queues. contracts: one suite per port, on the real thing and on its double, and what
 * is built on a real Redis. asterisk: from end to end, with real phones on a real exchange.
 */
const ON_SERVERS = ['test/contracts/**/*.test.ts', 'test/jobs/bullmq/*.test.ts'];
const END_TO_END = ['test/asterisk/**/*.test.ts', 'test/parent/hotline.test.ts'];
const WHOLE_WORLDS = [
  'test/simulation/{seeds,nodes,world,planted}.test.ts',
  'test/routing/{worlds,properties,theory,stdio,estimate}.test.ts',
  'test/switchboard/any-events.test.ts',
  'test/reports/worlds.test.ts',
];

const PROPERTIES = ['test/properties.ts'];

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          // Modules keep no state of their own, so files may share them: they are loaded once.
          isolate: false,
          setupFiles: PROPERTIES,
          include: ['test/**/*.test.ts'],
          exclude: [...ON_SERVERS, ...END_TO_END, ...WHOLE_WORLDS],
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'simulation',
          setupFiles: PROPERTIES,
          include: WHOLE_WORLDS,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'contracts',
          include: ON_SERVERS,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'asterisk',
          include: END_TO_END,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
