import type { Prng } from '../../../src/base/index.ts';

/** Octets at which parsers stumble. */
const SHARP = Buffer.from('\0\r\n\t ";:<>@%,=\\\u007f');
/** What fits into one datagram on loopback. */
const BYTES_MAX = 8_000;

/**
 * A message with some octets changed, taken out, doubled, or put in many times: in one place for every other message,
 * so that it gets beyond the parser.
 */
export function mutated(bytes: Buffer, prng: Prng): Buffer {
  let result = bytes;
  for (let times = prng.chance(1, 2) ? 1 : 2 + prng.below(5); times > 0; times--)
    result = mutatedOnce(result, prng);
  return result.subarray(0, BYTES_MAX);
}

function mutatedOnce(bytes: Buffer, prng: Prng): Buffer {
  const at = prng.below(bytes.length + 1);
  const length = prng.below(20);
  const [head, middle, tail] = [
    bytes.subarray(0, at),
    bytes.subarray(at, at + length),
    bytes.subarray(at + length),
  ];
  const sharp = Buffer.of(SHARP[prng.below(SHARP.length)]!);
  switch (prng.below(5)) {
    case 0:
      return Buffer.concat([head, Buffer.of(prng.below(256)), bytes.subarray(at + 1)]);
    case 1:
      return Buffer.concat([head, tail]);
    case 2:
      return Buffer.concat([head, middle, middle, tail]);
    case 3:
      return Buffer.concat([head, sharp, bytes.subarray(at)]);
    default:
      return Buffer.concat([
        head,
        ...Array.from({ length: prng.below(500) }, () => sharp),
        bytes.subarray(at),
      ]);
  }
}
