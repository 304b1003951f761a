import { enlarged } from './bonds.ts';
import { ABSENT, AGE_BLOCK, type Callers, INTS, KEY_BLOCK } from './callers.ts';

/**
 * Integers per block, one line of the processor's cache: how many stand in it, the blocks before and after, and
 * the callers.
 */
const BLOCK = 16;
const BEFORE = 1;
const AFTER = 2;
const CALLERS = 3;
const PLACES = BLOCK - CALLERS;
/**
 * What is known of each line, again one line of the processor's cache:
 *
 *   int   0 first block · 1 last block · 2 first caller (−1: nobody)
 *   float 2 class, or 0 by age · 3 moment · 4 seq of the last caller
 */
const ENDS_BYTES = 64;
const END_INTS = 16;
const END_FLOATS = 8;
const FIRST = 0;
const LAST = 1;
const HEAD = 2;
const TAIL_CLASS = 2;
const TAIL_MS = 3;
const TAIL_SEQ = 4;
/** Neighbours with no more callers than this between them become one block. */
const SPARSE = 6;

/**
 * Callers in order, one sequence per line, as a chain of blocks (an unrolled linked list). Almost everybody
 * joins at the end and leaves near the front: that costs a look at one or two blocks, which lie side by side in
 * memory, where a tree would look at neighbours all over it. Who comes first, and what the last is compared by,
 * lies side by side for all lines. Who joins in the middle is searched for from both ends, a block at a time.
 */
export class Sequence {
  readonly #callers: Callers;
  /** Which integer of a caller's record is the block. */
  readonly #field: typeof KEY_BLOCK | typeof AGE_BLOCK;
  #ends = new Int32Array(0);
  #tails = new Float64Array(0);
  #blocks = new Int32Array(64 * BLOCK);
  #used = 0;
  /** The first block that was given back; they are linked by `AFTER`. −1: none. */
  #unused = -1;

  constructor(callers: Callers, order: 'key' | 'age') {
    this.#callers = callers;
    this.#field = order === 'key' ? KEY_BLOCK : AGE_BLOCK;
  }

  grow(lines: number): void {
    const { length } = this.#ends;
    const buffer = new ArrayBuffer(lines * ENDS_BYTES);
    this.#ends = enlarged(this.#ends, new Int32Array(buffer));
    this.#tails = new Float64Array(buffer);
    for (let at = length; at < this.#ends.length; at += END_INTS) this.#ends.fill(-1, at, at + HEAD + 1);
  }

  /** −1: nobody. */
  first(line: number): number {
    return this.#ends[line * END_INTS + HEAD]!;
  }

  /** The next in order; −1: none. */
  next(caller: number): number {
    const block = this.#blockOf(caller) * BLOCK;
    const at = this.#placeOf(block, caller) + 1;
    if (at < block + CALLERS + this.#blocks[block]!) return this.#blocks[at]!;
    const after = this.#blocks[block + AFTER]!;
    return after < 0 ? -1 : this.#blocks[after * BLOCK + CALLERS]!;
  }

  /** Whether the caller is in a sequence. */
  holds(caller: number): boolean {
    return this.#blockOf(caller) !== ABSENT;
  }

  join(line: number, caller: number): void {
    const last = this.#ends[line * END_INTS + LAST]!;
    if (last < 0) {
      this.#put(this.#begin(line, -1), 0, caller);
      this.#ends[line * END_INTS + HEAD] = caller;
      this.#setTail(line, caller);
    } else if (this.#comesLast(line, caller)) {
      const count = this.#blocks[last * BLOCK]!;
      if (count < PLACES) this.#put(last, count, caller);
      else this.#put(this.#begin(line, last), 0, caller);
      this.#setTail(line, caller);
    } else this.#joinAmong(line, caller);
  }

  leave(line: number, caller: number): void {
    const blocks = this.#blocks;
    const block = this.#blockOf(caller);
    const from = block * BLOCK;
    const count = blocks[from]! - 1;
    const end = from + CALLERS + count;
    const place = this.#placeOf(from, caller);
    for (let at = place; at < end; at += 1) blocks[at] = blocks[at + 1]!;
    blocks[from] = count;
    this.#setBlock(caller, ABSENT);
    const isLast = place === end && blocks[from + AFTER]! < 0;
    if (count === 0) this.#end(line, block);
    else if (count < SPARSE) this.#thin(line, block, count);
    if (this.#ends[line * END_INTS + HEAD] === caller)
      this.#ends[line * END_INTS + HEAD] = this.#firstOf(line);
    if (isLast) this.#refreshTail(line);
  }

  /** Joins before somebody else. */
  #joinAmong(line: number, caller: number): void {
    const block = this.#find(line, caller);
    const from = block * BLOCK + CALLERS;
    let place = 0;
    while (place < this.#blocks[block * BLOCK]! && this.#isBefore(this.#blocks[from + place]!, caller))
      place += 1;
    this.#insert(line, block, place, caller);
    this.#ends[line * END_INTS + HEAD] = this.#firstOf(line);
  }

  /** Whether the caller comes after the last of the line, whose record need not be looked at. */
  #comesLast(line: number, caller: number): boolean {
    const tails = this.#tails;
    const at = line * END_FLOATS;
    const byClass = this.#classOf(caller) - tails[at + TAIL_CLASS]!;
    if (byClass !== 0) return byClass > 0;
    const byMs = this.#msOf(caller) - tails[at + TAIL_MS]!;
    return byMs === 0 ? this.#callers.seqOf(caller) > tails[at + TAIL_SEQ]! : byMs > 0;
  }

  #setTail(line: number, caller: number): void {
    const tails = this.#tails;
    const at = line * END_FLOATS;
    tails[at + TAIL_CLASS] = this.#classOf(caller);
    tails[at + TAIL_MS] = this.#msOf(caller);
    tails[at + TAIL_SEQ] = this.#callers.seqOf(caller);
  }

  #refreshTail(line: number): void {
    const last = this.#ends[line * END_INTS + LAST]!;
    if (last < 0) return;
    const from = last * BLOCK;
    this.#setTail(line, this.#blocks[from + CALLERS + this.#blocks[from]! - 1]!);
  }

  #classOf(caller: number): number {
    return this.#field === KEY_BLOCK ? this.#callers.classOf(caller) : 0;
  }

  #msOf(caller: number): number {
    return this.#field === KEY_BLOCK
      ? this.#callers.headStartMsOf(caller)
      : this.#callers.enteredMsOf(caller);
  }

  #firstOf(line: number): number {
    const block = this.#ends[line * END_INTS + FIRST]!;
    return block < 0 ? -1 : this.#blocks[block * BLOCK + CALLERS]!;
  }

  #isBefore(one: number, other: number): boolean {
    return this.#field === KEY_BLOCK ? this.#callers.isBefore(one, other) : this.#callers.isOlder(one, other);
  }

  #blockOf(caller: number): number {
    return this.#callers.ints[caller * INTS + this.#field]!;
  }

  #setBlock(caller: number, block: number): void {
    this.#callers.ints[caller * INTS + this.#field] = block;
  }

  /** Where the caller stands who is in the block that begins at `from`. */
  #placeOf(from: number, caller: number): number {
    const blocks = this.#blocks;
    let at = from + CALLERS;
    while (blocks[at] !== caller) at += 1;
    return at;
  }

  /**
   * The block into which a caller belongs who is not the last: the first whose last one does not come before them. The
   * search goes on from both ends at once, so it is short for who belongs near either. Two may have the same key: a
   * place that is given back after a restart, and one that was given since.
   */
  #find(line: number, caller: number): number {
    const blocks = this.#blocks;
    let front = this.#ends[line * END_INTS + FIRST]!;
    let back = this.#ends[line * END_INTS + LAST]!;
    for (;;) {
      const count = blocks[front * BLOCK]!;
      if (!this.#isBefore(blocks[front * BLOCK + CALLERS + count - 1]!, caller)) return front;
      if (this.#isBefore(blocks[back * BLOCK + CALLERS]!, caller)) return back;
      front = blocks[front * BLOCK + AFTER]!;
      back = blocks[back * BLOCK + BEFORE]!;
    }
  }

  #insert(line: number, block: number, place: number, caller: number): void {
    if (this.#blocks[block * BLOCK] === PLACES) {
      this.#divide(line, block);
      const half = this.#blocks[block * BLOCK]!;
      const after = this.#blocks[block * BLOCK + AFTER]!;
      if (place > half) this.#put(after, place - half, caller);
      else this.#put(block, place, caller);
    } else this.#put(block, place, caller);
  }

  #put(block: number, place: number, caller: number): void {
    const blocks = this.#blocks;
    const from = block * BLOCK + CALLERS;
    for (let at = from + blocks[block * BLOCK]!; at > from + place; at -= 1) blocks[at] = blocks[at - 1]!;
    blocks[from + place] = caller;
    blocks[block * BLOCK]! += 1;
    this.#setBlock(caller, block);
  }

  /** The later half of a full block goes into one of its own. */
  #divide(line: number, block: number): void {
    const after = this.#begin(line, block);
    this.#carry(block, PLACES >> 1, after);
  }

  /** After somebody has left: a block with few is joined with a neighbour with few. */
  #thin(line: number, block: number, count: number): void {
    const blocks = this.#blocks;
    const after = blocks[block * BLOCK + AFTER]!;
    if (after >= 0 && blocks[after * BLOCK]! + count <= SPARSE) {
      this.#carry(after, 0, block);
      this.#end(line, after);
      return;
    }
    const before = blocks[block * BLOCK + BEFORE]!;
    if (before < 0 || blocks[before * BLOCK]! + count > SPARSE) return;
    this.#carry(block, 0, before);
    this.#end(line, block);
  }

  /** Moves the callers of a block from this place on to the end of another. */
  #carry(block: number, place: number, to: number): void {
    const blocks = this.#blocks;
    const from = block * BLOCK + CALLERS;
    const count = blocks[block * BLOCK]!;
    for (let at = place; at < count; at += 1) this.#put(to, blocks[to * BLOCK]!, blocks[from + at]!);
    blocks[block * BLOCK] = place;
  }

  /** A new block after this one; −1: the line's first. */
  #begin(line: number, before: number): number {
    let block = this.#unused;
    if (block >= 0) this.#unused = this.#blocks[block * BLOCK + AFTER]!;
    else {
      if ((this.#used + 1) * BLOCK > this.#blocks.length) {
        this.#blocks = enlarged(this.#blocks, new Int32Array(2 * this.#blocks.length));
      }
      block = this.#used;
      this.#used += 1;
    }
    const after = before < 0 ? -1 : this.#blocks[before * BLOCK + AFTER]!;
    this.#blocks[block * BLOCK] = 0;
    this.#link(line, before, block);
    this.#link(line, block, after);
    return block;
  }

  /** An empty block is given back. */
  #end(line: number, block: number): void {
    const from = block * BLOCK;
    this.#link(line, this.#blocks[from + BEFORE]!, this.#blocks[from + AFTER]!);
    this.#blocks[from + AFTER] = this.#unused;
    this.#unused = block;
  }

  /** The two follow each other; −1: the line's end. */
  #link(line: number, before: number, after: number): void {
    if (before < 0) this.#ends[line * END_INTS + FIRST] = after;
    else this.#blocks[before * BLOCK + AFTER] = after;
    if (after < 0) this.#ends[line * END_INTS + LAST] = before;
    else this.#blocks[after * BLOCK + BEFORE] = before;
  }
}
