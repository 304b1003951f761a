/** A codec by the name that settings give it. */
export type Codec = 'alaw' | 'ulaw' | 'g722';

/** What a session description calls it. */
const NAMES: Readonly<Record<Codec, string>> = { alaw: 'pcma/8000', ulaw: 'pcmu/8000', g722: 'g722/8000' };
/** Numbers that mean the same everywhere, also where no `a=rtpmap` says so (RFC 3551 6). */
const FIXED: ReadonlyMap<string, string> = new Map([
  ['0', NAMES.ulaw],
  ['8', NAMES.alaw],
  ['9', NAMES.g722],
]);
/** Digits go beside every one of them (RFC 4733). */
const DIGITS = 'telephone-event/8000';

/** In whose order the codecs are to stand: as the text has them, or as they are allowed. */
export type CodecOrder = 'as said' | 'as allowed';

/**
 * A session description with no other codecs for sound than the ones that are allowed; what it says of pictures stays.
 * Undefined when none of them is in it.
 */
export function withCodecs(sdp: string, allowed: readonly Codec[], order: CodecOrder): string | undefined {
  const parts = sdp.split(/^(?=m=)/m).map((part) => (isSound(part) ? ofSound(part, allowed, order) : part));
  return parts.includes(undefined) ? undefined : parts.join('');
}

/** Port 0 is a sound that was refused: nothing of it matters. */
const isSound = (part: string): boolean => /^m=audio [1-9]/.test(part);

function ofSound(part: string, allowed: readonly Codec[], order: CodecOrder): string | undefined {
  const [first = ''] = part.split(/\r?\n/, 1);
  const [media, port, protocol, ...said] = first.split(/ +/);
  const names = new Map([...FIXED, ...namesIn(part)]);
  const asAllowed = allowed.flatMap((codec) => said.filter((number) => names.get(number) === NAMES[codec]));
  if (asAllowed.length === 0) return undefined;
  const codecs = order === 'as allowed' ? asAllowed : said.filter((number) => asAllowed.includes(number));
  const kept = [...codecs, ...said.filter((number) => names.get(number) === DIGITS)];
  const lines = part.split(/(?<=\n)/).filter((line) => {
    const number = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d+)/.exec(line)?.[1];
    return number === undefined || kept.includes(number);
  });
  return lines.join('').replace(first, [media, port, protocol, ...kept].join(' '));
}

/** Number → name and rate in small letters. */
function namesIn(part: string): readonly [string, string][] {
  const found = part.matchAll(/^a=rtpmap:(\d+) +([^\s/]+\/\d+)/gm);
  return [...found].map(([, number, name]) => [number!, name!.toLowerCase()]);
}
