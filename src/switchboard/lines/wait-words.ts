import type { SpokenItem } from '../../flow/index.ts';
import type { Estimate } from '../../routing/index.ts';

const MINUTE_MS = 60_000;

/** Words of one language; what is bent by them is in the case that they want. */
type Words = {
  readonly position: readonly [before: string, after: string];
  readonly longer: string;
  readonly about: string;
  readonly from: string;
  readonly to: string;
  readonly lost: string;
};

const WORDS: Readonly<Record<'ru' | 'en', Words>> = {
  en: {
    position: ['You are number', 'in the line.'],
    longer: 'It takes longer than expected.',
    about: 'The wait will be about',
    from: 'The wait will be between',
    to: 'and',
    lost: 'Sorry, the connection was lost. You have your old place in the line.',
  },
  ru: {
    position: ['Ваш номер в очереди:', ''],
    longer: 'Ожидание дольше, чем мы думали.',
    about: 'Вам ответят в течение',
    from: 'Время ожидания — от',
    to: 'до',
    lost: 'Извините, связь прервалась. Ваше место в очереди сохранено.',
  },
};

const wordsOf = (language: string): Words => WORDS[language.split('-')[0] === 'ru' ? 'ru' : 'en'];
const text = (words: string): SpokenItem => ({ kind: 'text', text: words });

/** "You are number three in the line." */
export function positionWords(language: string, position: number): readonly SpokenItem[] {
  const [before, after] = wordsOf(language).position;
  return [text(before), { kind: 'number', value: String(position) }, ...(after === '' ? [] : [text(after)])];
}

/** Why a caller who talked waits again. */
export const lostWords = (language: string): readonly SpokenItem[] => [text(wordsOf(language).lost)];

/** The wait as a range of whole minutes, rounded up: "between three and five minutes". (routing rules S11) */
export function estimateWords(
  language: string,
  { p50Ms, p90Ms }: Estimate,
  isLonger: boolean,
): readonly SpokenItem[] {
  const words = wordsOf(language);
  const [from, to] = [minutesIn(p50Ms), minutesIn(p90Ms)];
  const minutes: SpokenItem = { kind: 'duration', value: String(60 * to), case: 'genitive' };
  const longer = isLonger ? [text(words.longer)] : [];
  if (from === to) return [...longer, text(words.about), minutes];
  const least: SpokenItem = { kind: 'number', value: String(from), case: 'genitive' };
  return [...longer, text(words.from), least, text(words.to), minutes];
}

/** The longest wait of which such a range speaks. */
export const latestMs = ({ p90Ms }: Pick<Estimate, 'p90Ms'>): number => minutesIn(p90Ms) * MINUTE_MS;

const minutesIn = (ms: number): number => Math.max(1, Math.ceil(ms / MINUTE_MS));
