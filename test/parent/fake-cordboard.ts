import { createServer } from 'node:http';

/**
 * fake-cordboard.ts PORT [ready|unready|wrong]: as much of Cordboard as its parent sees. It is alive, it may be ready,
 * it ends when asked to, and it can be made to end badly (POST /exit/70). "wrong": its files are wrong, it never starts.
 * With --spare it begins at a word of its parent's.
 */
const [port, mode] = process.argv.slice(2);

if (mode === 'wrong') {
  console.error('ivr-flows/main.yaml:3:1 NO_KIND a step that does nothing');
  process.exit(1);
}

if (process.argv.includes('--spare')) {
  const { value } = await process.stdin[Symbol.asyncIterator]().next();
  if (value === undefined) process.exit(0);
}

const server = createServer((request, response) => {
  const [, command, code] = request.url!.split('/');
  if (command === 'exit') process.exit(Number(code));
  const ok = request.url === '/health/live' || mode === 'ready';
  response.writeHead(ok ? 200 : 503).end('{"missing":["a bundle"]}');
});
server.listen(Number(port), '127.0.0.1');

process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
