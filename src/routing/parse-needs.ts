import { ANYBODY, type Comparison, type Needs } from './needs.ts';

/** Either the needs, or the first thing wrong: `offset` counts characters from 0 into the text. */
export type ParsedNeeds =
  | { readonly ok: true; readonly needs: Needs }
  | { readonly ok: false; readonly offset: number; readonly say: string };

const LENGTH_MAX = 1_000;
const DEPTH_MAX = 20;
const LEVEL_MAX = 65_535;
const TOKEN = /\s*(?:(?<sign>>=|<=|==|&&|\|\||[!()[\],<>])|(?<number>\d+)|(?<name>[a-z][a-z0-9_-]{0,63}))/y;

type Token = {
  readonly text: string;
  readonly kind: 'sign' | 'number' | 'name' | 'end';
  readonly offset: number;
};

class Wrong extends Error {
  readonly offset: number;
  constructor(offset: number, say: string) {
    super(say);
    this.offset = offset;
  }
}

/** Reads needs (grammar: see `Needs`). The empty text needs nothing. */
export function parseNeeds(text: string): ParsedNeeds {
  try {
    if (text.length > LENGTH_MAX)
      throw new Wrong(LENGTH_MAX, `needs are longer than ${LENGTH_MAX} characters`);
    const tokens = tokenize(text);
    return { ok: true, needs: tokens[0]!.kind === 'end' ? ANYBODY : new Reader(tokens).all() };
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return { ok: false, offset: error.offset, say: error.message };
  }
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    const start = at + text.slice(at).search(/\S/);
    if (found === null) throw new Wrong(start, `"${text[start]}" has no meaning here`);
    const { sign, number } = found.groups!;
    const kind = sign !== undefined ? 'sign' : number !== undefined ? 'number' : 'name';
    tokens.push({ text: found[0].trim(), kind, offset: start });
    at = TOKEN.lastIndex;
  }
  tokens.push({ text: 'the end', kind: 'end', offset: text.length });
  return tokens;
}

/** Recursive descent over the tokens; each method reads one rule of the grammar. */
class Reader {
  #at = 0;
  #depth = 0;
  readonly #tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  all(): Needs {
    const needs = this.#either();
    if (this.#next.kind !== 'end') throw this.#unexpected('"&&", "||" or the end');
    return needs;
  }

  get #next(): Token {
    return this.#tokens[this.#at]!;
  }

  #either(): Needs {
    return this.#list('||', 'any', () => this.#list('&&', 'all', () => this.#part()));
  }

  #list(sign: string, kind: 'all' | 'any', read: () => Needs): Needs {
    const of = [read()];
    while (this.#took(sign)) of.push(read());
    return of.length === 1 ? of[0]! : { kind, of };
  }

  #part(): Needs {
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX)
      throw new Wrong(this.#next.offset, `needs are nested deeper than ${DEPTH_MAX}`);
    const needs = this.#partOf();
    this.#depth -= 1;
    return needs;
  }

  #partOf(): Needs {
    if (this.#took('!')) return { kind: 'not', of: this.#part() };
    if (this.#took('(')) {
      const inner = this.#either();
      this.#must(')');
      return inner;
    }
    const name = this.#next;
    if (name.kind !== 'name') throw this.#unexpected('a skill');
    this.#at += 1;
    return name.text === 'operator' && this.#next.text === 'in' ? this.#named() : this.#compare(name.text);
  }

  #named(): Needs {
    this.#must('in');
    this.#must('[');
    const operators: string[] = [];
    do {
      if (this.#next.kind !== 'name') throw this.#unexpected("an operator's id");
      operators.push(this.#next.text);
      this.#at += 1;
    } while (this.#took(','));
    this.#must(']');
    return { kind: 'named', operators };
  }

  #compare(skill: string): Needs {
    const sign = this.#next;
    if (!['>=', '>', '<=', '<', '=='].includes(sign.text)) throw this.#unexpected('">=" and a level');
    this.#at += 1;
    const number = this.#next;
    const level = Number(number.text);
    if (number.kind !== 'number' || level < 1 || level > LEVEL_MAX)
      throw this.#unexpected('a level from 1 to 5');
    this.#at += 1;
    return { kind: 'skill', skill, is: sign.text as Comparison, level };
  }

  #took(text: string): boolean {
    if (this.#next.text !== text) return false;
    this.#at += 1;
    return true;
  }

  #must(text: string): void {
    if (!this.#took(text)) throw this.#unexpected(`"${text}"`);
  }

  #unexpected(wanted: string): Wrong {
    return new Wrong(this.#next.offset, `expected ${wanted}, found "${this.#next.text}"`);
  }
}
