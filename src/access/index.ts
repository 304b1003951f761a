// Who may use the API (roles, tokens of people and programs), and the PINs with which operators sign in at phones.
// Both are kept as hashes in files, so that a command beside the running server adds and revokes them.
// Never: a token in the clear on the disk or in the log, a decision about one route.
export { listPins, makePin, PinBook, type PinHolder, revokePin } from './pin-files.ts';
export { byOf, type Holder, ROLES, type Role } from './role.ts';
export { TokenBook } from './token-book.ts';
export { addToken, type KeptToken, listTokens, revokeToken } from './token-files.ts';
