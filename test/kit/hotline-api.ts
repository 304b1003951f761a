import type { Callback } from '../../src/callbacks/index.ts';
import type { BanNow, BundleState, BundleVersion, NodeNow, ShadowState } from '../../src/http/index.ts';
import type {
  AuditFact,
  CallRecord,
  CallStory,
  KeptRecording,
  Score,
  StoreState,
} from '../../src/journal/index.ts';
import type { Dimension, Report } from '../../src/reports/index.ts';
import type { Board, BoardOperator } from '../../src/switchboard/index.ts';
import { eventually } from './eventually.ts';

const DAY_MS = 86_400_000;

/** The HTTP interface of a running hotline, as any program with a token uses it. */
export class HotlineApi {
  readonly url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.url = url;
    this.#token = token;
  }

  /** Whether a call would be answered now; false also when nobody listens. */
  async isReady(): Promise<boolean> {
    const response = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).catch(
      () => undefined,
    );
    await response?.arrayBuffer();
    return response?.ok === true;
  }

  /** Of the program that answers. */
  async version(): Promise<string> {
    return (await this.#get<{ version: string }>('/health/live')).version;
  }

  bundle(): Promise<BundleState> {
    return this.#get('/api/v1/bundle');
  }

  /** Another process goes on. */
  restart(): Promise<void> {
    return this.#post('/api/v1/restart', {});
  }

  /** No new calls are taken, and the hotline stops when it has none. */
  drain(withinMs: number): Promise<void> {
    return this.#post('/api/v1/drain', { withinMs });
  }

  /** New calls are taken again. */
  async endDrain(): Promise<void> {
    const response = await fetch(`${this.url}/api/v1/drain`, { method: 'DELETE', headers: this.#headers() });
    if (!response.ok) throw new Error(`/api/v1/drain: ${response.status} ${await response.text()}`);
  }

  /** The newest first. */
  async bundleHistory(): Promise<readonly BundleVersion[]> {
    const { versions } = await this.#get<{ versions: readonly BundleVersion[] }>('/api/v1/bundle/history');
    return versions;
  }

  /** Without a version: ends the trial. */
  rollBack(version?: number): Promise<void> {
    return this.#post('/api/v1/bundle/rollback', version === undefined ? {} : { version });
  }

  /** So many of a hundred new callers are to meet the flows in the folder. */
  activate(share: number): Promise<void> {
    return this.#post('/api/v1/bundle/activate', { share });
  }

  /** From now on calls are compared with this version. */
  beginShadow(version: number): Promise<void> {
    return this.#post('/api/v1/bundle/shadow', { version });
  }

  /** What was found; null when nothing has been compared. */
  async shadow(): Promise<ShadowState | null> {
    return (await this.#get<{ shadow: ShadowState | null }>('/api/v1/bundle/shadow')).shadow;
  }

  /** Who changed what, the newest first. */
  async audit(): Promise<readonly AuditFact[]> {
    return (await this.#get<{ facts: readonly AuditFact[] }>('/api/v1/audit')).facts;
  }

  /** Addresses that are turned away. */
  async bans(): Promise<readonly BanNow[]> {
    return (await this.#get<{ bans: readonly BanNow[] }>('/api/v1/bans')).bans;
  }

  /** Throws with the body when it is refused. */
  async liftBan(address: string): Promise<void> {
    const path = `${this.url}/api/v1/bans/${encodeURIComponent(address)}`;
    const response = await fetch(path, { method: 'DELETE', headers: this.#headers() });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }

  /** Each node of the exchange. */
  async nodes(): Promise<readonly NodeNow[]> {
    return (await this.#get<{ nodes: readonly NodeNow[] }>('/api/v1/nodes')).nodes;
  }

  /** Whether the node is to be emptied. Throws with the body when it is refused. */
  async drainNode(node: string, isWanted: boolean): Promise<void> {
    const path = `${this.url}/api/v1/nodes/${node}/drain`;
    const method = isWanted ? 'POST' : 'DELETE';
    const response = await fetch(path, { method, headers: this.#headers() });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }

  board(): Promise<Board> {
    return this.#get('/api/v1/board');
  }

  /** How the writing goes. */
  store(): Promise<StoreState> {
    return this.#get('/api/v1/store');
  }

  /** What is wrong now, the oldest first. */
  async alarms(): Promise<readonly { readonly id: string; readonly say: string }[]> {
    const { alarms } = await this.#get<{ alarms: readonly { id: string; say: string }[] }>('/api/v1/alarms');
    return alarms;
  }

  /** The records of one caller, oldest first. */
  async recordsOf(caller: string): Promise<readonly CallRecord[]> {
    const { calls } = await this.#get<{ calls: readonly CallRecord[] }>(
      `/api/v1/calls?caller=${encodeURIComponent(caller)}&limit=100`,
    );
    return calls.toReversed();
  }

  /** The newest records, whoever called. */
  async records(): Promise<readonly CallRecord[]> {
    const { calls } = await this.#get<{ calls: readonly CallRecord[] }>('/api/v1/calls?limit=1000');
    return calls;
  }

  story(callId: string): Promise<CallStory> {
    return this.#get(`/api/v1/calls/${encodeURIComponent(callId)}`);
  }

  /** The one record of this caller, once it is closed. */
  async closedRecord(caller: string): Promise<CallRecord> {
    return eventually(`the record of ${caller} is closed`, async () => {
      const [record, ...more] = await this.recordsOf(caller);
      if (more.length > 0) throw new Error(`${caller} has ${more.length + 1} records`);
      return record?.outcome ? record : undefined;
    });
  }

  async operator(id: string): Promise<BoardOperator> {
    const found = (await this.board()).operators.find((operator) => operator.id === id);
    if (found === undefined) throw new Error(`the board has no operator ${id}`);
    return found;
  }

  /** Asks for a state; throws with the body when it is refused. */
  setState(operator: string, state: string): Promise<void> {
    return this.#post(`/api/v1/operators/${operator}/state`, { state });
  }

  /** Something is done with the caller in a talk: "hold", "transfer" …; throws with the body when it is refused. */
  withTalk(callId: string, what: string, body: object = {}): Promise<void> {
    return this.#post(`/api/v1/calls/${encodeURIComponent(callId)}/${what}`, body);
  }

  /** Throws with the body when it is refused. */
  switchEmergency(schedule: string, on: boolean): Promise<void> {
    return this.#post(`/api/v1/schedules/${schedule}/emergency`, { on });
  }

  /** What callers said, newest first. */
  async recordings(query: string): Promise<readonly KeptRecording[]> {
    const path = `/api/v1/recordings?${query}`;
    return (await this.#get<{ recordings: readonly KeptRecording[] }>(path)).recordings;
  }

  /** The WAV file of one. */
  async sound(recordingId: string): Promise<Buffer> {
    const answer = await this.#fetch(`/api/v1/recordings/${encodeURIComponent(recordingId)}/sound`);
    return Buffer.from(await answer.arrayBuffer());
  }

  /** Resolves with how many there were. */
  async eraseOf(caller: string): Promise<number> {
    const path = `/api/v1/recordings?caller=${encodeURIComponent(caller)}`;
    const response = await fetch(this.url + path, { method: 'DELETE', headers: this.#headers() });
    return ((await response.json()) as { erased: number }).erased;
  }

  /** Promises to call this number back, oldest first. */
  async callbacksOf(number: string): Promise<readonly Callback[]> {
    const path = `/api/v1/callbacks?number=${encodeURIComponent(number)}`;
    return (await this.#get<{ callbacks: readonly Callback[] }>(path)).callbacks.toReversed();
  }

  /** Throws with the body when it is refused. */
  bookCallback(wish: {
    readonly number: string;
    readonly queue: string;
    readonly at?: string;
  }): Promise<void> {
    return this.#post('/api/v1/callbacks', wish);
  }

  /** Another time for it; throws with the body when it is refused. */
  moveCallback(callbackId: string, atMs: number): Promise<void> {
    return this.#post(`/api/v1/callbacks/${callbackId}/move`, { at: new Date(atMs).toISOString() });
  }

  async cancelCallback(callbackId: string): Promise<void> {
    const path = `${this.url}/api/v1/callbacks/${callbackId}`;
    const response = await fetch(path, { method: 'DELETE', headers: this.#headers() });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }

  /** Somebody scores a call; throws with the body when it is refused. */
  score(callId: string, body: object): Promise<void> {
    return this.#post(`/api/v1/calls/${encodeURIComponent(callId)}/scores`, body);
  }

  async scores(query: string): Promise<readonly Score[]> {
    return (await this.#get<{ scores: readonly Score[] }>(`/api/v1/scores?${query}`)).scores;
  }

  /** The figures of two days, today's and yesterday's, of all values together. */
  async reportTotal(by: Dimension): Promise<Report['totals'][number]['figures']> {
    const fromMs = Date.now() - DAY_MS;
    const { totals } = await this.#get<Report>(`/api/v1/reports/${by}?from=${fromMs}`);
    return totals.at(-1)!.figures;
  }

  /** The same of one value; undefined when nothing of it has happened. */
  async reportOf(by: Dimension, value: string): Promise<Report['totals'][number]['figures'] | undefined> {
    const { totals } = await this.#get<Report>(`/api/v1/reports/${by}?from=${Date.now() - DAY_MS}`);
    return totals.find((total) => total.value === value)?.figures;
  }

  /** Prometheus text. */
  async metrics(): Promise<string> {
    return (await this.#fetch('/metrics')).text();
  }

  /** The events of the board as they happen, until `signal` ends it. */
  async *events(signal: AbortSignal): AsyncGenerator<{ readonly kind: string; readonly data: unknown }> {
    const response = await fetch(`${this.url}/api/v1/events`, { headers: this.#headers(), signal });
    if (!response.ok || response.body === null) throw new Error(`/api/v1/events: ${response.status}`);
    let rest = '';
    for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + part).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const line = (name: string): string => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? '';
        if (line('data') !== '') yield { kind: line('event'), data: JSON.parse(line('data')) };
      }
    }
  }

  async #post(path: string, body: object): Promise<void> {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { ...this.#headers(), 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5_000),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${path} ${JSON.stringify(body)}: ${response.status} ${answer}`);
  }

  async #get<T>(path: string): Promise<T> {
    return (await (await this.#fetch(path)).json()) as T;
  }

  async #fetch(path: string): Promise<Response> {
    const response = await fetch(`${this.url}${path}`, {
      headers: this.#headers(),
      signal: AbortSignal.timeout(5_000),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  #headers(): Record<string, string> {
    return { authorization: `Bearer ${this.#token}` };
  }
}
