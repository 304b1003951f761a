/** One message of the stream as it goes over the wire. */
export type StreamMessage = { readonly id: string; readonly text: string };

/**
 * The last messages of the stream, for watchers who were away for a moment. Bounded in number and in
 * characters. Ids carry the run of the process: those of an earlier run are unknown here, because numbers
 * begin anew.
 */
export class EventRing {
  #messages: StreamMessage[] = [];
  #length = 0;
  #lastNumber = 0;
  readonly #run: string;
  readonly #countMax: number;
  readonly #lengthMax: number;

  constructor(run: string, limits: { readonly countMax: number; readonly lengthMax: number }) {
    this.#run = run;
    this.#countMax = limits.countMax;
    this.#lengthMax = limits.lengthMax;
  }

  /** The id of the newest message: whoever is shown the whole board now has seen everything up to here. */
  get lastId(): string {
    return `${this.#run}-${this.#lastNumber}`;
  }

  add(event: string, data: unknown): StreamMessage {
    this.#lastNumber += 1;
    const message = messageOf(this.lastId, event, data);
    this.#messages.push(message);
    this.#length += message.text.length;
    if (this.#messages.length > this.#countMax || this.#length > this.#lengthMax) this.#forgetSome();
    return message;
  }

  /** Everything after the message with this id; undefined when that cannot be told any more. */
  after(id: string): readonly StreamMessage[] | undefined {
    if (id === this.lastId) return [];
    const index = this.#messages.findIndex((message) => message.id === id);
    return index === -1 ? undefined : this.#messages.slice(index + 1);
  }

  /** Down to nine tenths at once, so that forgetting costs next to nothing per message. */
  #forgetSome(): void {
    const countKept = this.#countMax * 0.9;
    const lengthKept = this.#lengthMax * 0.9;
    let count = 0;
    while (this.#messages.length - count > countKept || this.#length > lengthKept) {
      this.#length -= this.#messages[count]!.text.length;
      count += 1;
    }
    this.#messages = this.#messages.slice(count);
  }
}

/** A server-sent event (WHATWG HTML, section 9.2); JSON has no line ends of its own. */
export function messageOf(id: string, event: string, data: unknown): StreamMessage {
  // Joined and not a template: V8 keeps the parts of a template apart, half as much again for ten thousand messages.
  const text = ['id: ', id, '\nevent: ', event, '\ndata: ', JSON.stringify(data), '\n\n'].join('');
  return { id, text };
}
