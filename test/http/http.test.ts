import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Broken, FAILURES, Failure } from '../../src/base/index.ts';
import { createHttp, type Http, type HttpOptions } from '../../src/http/index.ts';
import { anna, endedRecord, idleJobs, SmallHouse, SmallStore, waitingCall } from './doubles.ts';

const TOKEN = 'the-token-of-the-test';
const signedIn = { authorization: `Bearer ${TOKEN}` };

describe('the HTTP side', () => {
  let house: SmallHouse;
  let store: SmallStore;
  let logged: string[];
  let broken: Broken[];
  let made: Http[];

  beforeEach(() => {
    house = new SmallHouse();
    store = new SmallStore();
    logged = [];
    broken = [];
    made = [];
  });
  afterEach(async () => {
    for (const http of made) await http.close();
  });

  const create = async (options: Partial<HttpOptions> = {}): Promise<Http> => {
    const log = pino({ level: 'info' }, { write: (line: string) => logged.push(line) });
    const http = await createHttp({
      ...{ house, store, jobs: idleJobs, tokens: [TOKEN], log, host: '127.0.0.1', port: 0, version: '1.2.3' },
      onBroken: (error) => broken.push(error),
      ...options,
    });
    made.push(http);
    return http;
  };
  const get = async (url: string, headers: Record<string, string> = signedIn) =>
    (await create()).inject({ method: 'GET', url, headers });
  const post = async (url: string, payload?: object) =>
    (await create()).inject({ method: 'POST', url, headers: signedIn, ...(payload && { payload }) });

  describe('health', () => {
    test('is live without a token', async () => {
      const answer = await get('/health/live', {});
      expect([answer.statusCode, answer.json()]).toEqual([200, { live: true, version: '1.2.3' }]);
    });

    test('is ready when a call would be answered, and says what is missing when not', async () => {
      expect((await get('/health/ready', {})).statusCode).toBe(200);
      house.ready = { ready: false, missing: ['the exchange is not connected'] };
      const answer = await get('/health/ready', {});
      expect([answer.statusCode, answer.json()]).toEqual([503, house.ready]);
    });

    test('is ready also where something is wrong that keeps no call from being answered, and says it', async () => {
      house.ready = { ready: true, missing: [], warnings: ['node north is dead'] };
      const answer = await get('/health/ready', {});
      expect([answer.statusCode, answer.json()]).toEqual([200, house.ready]);
    });
  });

  describe('metrics', () => {
    test('show calls, queues, operators, offers, inbox, loop lag, store and jobs', async () => {
      const http = await create();
      house.happens({
        atMs: 1,
        kind: 'offerEnded',
        callId: 'c1',
        offerId: 'o1',
        operator: 'anna',
        outcome: 'missed',
      });
      house.happens({
        atMs: 1,
        kind: 'offerEnded',
        callId: 'c1',
        offerId: 'o2',
        operator: 'anna',
        outcome: 'missed',
      });
      house.asked = [{ host: 'crm.example', goodCount: 9, badCount: 5, tookMs: 700, isResting: true }];
      const { body, headers } = await http.inject({ url: '/metrics' });
      expect(headers['content-type']).toMatch(/^text\/plain; version=/);
      for (const line of [
        'cordboard_build_info{version="1.2.3"} 1',
        'cordboard_calls{phase="waiting"} 1',
        'cordboard_queue_waiting{queue="sales"} 1',
        'cordboard_queue_longest_wait_seconds{queue="sales"} 1.5',
        'cordboard_operators{presence="paused",unit="free"} 1',
        'cordboard_offers_total{outcome="missed"} 2',
        'cordboard_inbox_depth 3',
        'cordboard_commands_failed_total 7',
        'cordboard_store_buffered_entries 11',
        'cordboard_store_lost_entries_total 2',
        'cordboard_webhooks_delivered_total 5',
        'cordboard_jobs_running 1',
        'cordboard_ready 1',
        'cordboard_server_requests_total{host="crm.example",result="bad"} 5',
        'cordboard_server_resting{host="crm.example"} 1',
        'cordboard_banned_addresses 0',
        'cordboard_node_calls{node="north"} 1',
        'cordboard_node_calls{node="south"} 0',
        'cordboard_node_state{node="north",state="up"} 1',
        'cordboard_node_connected{node="north"} 1',
        'cordboard_node_draining{node="north"} 0',
        'cordboard_edge_refused_total{why="calls_at_once"} 7',
      ]) {
        expect(body.split('\n')).toContain(line);
      }
      expect(body).toMatch(/^cordboard_event_loop_lag_seconds\{quantile="0.99"\} \d/m);
      expect(body).toMatch(/^cordboard_event_loop_lag_seconds\{quantile="1"\} \d/m);
      expect(body).toMatch(/^process_resident_memory_bytes \d/m);
    });

    test('forget labels that are gone and do not count twice', async () => {
      const http = await create();
      await http.inject({ url: '/metrics' });
      house.calls = [{ ...waitingCall, phase: 'talking' }];
      house.nodes.all = house.nodes.all.map((node) => ({ ...node, state: null }));
      const { body } = await http.inject({ url: '/metrics' });
      expect(body).toContain('cordboard_calls{phase="talking"} 1');
      expect(body).not.toContain('cordboard_calls{phase="waiting"}');
      expect(body).toContain('cordboard_node_state{node="north",state="unknown"} 1');
      expect(body).not.toContain('cordboard_node_state{node="north",state="up"}');
      expect(body).toContain('cordboard_commands_failed_total 7');
    });

    test('are for this machine, and for others with the token', async () => {
      const http = await create();
      const from = async (remoteAddress: string, headers = {}) =>
        (await http.inject({ url: '/metrics', remoteAddress, headers })).statusCode;
      expect(await from('127.0.0.1')).toBe(200);
      expect(await from('::1')).toBe(200);
      expect(await from('192.0.2.7')).toBe(401);
      expect(await from('192.0.2.7', signedIn)).toBe(200);
      // A proxy on this machine speaks for somebody else.
      expect(await from('127.0.0.1', { 'x-forwarded-for': '192.0.2.7' })).toBe(401);
    });
  });

  describe('signing in', () => {
    test.each([
      ['no token', {}],
      ['a wrong token', { authorization: 'Bearer wrong' }],
      ['another way of signing in', { authorization: `Basic ${TOKEN}` }],
      ['the beginning of the token', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
    ])('fails with %s, also on this machine', async (_name, headers) => {
      const answer = await get('/api/v1/board', headers as Record<string, string>);
      expect([answer.statusCode, answer.json().code]).toEqual([401, 'NOT_SIGNED_IN']);
    });

    test('is impossible when there is no token at all', async () => {
      const http = await create({ tokens: [''] });
      const answer = await http.inject({ url: '/api/v1/board', headers: { authorization: 'Bearer ' } });
      expect(answer.statusCode).toBe(401);
    });

    test('is asked of every route of the API', async () => {
      const http = await create();
      for (const [method, url] of [
        ['GET', '/api/v1/board'],
        ['GET', '/api/v1/calls'],
        ['GET', '/api/v1/calls/c0'],
        ['POST', '/api/v1/calls/c1/hangup'],
        ['POST', '/api/v1/calls/c1/move'],
        ['POST', '/api/v1/calls/c1/priority'],
        ['GET', '/api/v1/operators'],
        ['POST', '/api/v1/operators/anna/state'],
        ['GET', '/api/v1/events'],
      ] as const) {
        expect((await http.inject({ method, url })).statusCode, url).toBe(401);
      }
      expect(house.events).toEqual([]);
    });
  });

  test('shows the board', async () => {
    const answer = await get('/api/v1/board');
    expect([answer.statusCode, answer.json()]).toEqual([200, house.board()]);
  });

  describe('calls', () => {
    test('are listed as they are asked for', async () => {
      const query = 'from=1970-01-01T00:00:01Z&to=5000&queue=sales&outcome=answered&limit=1&after=c9';
      const answer = await get(`/api/v1/calls?${query}`);
      expect(answer.json()).toEqual({ calls: [endedRecord], next: 'c0' });
      expect(store.asked).toEqual([
        { from: 1_000, to: 5_000, queue: 'sales', outcome: 'answered', limit: 1, after: 'c9' },
      ]);
    });

    test('are listed by the hundred when nothing is asked, and the last page has no next', async () => {
      expect((await get('/api/v1/calls')).json().next).toBeNull();
      expect(store.asked).toEqual([{ limit: 100 }]);
    });

    test.each(['limit=0', 'limit=1001', 'limit=ten', 'from=yesterday', 'outcome=happy', 'color=red'])(
      'are not listed by %s',
      async (query) => {
        const answer = await get(`/api/v1/calls?${query}`);
        expect([answer.statusCode, answer.json().code]).toEqual([400, 'REQUEST_INVALID']);
        expect(answer.json().details.issues).not.toEqual([]);
        expect(store.asked).toEqual([]);
      },
    );

    test('have a record, a timeline, and a place while they live', async () => {
      expect((await get('/api/v1/calls/c0')).json()).toEqual({
        record: endedRecord,
        timeline: store.timeline,
        live: null,
        waiting: null,
      });
      house.calls = [{ ...waitingCall, callId: 'c0' }];
      expect((await get('/api/v1/calls/c0')).json()).toMatchObject({
        live: house.calls[0],
        waiting: { operators: [{ operator: 'anna', why: 'is paused (lunch)' }] },
      });
    });

    test('that nobody knows are not found', async () => {
      const answer = await get('/api/v1/calls/c99');
      expect([answer.statusCode, answer.json()]).toEqual([
        404,
        { code: 'CALL_UNKNOWN', say: FAILURES.CALL_UNKNOWN.say, details: { callId: 'c99' } },
      ]);
    });

    test('cannot be told while the store is away', async () => {
      store.failure = new Failure('STORE_AWAY', { why: 'locked' });
      const answer = await get('/api/v1/calls/c0');
      expect([answer.statusCode, answer.json().code]).toEqual([503, 'STORE_AWAY']);
    });

    test('are ended also by clients that announce JSON and send none', async () => {
      const http = await create();
      const headers = { ...signedIn, 'content-type': 'application/json' };
      const answer = await http.inject({ method: 'POST', url: '/api/v1/calls/c1/hangup', headers });
      expect(answer.statusCode).toBe(202);
    });
  });

  describe('operators', () => {
    test('are listed', async () => {
      expect((await get('/api/v1/operators')).json()).toEqual({ operators: [anna] });
    });

    test('get the state that is asked for, and are shown as they are then', async () => {
      const answer = await post('/api/v1/operators/anna/state', { state: 'ready' });
      expect([answer.statusCode, answer.json()]).toEqual([200, { ...anna, presence: 'ready', reason: null }]);
      expect(house.events).toEqual([
        { kind: 'operatorAsked', operatorId: 'anna', ask: 'ready', reason: null, by: 'admin' },
      ]);
      const paused = await post('/api/v1/operators/anna/state', { state: 'paused', reason: 'lunch' });
      expect(paused.json()).toMatchObject({ presence: 'paused', reason: 'lunch' });
    });

    test('finish a wrap-up only when they are in one', async () => {
      const early = await post('/api/v1/operators/anna/state', { state: 'finish_wrap_up' });
      expect([early.statusCode, early.json().code]).toEqual([409, 'OPERATOR_STATE_IMPOSSIBLE']);
      expect(house.events).toEqual([]);
      house.operators = [{ ...anna, unit: 'wrapUp' }];
      const answer = await post('/api/v1/operators/anna/state', { state: 'finish_wrap_up' });
      expect([answer.statusCode, answer.json().unit]).toEqual([200, 'free']);
    });

    test('say so when the switchboard did not grant the state', async () => {
      const answer = await post('/api/v1/operators/anna/state', { state: 'offline' });
      expect([answer.statusCode, answer.json()]).toEqual([
        409,
        expect.objectContaining({
          code: 'OPERATOR_STATE_IMPOSSIBLE',
          details: { operatorId: 'anna', asked: 'offline', presence: 'paused', unit: 'free' },
        }),
      ]);
    });

    test.each([
      ['a state that does not exist', { state: 'asleep' }],
      ['no state', {}],
      ['more than a state', { state: 'ready', color: 'red' }],
      ['a reason too long', { state: 'paused', reason: 'x'.repeat(201) }],
    ])('are not asked for %s', async (_name, payload) => {
      const answer = await post('/api/v1/operators/anna/state', payload);
      expect([answer.statusCode, answer.json().code]).toEqual([400, 'REQUEST_INVALID']);
      expect(house.events).toEqual([]);
    });

    test('that nobody knows are not found', async () => {
      const answer = await post('/api/v1/operators/nobody/state', { state: 'ready' });
      expect([answer.statusCode, answer.json().code]).toEqual([404, 'OPERATOR_UNKNOWN']);
    });

    test('wait when the inbox is full', async () => {
      house.hasRoom = false;
      const answer = await post('/api/v1/operators/anna/state', { state: 'ready' });
      expect([answer.statusCode, answer.json().code]).toEqual([503, 'OVERLOADED']);
    });
  });

  describe('errors', () => {
    test('have one shape, also where nothing lives', async () => {
      const answer = await get('/api/v1/nothing');
      expect([answer.statusCode, answer.json()]).toEqual([
        404,
        {
          code: 'NOT_FOUND',
          say: FAILURES.NOT_FOUND.say,
          details: { method: 'GET', url: '/api/v1/nothing' },
        },
      ]);
      expect((await get('/%zz')).json().code).toBe('NOT_FOUND');
    });

    test('of a body too big, of no JSON, of another kind', async () => {
      const http = await create();
      const send = async (payload: string, type: string) => {
        const headers = { ...signedIn, 'content-type': type };
        const answer = await http.inject({
          method: 'POST',
          url: '/api/v1/operators/anna/state',
          headers,
          payload,
        });
        return [answer.statusCode, answer.json().code];
      };
      const big = JSON.stringify({ state: 'x'.repeat(256 * 1024) });
      expect(await send(big, 'application/json')).toEqual([413, 'BODY_TOO_BIG']);
      expect(await send('{"state":', 'application/json')).toEqual([400, 'REQUEST_INVALID']);
      expect(await send('{"__proto__":{}}', 'application/json')).toEqual([400, 'REQUEST_INVALID']);
      expect(await send('', 'application/json')).toEqual([400, 'REQUEST_INVALID']);
      expect(await send('<state/>', 'application/xml')).toEqual([415, 'BODY_UNREADABLE']);
    });

    test('inside show nothing of the inside, but are in the log', async () => {
      store.failure = new Error('the password is swordfish');
      const answer = await get('/api/v1/calls');
      expect([answer.statusCode, answer.json()]).toEqual([
        500,
        { code: 'BROKEN', say: FAILURES.BROKEN.say, details: {} },
      ]);
      expect(logged.join('\n')).toContain('the password is swordfish');
      expect(broken).toEqual([]);
    });

    test('of our own rules are handed to whoever ends the process', async () => {
      store.failure = new Broken('a call is in two queues');
      expect((await get('/api/v1/calls')).statusCode).toBe(500);
      expect(broken).toEqual([store.failure]);
    });

    test('of haste come with the code and a time to wait, and health is not counted', async () => {
      const http = await create({ requestsPerSecondMax: 2 });
      const codes: number[] = [];
      for (let index = 0; index < 3; index++) {
        codes.push((await http.inject({ url: '/api/v1/board', headers: signedIn })).statusCode);
        expect((await http.inject({ url: '/health/live' })).statusCode).toBe(200);
      }
      expect(codes).toEqual([200, 200, 429]);
      const late = await http.inject({ url: '/api/v1/board', headers: signedIn });
      expect(late.json().code).toBe('TOO_MANY_REQUESTS');
      expect(late.headers['retry-after']).toBeDefined();
    });
  });

  test('has headers that keep browsers from mischief', async () => {
    const { headers } = await get('/api/v1/board');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'SAMEORIGIN' });
    expect(headers['content-security-policy']).toBeDefined();
  });

  test('listens to nothing any more when it is closed', async () => {
    const http = await create();
    expect(house.listenerCount).toBe(3);
    await http.close();
    expect(house.listenerCount).toBe(0);
  });

  test('names the port that another program has', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const http = await create({ port });
    await expect(http.listen()).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      details: { host: '127.0.0.1', port },
    });
    await new Promise((resolve) => other.close(resolve));
  });
});
