import { ALL_PHONES, ARRIVAL, CROWD, PAIRS } from './layout.ts';

/** Enough for the thousand callers of `bench:calls`. */
const RTP_PORTS = 7_000;

export const APP_QUEUE_PASSWORD = 'benchmark-only';

/** Where an Asterisk finds its programs and where it may write. */
export type AppQueuePlaces = {
  readonly modules: string;
  readonly data: string;
  readonly run: string;
  readonly sipPort: number;
  readonly rtpFrom: number;
};

/**
 * File name → text: a plain Asterisk whose dialplan hands callers to app_queue, set as fast as app_queue can
 * be set.
 */
export function appQueueConfig(places: AppQueuePlaces, modulesConf: string): ReadonlyMap<string, string> {
  return new Map([
    ['asterisk.conf', asteriskConf(places)],
    [
      'modules.conf',
      modulesConf.includes('app_queue.so') ? modulesConf : `${modulesConf}\nload = app_queue.so\n`,
    ],
    ['logger.conf', '[general]\n[logfiles]\nmessages = warning,error\n'],
    ['rtp.conf', `[general]\nrtpstart = ${places.rtpFrom}\nrtpend = ${places.rtpFrom + RTP_PORTS}\n`],
    ['http.conf', '[general]\nenabled = no\n'],
    ['ari.conf', '[general]\nenabled = no\n'],
    ['cdr.conf', '[general]\nenable = no\n'],
    ['cel.conf', '[general]\nenable = no\n'],
    ['manager.conf', '[general]\nenabled = no\n'],
    ['musiconhold.conf', `[default]\nmode = files\ndirectory = ${places.data}/moh\n`],
    ['pjsip.conf', pjsipConf(places.sipPort)],
    ['extensions.conf', EXTENSIONS],
    ['queues.conf', queuesConf()],
  ]);
}

function asteriskConf({ modules, data, run }: AppQueuePlaces): string {
  return `[directories]
astetcdir => ${run}/etc
astmoddir => ${modules}
astdatadir => ${data}
astvarlibdir => ${run}/lib
astdbdir => ${run}/lib
astkeydir => ${run}/lib
astspooldir => ${run}/spool
astcachedir => ${run}/cache
astrundir => ${run}/run
astlogdir => ${run}/log
[options]
nocolor = yes
rtp_use_dynamic = yes
`;
}

const EXTENSIONS = `[trunk]
exten => ${CROWD.dialled},1,Answer()
 same => n,Queue(crowd)
 same => n,Hangup()
; The quickest way to a ready operator: the caller is not even answered first.
exten => ${ARRIVAL.dialled},1,Queue(arrival)
 same => n,Hangup()
exten => _3XX,1,Answer()
 same => n,Queue(pair-\${EXTEN})
 same => n,Hangup()
[operator]
`;

function queuesConf(): string {
  const queue = (name: string, strategy: string, timeoutS: number, phones: readonly string[]): string =>
    `[${name}]
strategy = ${strategy}
timeout = ${timeoutS}
retry = 1
wrapuptime = 0
autofill = yes
ringinuse = no
joinempty = yes
${phones.map((phone) => `member => PJSIP/${phone}`).join('\n')}
`;
  return [
    '[general]\npersistentmembers = no\nautofill = yes\nshared_lastcall = no\n',
    queue('crowd', 'leastrecent', 20, CROWD.phones),
    queue('arrival', 'leastrecent', 20, ARRIVAL.phones),
    ...PAIRS.map((pair) => queue(`pair-${pair.dialled}`, 'rrmemory', 1, pair.phones)),
  ].join('');
}

function pjsipConf(sipPort: number): string {
  return `[global]
type = global
endpoint_identifier_order = ip,username
[transport-udp]
type = transport
protocol = udp
bind = 127.0.0.1:${sipPort}
[trunk]
type = endpoint
context = trunk
disallow = all
allow = ulaw
direct_media = no
[trunk]
type = identify
endpoint = trunk
match = 127.0.0.2/32
${ALL_PHONES.map(phoneConf).join('')}`;
}

const phoneConf = (phone: string): string => `[${phone}]
type = endpoint
context = operator
disallow = all
allow = ulaw
direct_media = no
send_connected_line = no
auth = ${phone}
aors = ${phone}
[${phone}]
type = auth
auth_type = digest
username = ${phone}
password = ${APP_QUEUE_PASSWORD}
[${phone}]
type = aor
max_contacts = 1
remove_existing = yes
`;
