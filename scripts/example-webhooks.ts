// npm run example:webhooks -- SECRET-FILE: a receiver that takes Cordboard's messages and prints them. Ctrl-C stops it.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { WebhookDoor } from './example/webhook-door.ts';

const PORT = 8091;

const door = new WebhookDoor(
  readFileSync(process.argv[2] ?? 'data/secrets/example', 'utf8')
    .trim()
    .split(/\s+/),
);
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    const verdict = door.take(request.headers, body, Date.now());
    if (verdict === 'taken') console.log(body);
    response.writeHead(verdict === 'refused' ? 401 : 204).end();
  });
});
server.listen(PORT, '127.0.0.1', () => console.log(`messages are taken at http://127.0.0.1:${PORT}/`));
