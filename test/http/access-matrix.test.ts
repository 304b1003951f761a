import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addToken, ROLES } from '../../src/access/index.ts';
import type { Http } from '../../src/http/index.ts';
import { anna, SmallHouse, SmallStore, storyOf, waitingCall } from './doubles.ts';
import { waitingContact } from './small-contacts.ts';
import { smallHttp } from './small-http.ts';

/**
 * Who may do what: A admin, S supervisor, O operator, P program, and "-" nobody of that role. A small "o" may it with
 * what is their own; "*" stands for everybody, without a token. A route that is missing here, or is here and not in
 * the house, fails.
 */
const TABLE: Readonly<Record<string, string>> = {
  'GET /health/live': '*',
  'GET /health/ready': '*',
  'GET /docs': '*',
  'GET /docs/*': '*',
  'GET /docs/json': '*',
  'GET /metrics': 'AS-P',
  'GET /api/v1/audit': 'A---',
  'POST /api/v1/backup': 'A---',
  'GET /api/v1/bans': 'A---',
  'DELETE /api/v1/bans/:address': 'A---',
  'GET /api/v1/board': 'AS-P',
  'GET /api/v1/events': 'AS-P',
  'GET /api/v1/bundle': 'AS--',
  'GET /api/v1/bundle/history': 'AS--',
  'POST /api/v1/bundle/validate': 'A---',
  'POST /api/v1/bundle/activate': 'A---',
  'POST /api/v1/bundle/rollback': 'A---',
  'GET /api/v1/bundle/shadow': 'A---',
  'POST /api/v1/bundle/shadow': 'A---',
  'DELETE /api/v1/bundle/shadow': 'A---',
  'GET /api/v1/reports/:by': 'AS-P',
  'GET /api/v1/reports/:by/trend': 'AS-P',
  'GET /api/v1/reports/:by/week': 'AS-P',
  'POST /api/v1/reports/anew': 'A---',
  'GET /api/v1/recordings': 'AS--',
  'GET /api/v1/recordings/:recordingId/sound': 'AS--',
  'POST /api/v1/recordings/:recordingId/link': 'AS--',
  'GET /api/v1/recordings/:recordingId/played': '*',
  'POST /api/v1/recordings/:recordingId/done': 'AS--',
  'POST /api/v1/recordings/:recordingId/hold': 'A---',
  'POST /api/v1/recordings/key': 'A---',
  'DELETE /api/v1/recordings': 'A---',
  'DELETE /api/v1/customers': 'A---',
  'GET /api/v1/contacts': 'ASOP',
  'GET /api/v1/contacts/:contactId': 'ASoP',
  'POST /api/v1/contacts/:contactId': 'ASo-',
  'DELETE /api/v1/contacts': 'A---',
  'POST /api/v1/calls/:callId/recording': 'ASo-',
  'POST /api/v1/calls/:callId/hold': 'ASo-',
  'POST /api/v1/calls/:callId/resume': 'ASo-',
  'POST /api/v1/calls/:callId/transfer': 'ASo-',
  'POST /api/v1/calls/:callId/consult': 'ASo-',
  'POST /api/v1/calls/:callId/consult/conference': 'ASo-',
  'POST /api/v1/calls/:callId/consult/hand-over': 'ASo-',
  'POST /api/v1/calls/:callId/consult/end': 'ASo-',
  'GET /api/v1/scorecards': 'ASO-',
  'GET /api/v1/scores': 'ASO-',
  'DELETE /api/v1/scores': 'A---',
  'GET /api/v1/calls/:callId/scores': 'ASo-',
  'POST /api/v1/calls/:callId/scores': 'AS--',
  'GET /api/v1/callbacks': 'AS--',
  'GET /api/v1/callbacks/:callbackId': 'AS--',
  'POST /api/v1/callbacks': 'AS--',
  'POST /api/v1/callbacks/:callbackId/move': 'AS--',
  'DELETE /api/v1/callbacks/:callbackId': 'AS--',
  'GET /api/v1/calls': 'ASOP',
  'GET /api/v1/calls/:callId': 'ASoP',
  'POST /api/v1/calls/:callId/hangup': 'ASo-',
  'POST /api/v1/calls/:callId/move': 'AS--',
  'POST /api/v1/calls/:callId/notes': 'ASo-',
  'GET /api/v1/alarms': 'AS-P',
  'POST /api/v1/calls/:callId/take': 'AS--',
  'POST /api/v1/calls/:callId/listen': 'AS--',
  'POST /api/v1/calls/:callId/whisper': 'AS--',
  'POST /api/v1/calls/:callId/barge-in': 'AS--',
  'POST /api/v1/calls/:callId/supervision/end': 'AS--',
  'POST /api/v1/calls/:callId/priority': 'AS--',
  'GET /api/v1/customers/:number': 'ASoP',
  'GET /api/v1/operators': 'ASOP',
  'GET /api/v1/operators/:operatorId/events': 'ASo-',
  'POST /api/v1/operators/:operatorId/state': 'ASo-',
  'POST /api/v1/operators/:operatorId/desk': 'ASo-',
  'GET /api/v1/nodes': 'AS--',
  'POST /api/v1/nodes/:node/drain': 'A---',
  'DELETE /api/v1/nodes/:node/drain': 'A---',
  'GET /api/v1/schedules': 'ASOP',
  'GET /api/v1/drain': 'A---',
  'POST /api/v1/drain': 'A---',
  'DELETE /api/v1/drain': 'A---',
  'POST /api/v1/restart': 'A---',
  'POST /api/v1/schedules/:name/emergency': 'AS--',
  'GET /api/v1/servers': 'AS--',
  'GET /api/v1/store': 'AS-P',
  'GET /api/v1/webhooks': 'A---',
  'GET /api/v1/webhooks/dead': 'A---',
  'POST /api/v1/webhooks/dead/:messageId/replay': 'A---',
  'POST /api/v1/webhooks/dead/replay': 'A---',
};

/** What stands for the parameters of a route: something of the operator anna, and something of somebody else. */
const OWN = {
  callId: 'c-anna',
  contactId: 'c-anna',
  operatorId: 'anna',
  number: '+1',
  name: 'office',
  messageId: 'msg_1',
  by: 'queue',
  address: '192.0.2.1',
  node: 'north',
};
const FOREIGN = {
  callId: 'c-boris',
  contactId: 'c-boris',
  operatorId: 'boris',
  number: '+2',
  name: 'office',
  messageId: 'msg_1',
  by: 'queue',
  address: '192.0.2.2',
  node: 'south',
};

/** Where the body is looked at before it is asked whose the thing is. */
const BODIES: Readonly<Record<string, object>> = {
  'POST /api/v1/operators/:operatorId/state': { state: 'paused' },
  'POST /api/v1/operators/:operatorId/desk': { phone: '1001' },
  'POST /api/v1/calls/:callId/transfer': { flow: true },
  'POST /api/v1/calls/:callId/recording': { to: 'pause' },
  'POST /api/v1/calls/:callId/consult': { operator: 'boris' },
  'POST /api/v1/contacts/:contactId': { done: true },
  'POST /api/v1/recordings/:recordingId/hold': { held: true },
  'POST /api/v1/calls/:callId/take': { operator: 'boris' },
  'POST /api/v1/calls/:callId/notes': { text: 'calls again' },
  'POST /api/v1/calls/:callId/scores': { form: 'talk', answers: { greeted: true } },
};

const NO_TOKEN = 'nobody';

describe('the rights of roles', () => {
  let http: Http;
  let at: string;
  let folder: string;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cordboard-matrix-'));
    for (const role of ROLES) {
      const operator = role === 'operator' ? 'anna' : null;
      tokens.set(role, (await addToken(folder, { name: role, role, operator, queues: null }, 1))!);
    }
    const house = new SmallHouse();
    house.operators = [
      { ...anna, callId: 'c-anna' },
      { ...anna, id: 'boris' },
    ];
    const talking = { ...waitingCall, phase: 'talking' } as const;
    house.calls = [
      { ...talking, callId: 'c-anna', caller: '+1', operator: 'anna' },
      { ...talking, callId: 'c-boris', caller: '+2', operator: 'boris' },
    ];
    for (const operator of ['anna', 'boris'])
      house.contacts.put({ ...waitingContact(`c-${operator}`, 'none'), operator });
    const store = new SmallStore();
    store.call = async (callId) => storyOf(callId, callId === 'c-anna' ? 'anna' : 'boris');
    http = await smallHttp({ house, store, tokens: [], tokenFolder: folder, requestsPerSecondMax: 100_000 });
    at = `http://127.0.0.1:${(await http.listen()).port}`;
  });
  afterAll(async () => {
    await http.close();
    rmSync(folder, { recursive: true });
  });

  async function statusOf(route: string, who: string, ids: Record<string, string>): Promise<number> {
    const [method, path] = route.split(' ') as [string, string];
    const url = path.replaceAll(/:(\w+)/g, (_, name: string) => ids[name]!).replace('*', 'page');
    const token = tokens.get(who);
    const headers = {
      // As if from another machine: from this one, metrics are open.
      'x-forwarded-for': '192.0.2.1',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(method === 'POST' && { 'content-type': 'application/json' }),
    };
    const body = JSON.stringify(BODIES[route] ?? {});
    const answer = await fetch(`${at}${url}`, { method, headers, ...(method === 'POST' && { body }) });
    await answer.body?.cancel();
    return answer.status;
  }

  /** "A" where the role may, "a" where only with its own, "-" where not; the token of nobody is "*" or "-". */
  async function cellOf(route: string, who: string, letter: string): Promise<string> {
    const [own, foreign] = [await statusOf(route, who, OWN), await statusOf(route, who, FOREIGN)];
    const refusal = who === NO_TOKEN ? 401 : 403;
    if (own === refusal && foreign === refusal) return '-';
    const isLetIn = ![401, 403].includes(own);
    if (isLetIn && foreign === refusal) return letter.toLowerCase();
    return isLetIn && own === foreign ? letter : `${own}/${foreign}`;
  }

  test('are those of the table, for every route and every role', async () => {
    const found: Record<string, string> = {};
    for (const { method, url } of http.routes) {
      const route = `${method} ${url}`;
      const stranger = await cellOf(route, NO_TOKEN, '*');
      const cells = await Promise.all(ROLES.map((role) => cellOf(route, role, role[0]!.toUpperCase())));
      found[route] = stranger === '*' && cells.join('') === 'ASOP' ? '*' : cells.join('');
      expect(found[route] === '*' || stranger === '-', `${route} without a token`).toBe(true);
    }
    expect(found).toEqual(TABLE);
  }, 60_000);

  test('are told with the refusal', async () => {
    const headers = { authorization: `Bearer ${tokens.get('operator')}` };
    const answer = await http.inject({ method: 'GET', url: '/api/v1/board', headers });
    expect([answer.statusCode, answer.json()]).toEqual([
      403,
      {
        code: 'FORBIDDEN',
        say: 'the token may not do this: the details say which role is needed',
        details: {
          needed: ['admin', 'supervisor', 'program'],
          role: 'operator',
          why: 'this needs the role admin or supervisor or program; the token is of operator operator',
        },
      },
    ]);
  });

  test('are in the documentation of every route that needs a token', async () => {
    const { paths } = (await http.inject({ url: '/docs/json' })).json();
    for (const { method, url, roles } of http.routes) {
      const shown = paths[url.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
      if (roles === 'everybody' || shown === undefined) expect(roles).toBe('everybody');
      else expect([shown['x-roles'], shown.description]).toEqual([roles, `For ${roles.join(', ')}.`]);
    }
  });
});
