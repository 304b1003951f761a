/** A number of a person with its first two and last four signs: enough to find a call by its time. */
export const maskedNumber = (number: string): string => `${number.slice(0, 2)}***${number.slice(-4)}`;
