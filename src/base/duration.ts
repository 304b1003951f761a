const PARTS = /^(?:(\d{1,6})h)?(?:(\d{1,6})m(?!s))?(?:(\d{1,6})s)?(?:(\d{1,9})ms)?$/;

/**
 * Milliseconds of a duration as people write it: "500ms", "20s", "1m30s", "2h". Whole numbers with a unit each, the
 * larger unit first; undefined for anything else, a bare number too: 20 of what?
 */
export function parseDuration(text: string): number | undefined {
  const found = PARTS.exec(text);
  if (text === '' || found === null) return undefined;
  const [hours, minutes, seconds, millis] = found.slice(1).map((part) => Number(part ?? 0));
  return ((hours! * 60 + minutes!) * 60 + seconds!) * 1_000 + millis!;
}
