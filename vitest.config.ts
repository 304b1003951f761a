import { defineConfig } from 'vitest/config';

/**
 * unit: everything that needs no other process than itself (a file may start small ones). contracts: one suite per
 * port, on the real thing and on its double. asterisk: from end to end, with real phones on a real exchange.
 */
const NEEDS_MORE = ['test/contracts/**', 'test/asterisk/**'];

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: NEEDS_MORE,
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'contracts',
          include: ['test/contracts/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'asterisk',
          include: ['test/asterisk/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
