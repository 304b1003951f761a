/**
 * What From, To and Contact hold (RFC 3261 20.10): names of parameters in small letters, "" for one without a
 * value.
 */
export type Address = {
  readonly name: string;
  readonly uri: string;
  readonly parameters: ReadonlyMap<string, string>;
};

/** The parts of a sip: or sips: address, and of a tel: address, which has no host. */
export type Place = { readonly user: string; readonly host: string };

const TOKEN = String.raw`[\w\-.!%*+\`'~]+`;
const QUOTED = String.raw`"(?:[^"\\\r\n]|\\[^\r\n])*"`;
const NAME_ADDR = new RegExp(
  String.raw`^(${QUOTED}|${TOKEN}(?:[ \t]+${TOKEN})*)?[ \t]*<([^<>"\s]+)>(.*)$`,
  's',
);
const ADDR_SPEC = /^([^<>"\s;,?]+)(.*)$/s;
const PARAMETER = new RegExp(
  String.raw`[ \t]*;[ \t]*(${TOKEN})(?:[ \t]*=[ \t]*(${QUOTED}|[^\s;,"<>]+))?[ \t]*`,
  'y',
);
const URI = /^[a-z][a-z0-9+.-]*:[^\s<>"]+$/i;
const SIP_PLACE = /^sips?:(?:([^@\s]*)@)?(\[[0-9a-f:.]+\]|[^\s:;?@[\]]+)(?::\d{1,5})?(?:[;?]\S*)?$/i;
const TEL_PLACE = /^tel:([^;?\s]+)/i;

/**
 * Values between commas, except those within quotes and angle brackets; null when one of these is not closed.
 */
export function splitAtCommas(text: string): readonly string[] | null {
  const parts: string[] = [];
  let [start, isQuoted, isInAngles] = [0, false, false];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (isQuoted && sign === '\\') at += 1;
    else if (sign === '"' && !isInAngles) isQuoted = !isQuoted;
    else if (sign === '<' && !isQuoted) isInAngles = true;
    else if (sign === '>' && !isQuoted) isInAngles = false;
    else if (sign === ',' && !isQuoted && !isInAngles) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return isQuoted || isInAngles ? null : parts;
}

/** `"Anna" <sip:1001@x>;expires=60` or `sip:1001@x;expires=60`; null when it is neither. */
export function parseAddress(text: string): Address | null {
  const found = NAME_ADDR.exec(text.trim());
  if (found !== null) return addressOf(found[1] ?? '', found[2]!, found[3]!);
  const bare = ADDR_SPEC.exec(text.trim());
  return bare === null ? null : addressOf('', bare[1]!, bare[2]!);
}

function addressOf(name: string, uri: string, rest: string): Address | null {
  const parameters = parseParameters(rest);
  return parameters === null || !URI.test(uri) ? null : { name: unquoted(name), uri, parameters };
}

function parseParameters(text: string): ReadonlyMap<string, string> | null {
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = 0;
  while (PARAMETER.lastIndex < text.length) {
    const found = PARAMETER.exec(text);
    if (found === null) return null;
    parameters.set(found[1]!.toLowerCase(), unquoted(found[2] ?? ''));
  }
  return parameters;
}

/** User and host of an address; null when it is of no kind that can be called. */
export function placeOf(uri: string): Place | null {
  const tel = TEL_PLACE.exec(uri);
  if (tel !== null) return { user: tel[1]!, host: '' };
  const sip = SIP_PLACE.exec(uri);
  if (sip === null) return null;
  // A password and parameters of the user (RFC 3261 19.1.1) are no part of the name.
  const [user = ''] = (sip[1] ?? '').split(/[:;]/);
  return { user: decoded(user), host: sip[2]!.toLowerCase() };
}

/** What is no sound percent encoding stands as it came. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/gs, '$1') : text;
}

/** A quoted string (RFC 3261 25.1) of any text; what would end the line becomes a space. */
export function quoted(text: string): string {
  return `"${onOneLine(text).replace(/["\\]/g, '\\$&')}"`;
}

/** A text that cannot begin a header of its own. */
export function onOneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be replaced.
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ');
}
