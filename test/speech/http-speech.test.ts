import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { createHttpSpeech, type HttpSpeechOptions } from '../../src/speech/http/index.ts';
import { type Pcm, readWav, writeWav } from '../../src/speech/index.ts';
import { eventually } from '../kit/eventually.ts';
import { freePort } from '../kit/free-port.ts';

type Answer = (response: ServerResponse) => void;

const HELLO = { text: 'Здравствуйте', language: 'ru', voice: 'alena' };
const sound = (rateHz: number, ms: number): Pcm => ({
  rateHz,
  samples: Int16Array.from({ length: (rateHz * ms) / 1_000 }, (_, at) =>
    Math.round(8_000 * Math.sin((2 * Math.PI * 440 * at) / rateHz)),
  ),
});
const send =
  (body: Uint8Array | string, type = 'audio/wav', status = 200): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': type }).end(body);
const good: Answer = send(writeWav(sound(8_000, 500)));

let folder: string;
let server: Server;
let clock: SimulatedClock;
let answers: Answer[];
let heard: { readonly headers: IncomingHttpHeaders; readonly body: unknown }[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'http-speech-'));
  clock = new SimulatedClock();
  [answers, heard] = [[], []];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString('utf8');
    });
    request.on('end', () => {
      heard.push({ headers: request.headers, body: JSON.parse(body) });
      (answers.shift() ?? good)(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/speak`;
const open = (options: Partial<HttpSpeechOptions> = {}) =>
  createHttpSpeech({ url: url(), secret: 'open sesame', clock, ...options });
const path = (): string => join(folder, 'sound.wav');
const made = (): Pcm => readWav(readFileSync(path()));

describe('a speech server', () => {
  test('is told the text, the language and the voice, and who asks', async () => {
    await open().synthesize(HELLO, path());
    expect(heard.map(({ body }) => body)).toEqual([HELLO]);
    expect(heard[0]!.headers).toMatchObject({
      authorization: 'Bearer open sesame',
      'content-type': 'application/json',
    });
    expect(made()).toEqual(readWav(writeWav(sound(8_000, 500))));
  });

  test('that wants no secret gets none', async () => {
    await open({ secret: null }).synthesize(HELLO, path());
    expect(heard[0]!.headers.authorization).toBeUndefined();
  });

  test('may speak at any rate: the telephone gets its own', async () => {
    answers = [send(writeWav(sound(24_000, 500)))];
    await open().synthesize(HELLO, path());
    expect(made().rateHz).toBe(8_000);
    expect(made().samples.length).toBe(4_000);
  });

  test.each([
    ['audio/pcm', 8_000],
    ['audio/pcm; rate=16000', 16_000],
  ])('may send bare samples as %s', async (type, rateHz) => {
    const { samples } = sound(rateHz, 500);
    answers = [send(new Uint8Array(samples.buffer), type)];
    await open().synthesize(HELLO, path());
    expect(made().samples.length).toBe(4_000);
    expect(Math.max(...made().samples)).toBeGreaterThan(7_000);
  });
});

describe('a speech server that fails', () => {
  test.each<[string, Answer, RegExp]>([
    ['garbage', send('<html>sorry</html>', 'text/html'), /not a WAV file/],
    ['nothing', send(''), /not a WAV file/],
    ['half a sample', send(new Uint8Array(3), 'audio/pcm'), /middle of a sample/],
    ['an absurd rate', send(new Uint8Array(4), 'audio/pcm;rate=1000000'), /samples a second|silence/],
    ['silence', send(writeWav({ rateHz: 8_000, samples: new Int16Array(800) })), /silence/],
    ['a refusal', send('no', 'text/plain', 401), /status 401/],
    ['a way to elsewhere', (response) => response.writeHead(302, { location: url() }).end(), /status 302/],
  ])('by %s is asked once, and says so', async (_, answer, complaint) => {
    answers = [answer];
    await expect(open().synthesize(HELLO, path())).rejects.toThrow(complaint);
    expect(heard.length).toBe(1);
  });

  test.each<[string, Answer]>([
    ['breaks off', (response) => void response.writeHead(200).write('RIFF', () => response.destroy())],
    ['hangs up', (response) => response.destroy()],
    ['has trouble of its own', send('', 'text/plain', 503)],
  ])('once because it %s gets a second chance, and no third', async (_, answer) => {
    answers = [answer];
    await open().synthesize(HELLO, path());
    expect(heard.length).toBe(2);
    answers = [answer, answer];
    await expect(open().synthesize(HELLO, path())).rejects.toThrow('the speech server');
    expect(heard.length).toBe(4);
  });

  test.each<[string, Answer]>([
    ['never answers', () => {}],
    ['never ends its answer', (response) => void response.writeHead(200).write('RIFF')],
  ])('because it %s costs no more than the time limit', async (_, answer) => {
    answers = [answer];
    const late = open({ timeLimitMs: 1_000 }).synthesize(HELLO, path());
    const refused = expect(late).rejects.toThrow('took longer than 1000 ms');
    await eventually('the server is asked', () => heard[0]);
    clock.advance(1_000);
    await refused;
  });

  test('by never stopping to talk is cut off', async () => {
    const talk = (response: ServerResponse): void => {
      while (!response.destroyed && response.write(Buffer.alloc(1_000_000)));
      response.once('drain', () => talk(response));
    };
    answers = [(response) => talk(response.writeHead(200))];
    await expect(open().synthesize(HELLO, path())).rejects.toThrow('does not stop talking');
  });

  test('that is not there at all is an error', async () => {
    const speech = open({ url: `http://127.0.0.1:${await freePort()}/speak` });
    await expect(speech.synthesize(HELLO, path())).rejects.toThrow('cannot be reached');
  });

  test('three times in a row is left alone for half a minute', async () => {
    const speech = open();
    const refusal = send('no', 'text/plain', 401);
    answers = [refusal, refusal, refusal];
    for (let count = 0; count < 3; count++)
      await expect(speech.synthesize(HELLO, path())).rejects.toThrow('status 401');
    await expect(speech.synthesize(HELLO, path())).rejects.toThrow('left alone');
    expect(heard.length).toBe(3);
    clock.advance(30_000);
    await speech.synthesize(HELLO, path());
    expect(heard.length).toBe(4);
  });

  test('only at texts that it cannot speak is not left alone', async () => {
    const speech = open();
    answers = Array.from({ length: 4 }, () => send('no', 'text/plain', 422));
    for (let count = 0; count < 4; count++)
      await expect(speech.synthesize(HELLO, path())).rejects.toThrow('status 422');
    await speech.synthesize(HELLO, path());
  });

  test('to be done when the house closes is given up', async () => {
    answers = [() => {}];
    const speech = open();
    const refused = expect(speech.synthesize(HELLO, path())).rejects.toThrow('the house closes');
    await eventually('the server is asked', () => heard[0]);
    speech.close();
    await refused;
  });
});
