import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** What is done to requests on their way. */
export type RequestFaults = {
  readonly latencyMs: number;
  /** Answers come so much later, behind the events that they have caused. */
  readonly answersLateMs: number;
  /**
   * answer: the connection is cut when the request has been carried out, before its answer; request: it is cut and the
   * request is lost; null: nothing happens to it. `url` is the path with its query.
   */
  readonly cut: (method: string, url: string) => 'answer' | 'request' | null;
  /** Told that it has been carried out whose answer is cut, while the connection still stands. */
  readonly carriedOut: (method: string, url: string) => void;
};

export const NO_REQUEST_FAULTS: RequestFaults = {
  latencyMs: 0,
  answersLateMs: 0,
  cut: () => null,
  carriedOut: () => {},
};

/** One request that came, as "POST /ari/channels/create", and when (of the process' monotonic clock). */
export type Seen = { readonly what: string; readonly atMs: number; readonly status: number | null };

export type RequestCounts = { seen: Seen[]; answersCut: number; requestsCut: number; answersLate: number };

/** More than any test looks at. */
const SEEN_MAX = 100_000;

export type Target = { readonly host: string; readonly port: number };

/** Passes on requests one by one. */
export class RequestFlow {
  readonly #target: Target;
  readonly #faults: () => RequestFaults;
  readonly #counts: RequestCounts;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(target: Target, faults: () => RequestFaults, counts: RequestCounts) {
    this.#target = target;
    this.#faults = faults;
    this.#counts = counts;
  }

  async pass(asked: IncomingMessage, response: ServerResponse): Promise<void> {
    const { cut, carriedOut, latencyMs, answersLateMs } = this.#faults();
    const [method = 'GET', path = '/'] = [asked.method, asked.url];
    const kind = cut(method, path);
    const body = await bytesOf(asked);
    if (kind === 'request') {
      this.#counts.requestsCut += 1;
      asked.socket.destroy();
      return;
    }
    await pause(latencyMs);
    const answer = await this.#ask(asked, body).catch(() => null);
    this.#note(`${method} ${path.split('?')[0]}`, answer?.status ?? null);
    if (answer === null) {
      asked.socket.destroy();
      return;
    }
    if (kind === 'answer') {
      this.#counts.answersCut += 1;
      carriedOut(method, path);
      asked.socket.destroy();
      return;
    }
    if (answersLateMs > 0) this.#counts.answersLate += 1;
    await pause(latencyMs + answersLateMs);
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  }

  close(): void {
    this.#agent.destroy();
  }

  #note(what: string, status: number | null): void {
    this.#counts.seen.push({ what, atMs: performance.now(), status });
    if (this.#counts.seen.length > SEEN_MAX) this.#counts.seen.shift();
  }

  #ask({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const options = { ...this.#target, method, path: url, headers, agent: this.#agent };
      const asking = request(options, (answer) => {
        bytesOf(answer).then((bytes) => {
          const { 'transfer-encoding': _, connection: __, ...kept } = answer.headers;
          resolve({ status: answer.statusCode ?? 500, headers: kept, body: bytes });
        }, reject);
      });
      asking.on('error', reject);
      asking.end(body);
    });
  }
}

type Answer = {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
};

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function pause(ms: number): Promise<void> {
  if (ms > 0) await new Promise((passed) => setTimeout(passed, ms));
}
