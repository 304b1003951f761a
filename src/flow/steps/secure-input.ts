import { record } from '../schema.ts';
import { stepKind } from '../step-kind.ts';
import { askDigits, DIGITS_OUTCOMES, digitFields } from './input.ts';

/**
 * Takes digits that nobody may see, such as a PIN or the number of a card: they are kept in memory for as long as the
 * flow needs them, and reach no journal, record or log. The flow can only compare them.
 */
export const secureInput = stepKind({
  kind: 'secure_input',
  about: 'takes digits that nobody may see, such as a PIN',
  shape: record(digitFields),
  resume: 'again',
  answered: true,
  ends: false,
  inherits: ['no_input', 'invalid', 'failed'],
  instant: () => false,
  outcomes: () => DIGITS_OUTCOMES,
  variables: ({ into }) => [{ name: into, path: ['into'], outcome: 'ok', type: 'string', secret: true }],
  acts: (params, check) => askDigits({ ...params, secret: true }, check),
});
