/** What names a dialog, from our side. */
export type DialogIds = { readonly callId: string; readonly localTag: string; readonly remoteTag: string };

const REPLACES = /([?&]replaces=)([^&>\s]*)/i;

/**
 * The dialog that the call to the address of Refer-To is to take the place of (RFC 3891 6.1, RFC 5589 7): one
 * of the other side's with us. Null when there is none, or it cannot be read.
 */
export function replacedIn(referTo: string): DialogIds | null {
  const found = REPLACES.exec(referTo)?.[2];
  if (found === undefined) return null;
  const [callId = '', ...parameters] = decoded(found).split(';');
  const tagAt = (name: string): string =>
    parameters.find((each) => each.startsWith(name))?.slice(name.length) ?? '';
  // The tags are named as whoever is called has them: "to" is the one that is theirs.
  const [localTag, remoteTag] = [tagAt('to-tag='), tagAt('from-tag=')];
  if (callId === '' || localTag === '' || remoteTag === '') return null;
  return { callId, localTag, remoteTag };
}

/** The same Refer-To for somebody who is to find this dialog of ours with them. */
export function withReplaced(referTo: string, { callId, localTag, remoteTag }: DialogIds): string {
  const value = encodeURIComponent(`${callId};to-tag=${remoteTag};from-tag=${localTag}`);
  return referTo.replace(REPLACES, (_, before: string) => before + value);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
