import { joining } from '../joining.ts';

/** What whoever takes the caller next hears alone, before the two are joined. */
export const whisper = joining(
  'whisper',
  'says prompts to whoever takes the caller next, before the two are joined',
);
