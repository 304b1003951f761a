/** A kind, a step of it as it is written, what the kind promises of it, and how it can end. */
export type KindRow = readonly [
  kind: string,
  written: unknown,
  promises: string,
  outcomes: readonly string[],
];

/**
 * What each kind of step promises to the callers of a flow and to who writes it. After a restart the step begins
 * "again", is passed over ("skip"), or is asked how it ended ("ask"). Who "speaks" answers the call; "at once" takes no
 * time; the flow may be left for good where a step "ends"; an operator may have the caller after one that "hands over";
 * "after hang-up" it needs no caller; the "defaults" of the flow may handle the outcomes named. An outcome with "!" must
 * be handled; "or" names the other one that does as well.
 */
export const KINDS: readonly KindRow[] = [
  ['answer', {}, 'skip, at once', ['done!']],
  ['answer', null, 'skip, at once', ['done!']],
  ['play', 'p', 'again, speaks', ['done!']],
  ['say', '{{ dialled }}', 'again, speaks', ['done!']],
  ['wait', '1s', 'skip', ['done!']],
  ['language', 'ru', 'again, at once, defaults failed', ['done!']],
  [
    'language',
    { prompts: 'p', keys: { '1': 'en' } },
    'again, speaks, defaults failed',
    ['done! by caller', 'failed!'],
  ],
  [
    'menu',
    { prompts: 'p', keys: { '1': 'a', star: 'b' } },
    'again, speaks, defaults failed',
    ['1! by caller to a of keys.1', 'star! by caller to b of keys.star', 'failed!'],
  ],
  [
    'input',
    { prompts: 'p', into: 'v', digits: 3 },
    'again, speaks, defaults no_input invalid failed',
    ['ok! by caller', 'no_input! or failed', 'invalid! by caller or failed', 'failed'],
  ],
  [
    'secure_input',
    { prompts: 'p', into: 'v', digits: 3 },
    'again, speaks, defaults no_input invalid failed',
    ['ok! by caller', 'no_input! or failed', 'invalid! by caller or failed', 'failed'],
  ],
  ['set', { v: 1 }, 'again, at once, after hang-up', ['done!']],
  [
    'branch',
    // biome-ignore lint/suspicious/noThenProperty: it is the word of the flow language
    { if: 'true', then: 'a', else: 'b' },
    'again, at once, after hang-up',
    ['then! to a of then', 'else! to b of else'],
  ],
  [
    'branch',
    { switch: 'v', cases: { '1': 'a' }, else: 'b' },
    'again, at once, after hang-up',
    ['= 1! to a of cases.1', 'else! to b of else'],
  ],
  [
    'schedule',
    'office',
    'again, at once, defaults closed holiday emergency',
    ['open!', 'closed!', 'holiday or closed', 'emergency or closed'],
  ],
  ['caller_lookup', {}, 'again, at once, defaults blocked', ['found!', 'unknown!', 'blocked!']],
  [
    'check_queue',
    'line',
    'again, at once, defaults unstaffed closing busy',
    ['unstaffed!', 'available or ok', 'ok!'],
  ],
  [
    'check_queue',
    { name: 'line', waiting: 5, wait: '1m', schedule: 'office', closing: '5m' },
    'again, at once, defaults unstaffed closing busy',
    ['closing!', 'unstaffed!', 'available or ok', 'busy!', 'ok!'],
  ],
  [
    'split',
    { ways: [{ percent: 5, to: 'a' }], else: 'b' },
    'again, at once, after hang-up',
    ['way 1! to a of ways.0.to', 'else! to b of else'],
  ],
  ['loop', { times: 2 }, 'again, at once, after hang-up', ['again!', 'done!']],
  ['tag', 'x', 'again, at once, after hang-up', ['done!']],
  ['subflow', 'part', 'again, at once', ['a!', 'b!']],
  ['return', 'a', 'again, at once, ends', []],
  ['goto', 'a', 'again, at once, after hang-up', ['gone! to a of ']],
  [
    'http',
    { url: 'https://crm.example/' },
    'again, defaults http_error timeout bad_data',
    [
      'ok! at once',
      'http_error! at once',
      'timeout! at once or http_error',
      'bad_data! at once or http_error',
    ],
  ],
  [
    'http',
    { url: 'https://crm.example/', filler: 'p' },
    'again, speaks, defaults http_error timeout bad_data',
    [
      'ok! at once',
      'http_error! at once',
      'timeout! at once or http_error',
      'bad_data! at once or http_error',
    ],
  ],
  [
    'queue',
    'line',
    'ask, speaks, ends, hands over, defaults timeout full unstaffed left',
    ['timeout!', 'voicemail!', 'full! at once', 'unstaffed! at once', 'after_talk', 'left'],
  ],
  ['reject', 'busy', 'again, at once, ends', []],
  ['hangup', 'normal', 'again, at once, ends, after hang-up', []],
  [
    'dial',
    { number: '+4930123456', caller_id: 'dialled', ring: '20s', whisper: 'hello', confirm: 1 },
    'ask, speaks, ends, defaults busy no_answer declined failed',
    ['answered', 'busy! at once or failed', 'no_answer! or failed', 'declined! or failed', 'failed! at once'],
  ],
  [
    'transfer',
    { sip: 'sip:{{ dialled }}@pbx.example', ring: '20s' },
    'ask, speaks, ends, defaults busy no_answer declined failed',
    ['busy! at once or failed', 'no_answer! or failed', 'declined! or failed', 'failed! at once'],
  ],
  [
    'voicemail',
    'help',
    'ask, speaks',
    ['saved! by caller or done', 'empty! or done', 'done', 'hangup by caller gone'],
  ],
  [
    'callback',
    { queue: 'help', confirm: 'ask', number: 'ask-again', window: '4h', attempts: 2 },
    'ask, speaks, defaults refused full',
    ['booked! by caller', 'exists by caller or booked', 'refused! at once', 'full! by caller'],
  ],
  ['survey', 'poll', 'ask, speaks', ['done! by caller', 'skipped! or done']],
  ['record', 'start', 'again, speaks, at once, defaults refused', ['done!']],
  ['record', { to: 'start', notice: 'p' }, 'again, speaks, defaults refused', ['done!']],
  [
    'record',
    { to: 'start', notice: 'p', refuse: 'star' },
    'again, speaks, defaults refused',
    ['done!', 'refused! by caller'],
  ],
  ['whisper', { prompts: ['hello'], language: 'en' }, 'again, at once', ['done!']],
  ['announce', { prompts: ['hello'], language: 'en' }, 'again, at once', ['done!']],
  [
    'notify',
    { email: ['help@crm.example'], subject: 'A call from {{ caller.number }}', text: 'To {{ dialled }}' },
    'skip, at once, after hang-up',
    ['done!'],
  ],
  ['send_digits', { digits: '12w{{ dialled }}#', tone: '80ms', gap: '80ms' }, 'ask, speaks', ['done!']],
  [
    'conference',
    { room: 'lobby', longest: '30m' },
    'ask, speaks, ends, defaults full',
    ['left! by caller or done', 'ended! or done', 'done', 'full! at once'],
  ],
  ['hold', '30s', 'ask, speaks', ['done!']],
  ['hold', { for: '30s', key: 1 }, 'ask, speaks', ['done!', 'pressed! by caller']],
  [
    'bot',
    { name: 'assistant', intents: { invoice: 'end', person: 'end' }, slots: { city: '' }, longest: '1m' },
    'ask, speaks, defaults other failed',
    [
      'invoice! by caller to end of intents.invoice',
      'person! by caller to end of intents.person',
      'other! by caller or failed',
      'failed! at once',
    ],
  ],
  ['early_media', 'hello', 'again', ['done!']],
];
