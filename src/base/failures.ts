/**
 * Every failure that a user of the API or of the command line can meet, in one table.
 * The code is stable; `say` may improve; `status` is the HTTP status. The documentation table is made from it.
 */
export const FAILURES = {
  REQUEST_INVALID: { status: 400, say: 'the request does not fit the schema' },
  NOT_SIGNED_IN: { status: 401, say: 'a valid token is needed: send "Authorization: Bearer …"' },
  FORBIDDEN: { status: 403, say: 'the token may not do this: the details say which role is needed' },
  LINK_OVER: { status: 403, say: 'this link is too old, or was changed: ask for a new one' },
  NOT_FOUND: { status: 404, say: 'nothing lives at this address' },
  BAN_UNKNOWN: { status: 404, say: 'this address is not banned' },
  NODE_UNKNOWN: { status: 404, say: 'no node has this name: ./cordboard nodes lists them' },
  NO_EDGE: {
    status: 409,
    say: 'one Asterisk has all calls, and no edge could give them to another: ./cordboard drain empties the hotline',
  },
  CALL_UNKNOWN: { status: 404, say: 'no call has this id' },
  CUSTOMER_BUSY: {
    status: 409,
    say: 'a call of this number goes on, or it is to be called back: end that first',
  },
  CONTACT_UNKNOWN: { status: 404, say: 'no contact has this id' },
  CALLBACK_UNKNOWN: { status: 404, say: 'no promise to call back has this id' },
  CALLBACK_EXISTS: { status: 409, say: 'this number waits to be called back by this queue already' },
  CALLBACK_REFUSED: { status: 422, say: 'nobody can be called back there: the details say why' },
  CALLBACK_OVER: { status: 409, say: 'this promise to call back has ended already' },
  CALLBACK_UNDER_WAY: { status: 409, say: 'the customer is being called just now: it is too late for that' },
  RECORDING_UNKNOWN: { status: 404, say: 'no recording has this id' },
  RECORDING_DAMAGED: { status: 500, say: 'the file of the recording was cut or changed' },
  RECORDING_GOES_ON: {
    status: 504,
    say: 'the exchange has not said yet that the recording has stopped: ask again before anything secret is said',
  },
  MESSAGE_UNKNOWN: { status: 404, say: 'no message that was given up has this id' },
  SCORECARD_UNKNOWN: { status: 422, say: 'scorecards.yaml has no form of this name: the details list them' },
  ANSWERS_INVALID: { status: 422, say: 'the answers do not fit the form: the details say what is wrong' },
  CALL_NOT_SCORABLE: { status: 409, say: 'this call cannot be scored so: the details say why' },
  REASON_UNKNOWN: { status: 422, say: 'no contact reason has this name' },
  QUEUE_UNKNOWN: { status: 404, say: 'no queue has this id' },
  OPERATOR_UNKNOWN: { status: 404, say: 'no operator has this id' },
  BUNDLE_VERSION_UNKNOWN: { status: 404, say: 'no version of the bundle has this number: see the history' },
  BUNDLE_IN_USE: { status: 409, say: 'everybody meets these flows already: there is nothing to compare' },
  BUNDLE_NO_TRIAL: {
    status: 409,
    say: 'no flows are being tried: name the version to go back to, ./cordboard history lists them',
  },
  BUNDLE_NOT_KEPT: {
    status: 409,
    say: 'nothing is tried, since the version is not kept in data/bundles: make room on the disk, then ask again',
  },
  STOPPING: { status: 409, say: 'the hotline is stopping already: it is too late for that' },
  SCHEDULE_UNKNOWN: { status: 404, say: 'no schedule has this name' },
  EMERGENCY_IN_FILE: { status: 409, say: 'the file says that there is an emergency: change it there' },
  CALL_NOT_WAITING: { status: 409, say: 'the caller does not wait in a queue now' },
  CALL_NOT_TALKING: { status: 409, say: 'the caller does not talk with an operator now' },
  ALREADY_SUPERVISED: { status: 409, say: 'a supervisor is with this talk already: end that first' },
  NOBODY_SUPERVISES: { status: 409, say: 'no supervisor is with this talk' },
  PHONE_UNKNOWN: { status: 404, say: 'operators.yaml lists no phone of this name' },
  PHONE_NOT_FREE: { status: 409, say: 'the phone cannot be rung now: in use, or not registered' },
  NOBODY_CONSULTED: { status: 409, say: 'nobody is rung or spoken to beside this talk' },
  ALREADY_CONSULTED: {
    status: 409,
    say: 'somebody is rung or spoken to beside this talk already: end that first',
  },
  OPERATOR_NOT_FREE: {
    status: 409,
    say: 'the operator cannot be rung now: not ready, busy, or without a phone',
  },
  PHONE_TAKEN: {
    status: 409,
    say: 'another operator is at this phone: it is freed, or taken, at the phone itself',
  },
  OPERATOR_IN_CALL: {
    status: 409,
    say: 'the operator is in a call, and stays at that phone until it is over',
  },
  OPERATOR_STATE_IMPOSSIBLE: { status: 409, say: 'the operator cannot go to this state now' },
  BUNDLE_INVALID: {
    status: 422,
    say: 'the files of the bundle have mistakes: the version before stays in use',
  },
  BODY_TOO_BIG: { status: 413, say: 'the request has more than 256 KiB' },
  BODY_UNREADABLE: { status: 415, say: 'the body must be JSON: send "Content-Type: application/json"' },
  TOO_MANY_REQUESTS: { status: 429, say: 'too many requests: wait and try again' },
  ARI_PASSWORD_UNREADABLE: {
    status: 500,
    say: "the password of Asterisk's REST interface cannot be read: name its file in asterisk.ari.password_file",
  },
  RECORDINGS_KEY_UNUSABLE: {
    status: 500,
    say: 'this file does not hold the key of the recordings: put the one of before back in its place',
  },
  RECORDINGS_KEY_BUSY: {
    status: 409,
    say: 'the recordings are being brought to a new key already: wait for it',
  },
  SPEECH_SECRET_UNREADABLE: {
    status: 500,
    say: 'the secret of the speech server cannot be read: put it into a file of the name in speech.secret',
  },
  TRUNK_SECRET_UNREADABLE: {
    status: 500,
    say: 'the password of a trunk cannot be read: put it into a file of the name in register.secret',
  },
  BROKEN: { status: 500, say: 'an error inside Cordboard; the log has the details' },
  PORT_TAKEN: {
    status: 500,
    say: 'another program listens on this port: stop it, or choose another port in the settings',
  },
  CHILD_FAILED: { status: 500, say: 'a process that the hotline needs does not start' },
  ALREADY_RUNNING: { status: 500, say: 'a hotline with this data folder is already running' },
  ASTERISK_MISSING: { status: 500, say: 'there is no Asterisk where the setting asterisk.root says' },
  ASTERISK_CONFIG_UNUSABLE: { status: 500, say: 'Asterisk cannot be given its configuration' },
  REDIS_UNFIT: {
    status: 500,
    say: 'this Redis would lose jobs: mend what is named, or name another one in redis.url',
  },
  STORE_UNUSABLE: { status: 500, say: 'the store cannot be opened: mend what is named, then start again' },
  STORE_IN_USE: {
    status: 409,
    say: 'the store is in use: stop Cordboard (Ctrl-C where it was started), then ask again',
  },
  STORE_NOT_EMPTY: {
    status: 409,
    say: 'there are records in this database: name an empty one, or a schema of its own',
  },
  BACKUP_IMPOSSIBLE: { status: 500, say: 'no backup was made' },
  BACKUP_UNUSABLE: { status: 422, say: 'this file cannot be restored: nothing was changed' },
  REDIS_AWAY: { status: 503, say: 'Redis does not answer: see that it runs, then ask again' },
  STORE_AWAY: { status: 503, say: 'the store does not answer' },
  TOO_MANY_WATCHERS: { status: 503, say: 'too many clients watch the events: close one, or try again later' },
  TOO_MANY_REPORTS: { status: 503, say: 'too many reports are being made: try again in some seconds' },
  OVERLOADED: { status: 503, say: 'the inbox is full: wait and try again' },
} as const;

export type FailureCode = keyof typeof FAILURES;

/**
 * The world's fault, expected and answered: a wrong name, a wrong moment. Thrown at the edges, answered by
 * their handlers.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: FailureCode, details: Readonly<Record<string, unknown>> = {}) {
    super(`${code}: ${FAILURES[code].say}`);
    this.code = code;
    this.details = details;
  }
}
