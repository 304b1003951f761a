/**
 * One question of a survey, as `surveys.yaml` says it. `csat`: satisfaction by a key from 1 to 5; `nps`: whether the
 * caller would recommend us, by a number from 0 to 10; `free`: answered by voice.
 */
export type SurveyQuestion = {
  readonly name: string;
  readonly kind: 'csat' | 'nps' | 'free';
  readonly prompts: readonly string[];
  /** Of an answer by voice. */
  readonly longestMs: number;
};

/** The lowest and the highest answer by keys. */
const SCALES = { csat: [1, 5], nps: [0, 10] } as const;

/** The answer that the digits are so far; undefined: none. `isWhole`: no further digit could make another one of it. */
export function scoreOf(
  kind: 'csat' | 'nps',
  digits: string,
): { readonly score: number; readonly isWhole: boolean } | undefined {
  const [least, most] = SCALES[kind];
  const score = Number(digits);
  if (!/^(?:0|[1-9]\d*)$/.test(digits) || score < least || score > most) return undefined;
  return { score, isWhole: score === 0 || score * 10 > most };
}
