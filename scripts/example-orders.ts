// npm run example:orders: a server that knows three orders, for the example hotline's key 5. Ctrl-C stops it.
import { ORDERS, serveOrders } from './example/orders.ts';

const PORT = 8090;

await serveOrders(PORT);
console.log(`http://127.0.0.1:${PORT}/orders/NUMBER knows the orders ${[...ORDERS.keys()].join(', ')}`);
console.log('A hotline asks it only if you allow addresses of this machine, and http without encryption:');
console.log("  CORDBOARD_EGRESS_HTTP=true CORDBOARD_EGRESS_PRIVATE='[127.0.0.1]' npm start");
console.log('Then call, choose a language, press 5, and enter one of the numbers.');
