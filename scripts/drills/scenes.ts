import { CALLS_OUT } from './calls-out.ts';
import { LONG_TALKS } from './long-talks.ts';
import type { Scene } from './scene.ts';
import { SHORT_CALLS } from './short-calls.ts';
import { TAPED_CALLS } from './taped-calls.ts';

/** Every kind of call; those of whose points each takes long come first. */
export const SCENES: readonly Scene[] = [...CALLS_OUT, ...TAPED_CALLS, ...LONG_TALKS, ...SHORT_CALLS];
