// What a process that decides says to its parent by its end, beside 0: somebody wanted another one in its place.

/** It takes no calls any more, and has none: nobody is to follow (sysexits.h: EX_UNAVAILABLE). */
export const EXIT_DRAINED = 69;
/** It violated a rule of its own (sysexits.h: EX_SOFTWARE). */
export const EXIT_BROKEN = 70;
/** Another one has taken its place (sysexits.h: EX_TEMPFAIL). */
export const EXIT_REPLACED = 75;
