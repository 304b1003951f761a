import type { Complaint } from '../flow/index.ts';

/** Something wrong with a text, at an offset into it. */
export type Wrong = { readonly offset: number; readonly complaint: Complaint };
