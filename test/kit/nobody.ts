/** Whom a leg shows that carries no number. */
export const NOBODY = { number: '', name: '' } as const;
