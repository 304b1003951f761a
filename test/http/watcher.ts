type Message = { readonly id: string; readonly event: string; readonly data: unknown };

/** Reads a stream as a browser does. */
export class Watcher {
  readonly messages: Message[] = [];
  readonly response: Response;
  readonly #abort: AbortController;
  ended = false;

  private constructor(response: Response, abort: AbortController) {
    this.response = response;
    this.#abort = abort;
  }

  static async open(url: string, token: string, headers: Record<string, string> = {}): Promise<Watcher> {
    const abort = new AbortController();
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${token}`, ...headers },
      signal: abort.signal,
    });
    const watcher = new Watcher(response, abort);
    // It ends when we close it, or when the other side does: both are seen in `ended`.
    watcher
      .#read()
      .catch(() => {})
      .finally(() => (watcher.ended = true));
    return watcher;
  }

  close(): void {
    this.#abort.abort();
  }

  events(): string[] {
    return this.messages.map(({ event }) => event);
  }

  async #read(): Promise<void> {
    let rest = '';
    for await (const chunk of this.response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + chunk).split('\n\n');
      rest = blocks.pop()!;
      for (const block of blocks) this.#keep(block);
    }
  }

  #keep(block: string): void {
    const fields = new Map(
      block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    );
    const [id, event, data] = ['id', 'event', 'data'].map((name) => fields.get(name));
    if (id !== undefined && event !== undefined && data !== undefined)
      this.messages.push({ id, event, data: JSON.parse(data) });
  }
}
