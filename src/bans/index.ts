// Who is kept away from the exchange's door: what it tells of failed attempts becomes bans that end by themselves.
// Pure: a line of the security log and the time go in, bans come out.
// Never: a file, a reload, a word of calls.
export { type Ban, BanBook, type BanRules } from './ban-book.ts';
export { readSecurityLine, type SecurityEvent } from './security-event.ts';
