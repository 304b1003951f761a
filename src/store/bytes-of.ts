const CHUNK_BYTES = 1_048_576;

/**
 * A text in UTF-8. It is encoded piece by piece, since to join a long text first would cost as much as to make it. No
 * piece ends within a character.
 */
export function bytesOf(pieces: Iterable<string>): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const chunks: Uint8Array[] = [];
  let [chunk, filled] = [new Uint8Array(CHUNK_BYTES), 0];
  for (const piece of pieces)
    for (let rest = piece; rest !== ''; ) {
      const { read, written } = encoder.encodeInto(rest, chunk.subarray(filled));
      filled += written;
      rest = rest.slice(read);
      if (rest === '') break;
      chunks.push(chunk.subarray(0, filled));
      [chunk, filled] = [new Uint8Array(CHUNK_BYTES), 0];
    }
  return joined([...chunks, chunk.subarray(0, filled)]);
}

function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
