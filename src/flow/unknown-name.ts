import { nearestName } from '../base/index.ts';
import type { Complaint } from './problem.ts';
import { shortened } from './schema.ts';

/** The complaint about a name that nobody bears. */
export function unknownName(
  code: Complaint['code'],
  what: string,
  name: string,
  known: Iterable<string>,
): Complaint {
  const names = [...known];
  const near = nearestName(name, names);
  const others = names.length > 12 ? `${names.slice(0, 12).join(', ')} …` : names.join(', ');
  const hint =
    near === undefined ? `there is: ${others === '' ? 'none' : others}` : `did you mean "${near}"?`;
  return { code, say: `there is no ${what} "${shortened(name)}"`, hint };
}
