/** The value of a command's option; says what is wrong and ends the process when it is no whole number. */
export function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  console.error(`--${option} is a whole number, not "${text}"`);
  process.exit(2);
}
