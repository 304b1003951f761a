/**
 * Whether a person can read it: words, with one space between them and none around them, and nothing where the name of
 * something ought to stand.
 */
export const isSentence = (text: string): boolean =>
  /^\S(?:.*\S)?$/s.test(text) && !/ {2}|\bundefined\b|\[object|(?<!otherwise: )""|``|\(\)$|: ?$/.test(text);
