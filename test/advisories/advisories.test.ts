import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from '../sources.ts';

const SCRIPT = join(ROOT, 'scripts/advisories.ts');
const ADVISORY = {
  ...{
    id: 1,
    url: 'https://github.com/advisories/GHSA-planted',
    title: 'a planted hole',
    severity: 'critical',
  },
  ...{ vulnerable_versions: '<999.0.0', cwe: [], cvss: { score: 0, vectorString: null } },
};

let cache: string;
let registry: Server;
/** The packages that were asked for. */
let asked: readonly string[];
let known: object;

beforeEach(async () => {
  cache = mkdtempSync(join(tmpdir(), 'advisories-'));
  asked = [];
  registry = createServer(async (request, response) => {
    const body = await buffer(request);
    if (request.url?.endsWith('/advisories/bulk') !== true) return void response.writeHead(404).end('{}');
    asked = Object.keys(JSON.parse(gunzipSync(body).toString()));
    response.setHeader('content-type', 'application/json').end(JSON.stringify(known));
  });
  registry.listen(0, '127.0.0.1');
  await once(registry, 'listening');
});
afterEach(() => {
  registry.close();
  rmSync(cache, { recursive: true });
});

/** What the script says about the lock file of the project, and how it ends. */
async function judged(port = (registry.address() as AddressInfo).port) {
  const env = { ...process.env, npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_cache: cache };
  return new Promise<{ readonly said: string; readonly code: unknown }>((resolve) => {
    execFile(process.execPath, [SCRIPT], { env, timeout: 15_000 }, (error, said) =>
      resolve({ said, code: error === null ? 0 : error.code }),
    );
  });
}

describe.skipIf(!existsSync(join(ROOT, '.tools/npm')))('the advisories of a registry', () => {
  test('with a grave one for a package that runs fail, and those who only develop are not asked for', async () => {
    known = { ws: [ADVISORY] };
    const { said, code } = await judged();
    expect(code).toBe(1);
    expect(said).toMatch(/^critical: ws: a planted hole \(https:\/\/github.com\/advisories\/GHSA-planted\)/m);
    expect(asked).toContain('fastify');
    expect(asked).not.toContain('vitest');
  });

  test('without any, or with lesser ones, fail nobody', async () => {
    known = {};
    expect((await judged()).code).toBe(0);
    known = { ws: [{ ...ADVISORY, severity: 'moderate' }] };
    expect(await judged()).toMatchObject({ code: 0, said: expect.stringContaining('0 packages with holes') });
  });

  test('that cannot be asked are skipped, which is no success', async () => {
    const { said, code } = await judged(1);
    expect(said).toMatch(/^skipped: the registry could not be asked/);
    expect(code).toBe(2);
  });
});
