/** A SIP message as text with its headers in order: what comes in goes out again as it came. */
export class SipText {
  readonly first: string;
  readonly #headers: [name: string, value: string][];
  readonly body: string;

  constructor(first: string, headers: readonly (readonly [string, string])[] = [], body = '') {
    this.first = first;
    this.#headers = headers.map(([name, value]) => [name, value]);
    this.body = body;
  }

  static parse(text: string): SipText {
    const split = text.indexOf('\r\n\r\n');
    const [first = '', ...lines] = (split < 0 ? text : text.slice(0, split)).split(/\r\n(?![ \t])/);
    const headers = lines
      .filter((line) => line.includes(':'))
      .map((line): [string, string] => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
      });
    return new SipText(first, headers, split < 0 ? '' : text.slice(split + 4));
  }

  /** "" in a response. */
  get method(): string {
    return this.first.startsWith('SIP/') ? '' : this.first.split(' ')[0]!;
  }

  /** The address of a request. */
  get uri(): string {
    return this.first.split(' ')[1] ?? '';
  }

  /** 0 in a request. */
  get status(): number {
    return this.first.startsWith('SIP/') ? Number(this.first.split(' ')[1]) : 0;
  }

  /** The first header of this name, "" without one. */
  get(name: string): string {
    return this.#find(name)?.[1] ?? '';
  }

  all(name: string): readonly string[] {
    return this.#headers.filter(([found]) => isSame(found, name)).map(([, value]) => value);
  }

  entries(): readonly (readonly [string, string])[] {
    return this.#headers;
  }

  /** Puts it in the place of the first of this name, or behind all others. */
  set(name: string, value: string): this {
    const found = this.#find(name);
    if (found === undefined) this.#headers.push([name, value]);
    else found[1] = value;
    return this;
  }

  /** Sets it when it is not there. */
  fill(name: string, value: string): this {
    return this.get(name) === '' ? this.set(name, value) : this;
  }

  /** The same message with another first line. */
  under(first: string): SipText {
    return new SipText(first, this.#headers, this.body);
  }

  toString(): string {
    this.set('Content-Length', String(Buffer.byteLength(this.body)));
    const head = [this.first, ...this.#headers.map(([name, value]) => `${name}: ${value}`)];
    return `${head.join('\r\n')}\r\n\r\n${this.body}`;
  }

  #find(name: string): [string, string] | undefined {
    return this.#headers.find(([found]) => isSame(found, name));
  }
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

export const tagIn = (value: string): string =>
  /;\s*tag=([^;\s>]+)/i.exec(value.replace(/<[^>]*>/, ''))?.[1] ?? '';

export const addressIn = (value: string): string =>
  /<([^>]+)>/.exec(value)?.[1] ?? value.split(';')[0]!.trim();

export const branchIn = (message: SipText): string => /branch=([^;,\s]+)/.exec(message.get('Via'))?.[1] ?? '';

export const methodIn = (message: SipText): string => message.get('CSeq').split(' ')[1] ?? '';
