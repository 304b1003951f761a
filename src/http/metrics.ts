import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Jobs } from '../jobs/index.ts';
import type { Store } from '../journal/index.ts';
import type { EventStream } from './event-stream.ts';
import type { House } from './house.ts';
import { LoopLag } from './loop-lag.ts';

export type MetricsParts = {
  readonly house: House;
  readonly store: Store;
  readonly jobs?: Jobs | undefined;
  readonly stream: EventStream;
  readonly version: string;
};

/**
 * Everything that is measured, in a registry of its own, so that two houses in one process do not mix. What
 * the house knows is read when somebody asks; only what passes by is counted.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #lag = new LoopLag();
  readonly #stopListening: () => void;

  constructor(parts: MetricsParts) {
    collectDefaultMetrics({ register: this.#registry });
    this.#stopListening = this.#count(parts.house);
    this.#measureHouse(parts);
    this.#measureBoard(parts.house);
    this.#measureNodes(parts.house);
    this.#measureServers(parts.house);
    this.#measureFlows(parts.house);
    this.#measureShadow(parts.house);
    this.#measureStore(parts.store);
    if (parts.jobs !== undefined) this.#measureJobs(parts.jobs);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  close(): void {
    this.#stopListening();
    this.#lag.close();
  }

  #count(house: House): () => void {
    const offers = this.#counter('offers_total', 'Offers that ended, by outcome', ['outcome']);
    const calls = this.#counter('calls_ended_total', 'Calls that ended, by outcome', ['outcome']);
    const visits = this.#counter('queue_visits_total', 'Visits to queues that ended', ['queue', 'outcome']);
    const refused = this.#counter('calls_refused_total', 'Calls turned away at the door, by why', ['why']);
    return house.onEntry((entry) => {
      if (entry.kind === 'callEnded' && entry.refused !== undefined) refused.inc({ why: entry.refused });
      if (entry.kind === 'callsRefused') refused.inc({ why: entry.refused }, entry.count);
      if (entry.kind === 'offerEnded') offers.inc({ outcome: entry.outcome });
      if (entry.kind === 'callEnded') calls.inc({ outcome: entry.outcome });
      if (entry.kind === 'queueLeft') visits.inc({ queue: entry.queue, outcome: entry.outcome });
    });
  }

  #measureHouse({ house, stream, version }: MetricsParts): void {
    this.#gauge('build_info', 'Always 1; the version is in the label', ['version'], (gauge) =>
      gauge.set({ version }, 1),
    );
    this.#value('ready', '1 when a call that arrived now would be answered', () =>
      Number(house.readiness().ready),
    );
    this.#value('inbox_depth', 'Events that wait to be handled', () => house.counters().inboxDepth);
    this.#total('commands_failed_total', 'Commands that the exchange did not carry out', () => {
      return house.counters().commandsFailed;
    });
    this.#value('admitted_calls_per_second', 'New calls a second that are let in now, at most', () => {
      return house.counters().callsPerSecondMax;
    });
    this.#value('event_watchers', 'Clients of the live stream', () => stream.watcherCount);
    this.#total('event_watchers_dropped_total', 'Clients that did not read', () => stream.droppedCount);
    this.#gauge('event_loop_lag_seconds', 'How late the event loop is', ['quantile'], (gauge) => {
      const { p50Ms, p99Ms, longestMs } = this.#lag.read();
      gauge.set({ quantile: '0.5' }, p50Ms / 1_000);
      gauge.set({ quantile: '0.99' }, p99Ms / 1_000);
      gauge.set({ quantile: '1' }, longestMs / 1_000);
    });
  }

  #measureBoard(house: House): void {
    this.#gauge('calls', 'Calls of now, by phase', ['phase'], (gauge) => {
      for (const { phase } of house.board().calls) gauge.inc({ phase });
    });
    this.#gauge('queue_waiting', 'Callers waiting, by queue', ['queue'], (gauge) => {
      for (const { id, waiting } of house.board().queues) gauge.set({ queue: id }, waiting.length);
    });
    this.#gauge('queue_callbacks', 'Promises to call back, by queue', ['queue'], (gauge) => {
      for (const { id, callbacksCount } of house.board().queues) gauge.set({ queue: id }, callbacksCount);
    });
    this.#gauge('queue_longest_wait_seconds', 'Age of the oldest caller, by queue', ['queue'], (gauge) => {
      for (const { id, waiting } of house.board().queues) {
        gauge.set({ queue: id }, waiting.reduce((longest, { ageMs }) => Math.max(longest, ageMs), 0) / 1_000);
      }
    });
    this.#gauge('alarm', '1 for each alarm that is on', ['kind', 'queue'], (gauge) => {
      for (const { kind, queue } of house.alarms()) gauge.set({ kind, queue: queue ?? '' }, 1);
    });
    this.#gauge('operators', 'Operators, by state', ['presence', 'unit'], (gauge) => {
      for (const { presence, unit } of house.board().operators) gauge.inc({ presence, unit });
    });
  }

  #measureNodes({ nodes }: House): void {
    this.#gauge('node_calls', 'Calls of now, by node of the exchange', ['node'], (gauge) => {
      for (const { name: node, calls } of nodes.list()) gauge.set({ node }, calls);
    });
    this.#gauge(
      'node_state',
      '1 for the state in which the edge sees the node',
      ['node', 'state'],
      (gauge) => {
        for (const { name: node, state } of nodes.list()) gauge.set({ node, state: state ?? 'unknown' }, 1);
      },
    );
    this.#gauge('node_connected', '1 when the events of the node are heard', ['node'], (gauge) => {
      for (const { name: node, isConnected } of nodes.list()) gauge.set({ node }, Number(isConnected));
    });
    this.#gauge('edge_refused_total', 'Requests that the edge has turned away', ['why'], (gauge) => {
      for (const [why, count] of Object.entries(nodes.refused())) gauge.set({ why }, count);
    });
    this.#gauge('node_draining', '1 while the node is given no new calls on purpose', ['node'], (gauge) => {
      for (const { name: node, isDraining } of nodes.list()) gauge.set({ node }, Number(isDraining));
    });
  }

  #measureServers(house: House): void {
    const requests = 'Requests of flows to other servers';
    this.#gauge('server_requests_total', requests, ['host', 'result'], (gauge) => {
      for (const { host, goodCount, badCount } of house.servers()) {
        gauge.set({ host, result: 'good' }, goodCount);
        gauge.set({ host, result: 'bad' }, badCount);
      }
    });
    this.#gauge('server_request_seconds_total', 'How long they took', ['host'], (gauge) => {
      for (const { host, tookMs } of house.servers()) gauge.set({ host }, tookMs / 1_000);
    });
    this.#gauge('server_resting', '1 while a server that failed is not asked', ['host'], (gauge) => {
      for (const { host, isResting } of house.servers()) gauge.set({ host }, Number(isResting));
    });
    this.#gauge('banned_addresses', 'Addresses that the exchange turns away', [], (gauge) => {
      gauge.set(house.bans.list().length);
    });
  }

  /** Of the one or two versions of the flows that new callers meet; an older one is gone from here. */
  #measureFlows({ bundle }: House): void {
    const counts = {
      flow_calls: ['Calls that ended, by version of the flows', 'calls'],
      flow_calls_with_errors: ['Of them those that failed, or in which a step did', 'withErrors'],
      flow_calls_abandoned: ['Of them those that the caller gave up', 'abandoned'],
      flow_steps_mean: ['Steps of a call, by version of the flows', 'stepsMean'],
    } as const;
    for (const [name, [help, field]] of Object.entries(counts)) {
      this.#gauge(name, help, ['version', 'side'], (gauge) => {
        for (const { flowHash: version, side, ...sums } of bundle.state().outcomes)
          gauge.set({ version, side: side ?? 'all' }, sums[field] ?? 0);
      });
    }
    this.#value('flow_trial_percent', 'So many of a hundred new callers meet the newest flows', () => {
      return bundle.state().trial?.percent ?? 100;
    });
  }

  /** Of the comparison that goes on, or was the last; each one begins at nought. */
  #measureShadow({ shadow }: House): void {
    this.#gauge('shadow_calls_total', 'Calls that were made again in other flows', ['result'], (gauge) => {
      const state = shadow.state();
      if (state === null) return;
      const { same, differs, notComparable, passedOver } = state;
      gauge.set({ result: 'same' }, same);
      gauge.set({ result: 'differs' }, differs);
      gauge.set(
        { result: 'not_comparable' },
        notComparable.reduce((sum, { count }) => sum + count, 0),
      );
      gauge.set({ result: 'passed_over' }, passedOver);
    });
  }

  #measureStore(store: Store): void {
    this.#value('store_writable', '1 when the database takes entries', () => Number(store.state().writable));
    this.#value(
      'store_buffered_entries',
      'Entries not in the database yet',
      () => store.state().bufferedCount,
    );
    this.#total('store_lost_entries_total', 'Entries that were given up', () => store.state().lostCount);
  }

  #measureJobs(jobs: Jobs): void {
    const isWell = (): boolean => jobs.state().connected && jobs.state().problem === null;
    this.#value('jobs_running', '1 when jobs are being done', () => Number(isWell()));
    this.#total('webhooks_delivered_total', 'Messages that arrived', () => jobs.state().deliveredCount);
    this.#total('webhooks_given_up_total', 'Messages that were given up', () => jobs.state().givenUpCount);
    this.#total('webhook_tries_failed_total', 'Tries that failed', () => jobs.state().failedTriesCount);
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name: `cordboard_${name}`, help, labelNames, registers: [this.#registry] });
  }

  /** Measured when somebody asks; labels that are not set again are gone. */
  #gauge<Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    measure: (gauge: Gauge<Label>) => void,
  ): void {
    const gauge: Gauge<Label> = new Gauge({
      ...{ name: `cordboard_${name}`, help, labelNames, registers: [this.#registry] },
      collect: () => {
        gauge.reset();
        measure(gauge);
      },
    });
  }

  #value(name: string, help: string, read: () => number): void {
    this.#gauge(name, help, [], (gauge) => gauge.set(read()));
  }

  /** A sum that somebody else keeps. */
  #total(name: string, help: string, read: () => number): void {
    const counter: Counter = new Counter({
      ...{ name: `cordboard_${name}`, help, registers: [this.#registry] },
      collect: () => {
        counter.reset();
        counter.inc(read());
      },
    });
  }
}
