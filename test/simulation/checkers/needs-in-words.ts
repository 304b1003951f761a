/** Needs as the simulation writes them: comparisons joined by "&&". Read here anew, not by the router's own parser. */
export function meets(needs: string, skills: Readonly<Record<string, number>>): boolean {
  if (needs === '') return true;
  return needs.split(' && ').every((comparison) => {
    const [skill = '', , level = ''] = comparison.split(' ');
    return (skills[skill] ?? Number.NaN) >= Number(level);
  });
}
