import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttp, type Http } from '../../src/http/index.ts';
import { WEBHOOK_EVENTS } from '../../src/journal/index.ts';
import { idleJobs, SmallHouse, SmallStore } from './doubles.ts';

type Media = { readonly example?: unknown; readonly examples?: unknown; readonly schema: object };
type Content = Readonly<Record<string, Media>>;
type Operation = {
  readonly summary?: string;
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
};

describe('the OpenAPI document', () => {
  let http: Http;
  let document: {
    readonly openapi: string;
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly webhooks: Readonly<Record<string, { readonly post: Operation }>>;
  };

  beforeAll(async () => {
    const parts = { house: new SmallHouse(), store: new SmallStore(), jobs: idleJobs };
    const place = { host: '127.0.0.1', port: 0, version: '1', tokens: ['token'] };
    http = await createHttp({ ...parts, ...place, log: pino({ level: 'silent' }), onBroken: () => {} });
    document = (await http.inject({ url: '/docs/json' })).json();
  });
  afterAll(() => http.close());

  const operations = (): [string, Operation][] =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, each]): [string, Operation] => [`${method} ${path}`, each]),
    );

  test('has every route of the house', () => {
    const below = (path: string, names: string): readonly string[] =>
      names.split(' ').map((name) => (name === '.' ? path : `${path}/${name}`));
    expect(Object.keys(document.paths).toSorted()).toEqual([
      ...['/api/v1/alarms', '/api/v1/audit', '/api/v1/backup'],
      ...['/api/v1/bans', '/api/v1/bans/{address}', '/api/v1/board'],
      ...below('/api/v1/bundle', '. activate history rollback shadow validate'),
      ...below('/api/v1/callbacks', '. {callbackId} {callbackId}/move'),
      ...below('/api/v1/calls', '. {callId} {callId}/barge-in'),
      ...below('/api/v1/calls/{callId}/consult', '. conference end hand-over'),
      ...below('/api/v1/calls/{callId}', 'hangup hold listen move notes priority recording resume scores'),
      ...below('/api/v1/calls/{callId}', 'supervision/end take transfer whisper'),
      ...below('/api/v1/contacts', '. {contactId}'),
      ...['/api/v1/customers', '/api/v1/customers/{number}', '/api/v1/drain', '/api/v1/events'],
      ...below('/api/v1/nodes', '. {node}/drain'),
      ...below('/api/v1/operators', '. {operatorId}/desk {operatorId}/events {operatorId}/state'),
      ...below(
        '/api/v1/recordings',
        '. key {recordingId}/done {recordingId}/hold {recordingId}/link {recordingId}/played {recordingId}/sound',
      ),
      ...below('/api/v1/reports', 'anew {by} {by}/trend {by}/week'),
      ...['/api/v1/restart'],
      ...below('/api/v1/schedules', '. {name}/emergency'),
      ...['/api/v1/scorecards', '/api/v1/scores'],
      ...['/api/v1/servers', '/api/v1/store'],
      ...below('/api/v1/webhooks', '. dead dead/replay dead/{messageId}/replay'),
      ...['/health/live', '/health/ready', '/metrics'],
    ]);
  });

  test('tells of each operation what it is for, and what the answers mean', () => {
    const bad = operations().flatMap(([name, { summary, responses }]) => [
      ...(summary ? [] : [`${name} has no summary`]),
      ...Object.entries(responses)
        .filter(([, { description }]) => description === 'Default Response')
        .map(([code]) => `${name}: the answer ${code} is not described: give its schema a .describe(…)`),
    ]);
    expect(bad).toEqual([]);
  });

  test('shows an example of every body that is to be sent', () => {
    const bad = operations().filter(([, { requestBody }]) =>
      Object.values(requestBody?.content ?? {}).some(({ example, examples }) => !example && !examples),
    );
    expect(bad.map(([name]) => `${name}: give the schema of its body .meta({ examples: […] })`)).toEqual([]);
  });

  test('shows examples that the routes take', async () => {
    const headers = { authorization: 'Bearer token' };
    const ids: Readonly<Record<string, string>> = { callId: 'c1', operatorId: 'anna', name: 'office' };
    let count = 0;
    for (const [name, { requestBody }] of operations()) {
      const [method, path] = name.split(' ') as ['post', string];
      const url = path.replaceAll(/\{(\w+)\}/g, (_, id: string) => ids[id] ?? 'x');
      for (const media of Object.values(requestBody?.content ?? {}))
        for (const payload of examplesOf(media)) {
          const answer = await http.inject({ method, url, headers, payload });
          expect(answer.json().code, `${name} ${JSON.stringify(payload)}`).not.toBe('REQUEST_INVALID');
          count += 1;
        }
    }
    expect(count).toBeGreaterThan(5);
  });

  test('shows every message that a receiver can get', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.webhooks)).toEqual([...WEBHOOK_EVENTS]);
    for (const [event, { post }] of Object.entries(document.webhooks)) {
      const { example } = post.requestBody!.content['application/json']!;
      expect(example).toMatchObject({ type: event, version: 1, timestamp: '2026-03-24T09:00:00.000Z' });
    }
    const ended = document.webhooks['call.ended']?.post.requestBody?.content['application/json']?.example;
    expect(ended).toMatchObject({ data: { callId: '1774342795.7', outcome: 'answered', endedBy: 'caller' } });
    const answered =
      document.webhooks['call.answered']?.post.requestBody?.content['application/json']?.example;
    expect(answered).toMatchObject({ data: { operator: 'anna', call: { caller: '+79161234567' } } });
  });
});

function examplesOf({ example, examples }: Media): object[] {
  if (example) return [example as object];
  return Object.values(examples as Record<string, { value: object }>).map(({ value }) => value);
}
