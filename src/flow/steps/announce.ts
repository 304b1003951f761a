import { joining } from '../joining.ts';

/** What both hear when the caller is joined with somebody next. */
export const announce = joining(
  'announce',
  'says prompts to both when the caller is joined with somebody next',
);
