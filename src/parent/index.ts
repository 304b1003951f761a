// Starts the processes that make a hotline, and hands each of them what it needs: configuration, passwords, ports.
// Asterisk, Redis and Cordboard are siblings under it; it alone starts, restarts and stops them.
// Never: a decision about a call, a word with a phone.
export { type AsteriskPlaces, asteriskPlaces } from './asterisk-places.ts';
export { writeBans } from './ban-list.ts';
export { NODE_FLAGS, SERVED_BY } from './cordboard-plan.ts';
export { lockData } from './data-lock.ts';
export { type HotlinePlan, runHotline, type Stop } from './hotline.ts';
export { operatorSecrets, takeUnshownSecrets, writeOperatorAccounts } from './operator-accounts.ts';
export { type PhoneAccount, renderOperators } from './pjsip-sections.ts';
export { redisRights } from './redis-plan.ts';
export { renderAsterisk } from './render-asterisk.ts';
export { BEGIN, LOADED, SPARE_FLAG } from './spare.ts';
