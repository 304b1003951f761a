/** Who asked, for the record: the API's token is one for all so far. */
export const WHO_ASKS = 'the API';
