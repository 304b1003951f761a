import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EdgeProcess } from '../kit/edge/edge-process.ts';
import { SipServerProcess, sipServerProgram } from '../kit/edge/sip-server-process.ts';
import { eventually } from '../kit/eventually.ts';
import { freePort } from '../kit/free-port.ts';
import { ownSettings } from '../kit/hotline.ts';
import { header, uriOf } from '../kit/phones/message.ts';
import { type LoggedMessage, parseMessageLog, type RunningSipp, startSipp } from '../kit/sipp/index.ts';

const SECRET = 'a-secret-of-tests';
/** So long the carrier lets us in. */
const GRANTED_S = 4;
const program = sipServerProgram();

if (program === undefined) {
  test('a trunk of a SIP edge signs in', ({ skip }) =>
    skip(
      'DRACHTIO_SERVER names no drachtio-server: it is in no package registry (DRACHTIO_SERVER=/path/to/drachtio)',
    ));
} else {
  describe('a trunk of a SIP edge', () => signsIn(program));
}

/** A carrier that is SIPp, and all that was said there. */
type Carrier = { readonly at: string; readonly sipp: RunningSipp };

function signsIn(path: string): void {
  let scratch: string;
  let server: SipServerProcess;
  let edge: EdgeProcess | undefined;
  const carriers: Carrier[] = [];
  beforeEach(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'cordboard-sign-in-'));
    server = await SipServerProcess.start(path, SECRET);
  });
  afterEach(async () => {
    await edge?.stop();
    for (const { sipp } of carriers.splice(0)) sipp.stop();
    await server.stop();
    rmSync(scratch, { recursive: true });
  });

  const carrier = async (host: string, password: string): Promise<Carrier> => {
    const port = await freePort();
    const run = {
      scenario: 'registrar',
      here: { host, port },
      server: server.sip,
      service: 'member',
    } as const;
    const sipp = await startSipp({ ...run, lines: [[password, GRANTED_S]], withinMs: 60_000 }, scratch);
    sipp.result.catch(() => undefined);
    carriers.push({ at: `${host}:${port}`, sipp });
    return carriers.at(-1)!;
  };

  /** An edge that has these carriers, and one password for all of them. */
  const starts = async (hosts: Readonly<Record<string, Carrier>>, password: string): Promise<EdgeProcess> => {
    mkdirSync(join(scratch, 'secrets'), { recursive: true, mode: 0o700 });
    writeFileSync(join(scratch, 'secrets/drachtio'), `${SECRET}\n`, { mode: 0o600 });
    writeFileSync(join(scratch, 'secrets/member'), `${password}\n`, { mode: 0o600 });
    const register = { user: 'member', secret: 'member' };
    const trunks = Object.entries(hosts).map(([name, { at }]) => [
      name,
      { match: [at.split(':')[0]], host: at, register },
    ]);
    edge = await EdgeProcess.start({
      ...(await ownSettings(scratch)),
      CORDBOARD_TRUNKS: JSON.stringify(Object.fromEntries(trunks)),
      CORDBOARD_EDGE_MODE: 'drachtio',
      CORDBOARD_EDGE_SIP: `127.0.0.1:${server.sip.port}`,
      CORDBOARD_EDGE_DRACHTIO_PORT: String(server.app.port),
      CORDBOARD_EDGE_NODES: '{ a: { sip: "127.0.0.1:9", ari: "http://127.0.0.1:9/ari" } }',
    });
    return edge;
  };

  test('signs in again before its time is over, and signs out when the edge is stopped', async () => {
    const home = await carrier('127.0.0.8', 'right');
    const running = await starts({ home }, 'right');
    const rounds = await eventually(
      'it has signed in three times',
      () => {
        const said = answersAt(home);
        return said.filter(({ status }) => status === 200).length >= 3 ? said : undefined;
      },
      20_000,
    );
    expect(rounds.slice(0, 6).map(({ status }) => status)).toEqual([401, 200, 401, 200, 401, 200]);
    const [first, second, third] = rounds.filter(({ status }) => status === 200).map(({ atMs }) => atMs);
    for (const ms of [second! - first!, third! - second!]) {
      expect(ms).toBeGreaterThan(1_000);
      expect(ms).toBeLessThan(1_000 * GRANTED_S);
    }
    const [asked] = askedAt(home);
    expect(header(asked!.message, 'expires')).toBe('600');
    expect(uriOf(header(asked!.message, 'contact'))).toMatch(
      new RegExp(`^sip:member@127\\.0\\.0\\.1:${server.sip.port}`),
    );
    await running.stop();
    expect(running.output).toContain('a trunk is signed out at its carrier');
    expect(header(askedAt(home).at(-1)!.message, 'expires')).toBe('0');
    expect(answersAt(home).at(-1)?.status).toBe(200);
  }, 40_000);

  test('that is not let in does not try the same password again and again, nor signs out', async () => {
    const [other, home] = [await carrier('127.0.0.9', 'another'), await carrier('127.0.0.8', 'right')];
    const running = await starts({ other, home }, 'right');
    // By then whoever tries again by itself, the library or the SIP server, has done so.
    await eventually('the first is in', () => answersAt(home).length >= 6 || undefined, 20_000);
    expect(answersAt(other).map(({ status }) => status)).toEqual([401, 401]);
    const told = running.output
      .split('\n')
      .filter((line) => line.includes('a carrier does not let a trunk in'));
    expect(told).toEqual([expect.stringMatching(/"trunk":"other".*"status":401/)]);
    await running.stop();
    expect(askedAt(other)).toHaveLength(2);
  }, 40_000);
}

function saidAt({ sipp }: Carrier): readonly LoggedMessage[] {
  try {
    return parseMessageLog(readFileSync(sipp.messages, 'latin1'));
  } catch {
    return [];
  }
}

const askedAt = (carrier: Carrier): readonly LoggedMessage[] =>
  saidAt(carrier).filter(({ isSent }) => !isSent);

const answersAt = (carrier: Carrier): readonly { readonly status: number; readonly atMs: number }[] =>
  saidAt(carrier).flatMap(({ isSent, atMs, message }) => (isSent ? [{ status: message.status, atMs }] : []));
