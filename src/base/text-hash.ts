/** FNV-1a (Fowler, Noll, Vo) with 32 bits over UTF-16 code units: the same for the same text on every machine. */
export function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
