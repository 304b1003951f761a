import { join } from 'node:path';
import { request } from 'undici';
import { hostInUri } from '../base/index.ts';
import { readIfThere, type Settings } from '../settings/index.ts';
import { NotRunning, Obstacle } from './command.ts';

const LIMIT_MS = 5_000;

/**
 * Asks the running Cordboard of these settings; resolves with the JSON of its answer, also of an unhealthy 503.
 * Rejects with `NotRunning` when it does not run, and with an `Obstacle` when it refuses.
 */
export async function askApi(
  settings: Settings,
  path: string,
  method: 'GET' | 'POST' | 'DELETE' = 'GET',
  body?: object,
): Promise<unknown> {
  const { host, port } = settings.http;
  const at = `http://${hostInUri(host)}:${port}`;
  const token = readIfThere(join(settings.secrets, 'admin-token'))?.trim();
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  const limits = { headersTimeout: LIMIT_MS, bodyTimeout: LIMIT_MS };
  const answer = await request(`${at}${path}`, {
    ...{ method, headers, ...limits },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new NotRunning(`Cordboard does not answer at ${at}: is it running? (${why})`);
  });
  const told = (await answer.body.json()) as Told;
  if (answer.statusCode >= 400 && told.code !== undefined) {
    const why = told.details?.why === undefined ? '' : ` (${String(told.details.why)})`;
    throw new Obstacle(`${told.code}: ${told.say}${why}`);
  }
  return told;
}

/** A failure has these fields, an answer others. */
type Told = {
  readonly code?: string;
  readonly say?: string;
  readonly details?: Readonly<Record<string, unknown>>;
};
