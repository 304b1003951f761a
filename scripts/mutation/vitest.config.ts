import { defineConfig } from 'vitest/config';

/** The tests that judge mutants of the router: quick ones only, each mutant meets them all. */
export default defineConfig({
  test: {
    root: process.cwd(),
    include: ['test/routing/**/*.test.ts'],
    exclude: ['test/routing/{theory,erlang,stdio,properties}.test.ts'],
    env: { WORLDS_EVENTS: '60000' },
    testTimeout: 120_000,
  },
});
