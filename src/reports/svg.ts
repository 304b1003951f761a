/** Coordinates to a tenth of a pixel. */
export const short = (value: number): string => String(Number(value.toFixed(1)));

export function rect(x: number, y: number, width: number, height: number, fill: string): string {
  const at = `x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"`;
  return `<rect ${at} fill="${fill}" stroke="#000000" stroke-width="0.5"/>`;
}

export const text = (x: number, y: number, words: string, more = ''): string =>
  `<text x="${short(x)}" y="${short(y)}"${more === '' ? '' : ` ${more}`}>${safe(words)}</text>`;

/** Words as they may stand in XML. */
export const safe = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
