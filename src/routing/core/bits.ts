/**
 * A set of small integers with a second floor: one bit of `summary` per word that is not empty, so that a
 * walk through a sparse set costs what it holds and not what it could hold. Sets that meet must have the
 * same capacity.
 */
export class Bits {
  words: Int32Array;
  summary: Int32Array;

  constructor(capacity: number) {
    const size = wordsFor(capacity);
    this.words = new Int32Array(size);
    this.summary = new Int32Array((size + 31) >>> 5);
  }

  has(item: number): boolean {
    return ((this.words[item >>> 5]! >>> (item & 31)) & 1) === 1;
  }

  add(item: number): void {
    const word = item >>> 5;
    this.words[word]! |= 1 << (item & 31);
    this.summary[word >>> 5]! |= 1 << (word & 31);
  }

  drop(item: number): void {
    const word = item >>> 5;
    this.words[word]! &= ~(1 << (item & 31));
    if (this.words[word] === 0) this.summary[word >>> 5]! &= ~(1 << (word & 31));
  }

  put(item: number, inside: boolean): void {
    if (inside) this.add(item);
    else this.drop(item);
  }

  /** The first member from here on; −1: none. */
  next(from: number): number {
    return this.nextCommon(this, from);
  }

  /** The first item from here on that is in both; −1: none. The sparser of the two should be asked. */
  nextCommon(other: Bits, from: number): number {
    const { words, summary } = this;
    const others = other.words;
    let at = from >>> 5;
    if (at >= words.length) return -1;
    let word = words[at]! & others[at]! & (-1 << (from & 31));
    let group = at >>> 5;
    let marks = (at & 31) === 31 ? 0 : summary[group]! & (-1 << ((at & 31) + 1));
    while (word === 0) {
      while (marks === 0) {
        group += 1;
        if (group >= summary.length) return -1;
        marks = summary[group]!;
      }
      at = (group << 5) + lowest(marks);
      marks &= marks - 1;
      word = words[at]! & others[at]!;
    }
    return (at << 5) + lowest(word);
  }

  meets(other: Bits): boolean {
    return this.nextCommon(other, 0) >= 0;
  }

  /** How many are in both. */
  countCommon(other: Bits): number {
    const { words, summary } = this;
    let count = 0;
    for (let group = 0; group < summary.length; group += 1) {
      for (let marks = summary[group]!; marks !== 0; marks &= marks - 1) {
        const at = (group << 5) + lowest(marks);
        count += ones(words[at]! & other.words[at]!);
      }
    }
    return count;
  }

  /** Takes these words as its members. */
  take(words: Int32Array): void {
    this.words.set(words);
    this.summary.fill(0);
    for (let at = 0; at < this.words.length; at += 1) {
      if (this.words[at] !== 0) this.summary[at >>> 5]! |= 1 << (at & 31);
    }
  }

  grow(capacity: number): void {
    const old = this.words;
    const size = wordsFor(capacity);
    this.words = new Int32Array(size);
    this.summary = new Int32Array((size + 31) >>> 5);
    this.take(old);
  }
}

/** Words of a set that holds items below `capacity`. */
export function wordsFor(capacity: number): number {
  return Math.max(1, (capacity + 31) >>> 5);
}

/** Position of the lowest bit that is set. */
export function lowest(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/** Bits that are set (the parallel sum of Hacker's Delight, chapter 5). */
function ones(word: number): number {
  let sum = word - ((word >>> 1) & 0x55555555);
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333);
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
