// One exchange made of several nodes, each a telephony of its own: what is told of them is told as of one, commands go
// to the node of their leg, and what is asked is asked of all.
// Never: anything that spans two nodes. A talk, a conference and a waiting room are each on one.
export { createNodesTelephony } from './nodes-telephony.ts';
