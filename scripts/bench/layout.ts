/** Which numbers lead to which phones in the benchmark of offers, the same for both contestants. */

const phonesFrom = (first: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => String(first + index));

/** Twenty operators, always more callers than they can serve. */
export const CROWD = { dialled: '100', phones: phonesFrom(1_001, 20) };

/** Five operators who are ready when a caller comes. */
export const ARRIVAL = { dialled: '200', phones: phonesFrom(1_101, 5) };

/** Twenty queues of two operators each, whose phones ring and are not answered. */
export const PAIRS = Array.from({ length: 20 }, (_, index) => ({
  dialled: String(300 + index),
  phones: phonesFrom(1_201 + 2 * index, 2),
}));

export const ALL_PHONES = [...CROWD.phones, ...ARRIVAL.phones, ...PAIRS.flatMap((pair) => pair.phones)];
