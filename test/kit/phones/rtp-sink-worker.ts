import { createSocket } from 'node:dgram';
import { parentPort, workerData } from 'node:worker_threads';

// Binds the port and never reads it. An error of the bind is thrown and reaches the sink as the worker's own.
const { host, port } = workerData as { readonly host: string; readonly port: number };
const socket = createSocket({ type: 'udp4', recvBufferSize: 4_096, reuseAddr: true });
socket.bind(port, host, () => {
  parentPort?.postMessage('bound');
  // The message must leave before the thread falls asleep.
  setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 20);
});
