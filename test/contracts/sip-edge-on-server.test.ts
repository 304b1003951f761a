import { test } from 'vitest';
import { realServer, serverWorld } from './sip-edge/server-world.ts';
import { describeSipEdge } from './sip-edge.contract.ts';

const server = realServer(process.env);

if (server === undefined) {
  test('the SIP edge on a real drachtio-server', ({ skip }) =>
    skip(
      'DRACHTIO_ADDR names none: it is in no package registry (DRACHTIO_ADDR=127.0.0.1:9022 DRACHTIO_SIP=127.0.0.1:5060)',
    ));
} else {
  describeSipEdge('the SIP edge on a real drachtio-server', () => serverWorld(server));
}
