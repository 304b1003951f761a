import type { Column } from '../reports/index.ts';

/** "longestWaitMs" → "longest wait". */
export const inWords = (key: string): string =>
  key.replace(/Ms$/, '').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

export function figureText({ unit }: Column, figure: number | null): string {
  if (figure === null) return '–';
  if (unit === 'percent') return `${figure.toFixed(1)} %`;
  if (unit === 'score') return figure.toFixed(1);
  return unit === 'ms' ? clockText(figure) : String(figure);
}

/** "0:20", "12:05", "1:00:00". */
function clockText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** Words to the left, figures to the right. */
export function aligned(lines: readonly (readonly string[])[]): readonly string[] {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines.map((line) =>
    line
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trim(),
  );
}
