import type { Settings } from './complete-settings.ts';
import { within } from './networks.ts';

/** Two settings that are each in order and together are not; `path` leads to the one that should change. */
export type Clash = { readonly path: readonly string[]; readonly say: string; readonly hint: string };

/** What no schema of single values can see. */
export function clashesIn(settings: Settings): readonly Clash[] {
  return [
    ...tooFewSoundPorts(settings),
    ...portsTwice(settings),
    ...trunksOnLoopback(settings),
    ...notOnLoopback(settings),
    ...speechWithoutServer(settings),
    ...storiesWithoutRecords(settings),
    ...callsLeftToNobody(settings),
    ...edgeWithoutNodes(settings),
    ...nodesWithoutUdp(settings),
    ...openToApplications(settings),
  ];
}

/**
 * How many UDP ports a number of calls needs: two legs each (caller and operator), a fifth more for legs that ring
 * beside them or have not quite ended, and two ports (RTP and RTCP) for every leg.
 */
export const soundPortsFor = (calls: number): number => Math.ceil(2 * (2 * calls * 1.2));

function tooFewSoundPorts({ asterisk: { rtp }, limits }: Settings): Clash[] {
  const path = ['asterisk', 'rtp', 'to'];
  if (rtp.to < rtp.from) return [{ path, say: 'comes before rtp.from', hint: 'swap the two' }];
  const given = rtp.to - rtp.from + 1;
  const needed = soundPortsFor(limits.calls);
  if (given >= needed) return [];
  const say = `${given} ports for sound are too few for limits.calls = ${limits.calls}, which takes ${needed}`;
  return [{ path, say, hint: `raise asterisk.rtp.to to ${rtp.from + needed - 1}, or lower limits.calls` }];
}

function speechWithoutServer({ speech: { provider, url } }: Settings): Clash[] {
  if (provider !== 'http' || url !== null) return [];
  const say = 'the speech server has no address';
  return [{ path: ['speech', 'url'], say, hint: 'write speech.url, or choose provider: espeak' }];
}

function storiesWithoutRecords({ keep: { records, journal } }: Settings): Clash[] {
  if (journal.ms <= records.ms) return [];
  const say = 'what happened to a call would be kept longer than its record';
  return [{ path: ['keep', 'journal'], say, hint: 'raise keep.records, or lower keep.journal' }];
}

/** An Asterisk that ends with us can leave its calls to nobody. */
function callsLeftToNobody({ stop, asterisk }: Settings): Clash[] {
  if (stop.calls !== 'leave' || asterisk.mode === 'external') return [];
  const say = 'a managed Asterisk ends together with Cordboard, and its calls with it';
  return [{ path: ['stop', 'calls'], say, hint: 'write end, or run an external Asterisk' }];
}

function edgeWithoutNodes({ edge }: Settings): Clash[] {
  if (edge.mode === 'direct' || Object.keys(edge.nodes).length > 0) return [];
  const say = 'the edge has no Asterisk behind it';
  return [
    { path: ['edge', 'nodes'], say, hint: 'name each Asterisk with its sip and ari, or write mode: direct' },
  ];
}

/** The edge speaks with them by nothing else. */
function nodesWithoutUdp({ edge, sip }: Settings): Clash[] {
  if (edge.mode === 'direct' || sip.transports.includes('udp')) return [];
  const say = 'the edge reaches its nodes by UDP, and they would not listen there';
  return [{ path: ['sip', 'transports'], say, hint: 'write [udp], or [udp, tcp]' }];
}

/** drachtio-server takes commands from whoever gives no secret at all: only a wrong one is refused. */
function openToApplications({ edge }: Settings): Clash[] {
  if (edge.mode === 'direct' || isLoopback(edge.drachtio.host)) return [];
  const say = `${edge.drachtio.host} is not an address of the loopback range: whoever reaches that port has the edge`;
  return [
    { path: ['edge', 'drachtio', 'host'], say, hint: 'run drachtio-server and the edge on one machine' },
  ];
}

const isLoopback = (host: string): boolean => /^(127(\.\d+){3}|\[?::1\]?)$/.test(host);

/** Ports that we or our children listen at. Those of an external Asterisk or Redis are not ours to check. */
function portsTwice({ http, asterisk, sip, redis }: Settings): Clash[] {
  const taken = [{ path: ['http', 'port'], port: http.port, protocol: 'tcp' }];
  if (asterisk.mode === 'managed') {
    taken.push({ path: ['asterisk', 'ari', 'url'], port: portOf(asterisk.ari.url), protocol: 'tcp' });
    for (const protocol of sip.transports)
      taken.push({ path: ['sip', 'bind'], port: sip.bind.port, protocol });
  }
  if (redis.mode === 'managed')
    taken.push({ path: ['redis', 'url'], port: portOf(redis.url), protocol: 'tcp' });
  const clashes = taken.flatMap((one, index): Clash[] => {
    const other = taken
      .slice(0, index)
      .find(({ port, protocol }) => port === one.port && protocol === one.protocol);
    if (other === undefined) return [];
    const say = `${one.protocol} port ${one.port} is already that of ${other.path.join('.')}`;
    return [{ path: one.path, say, hint: 'choose another port for one of them' }];
  });
  const { from, to } = asterisk.rtp;
  const inSound = sip.transports.includes('udp') && sip.bind.port >= from && sip.bind.port <= to;
  if (!inSound) return clashes;
  const say = `UDP port ${sip.bind.port} lies among the ports for sound, ${from} to ${to}`;
  return [...clashes, { path: ['sip', 'bind'], say, hint: 'move sip.bind or asterisk.rtp' }];
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'redis:': 6379,
  'rediss:': 6379,
};

/** The port of an address such as http://127.0.0.1:8088/ari. */
export function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === '' ? (DEFAULT_PORTS[protocol] ?? 0) : Number(port);
}

/**
 * A trunk is recognised before any account is asked: one on our own address would swallow every phone there.
 */
function trunksOnLoopback({ trunks, sip }: Settings): Clash[] {
  return Object.entries(trunks).flatMap(([name, { match }]) =>
    match
      .filter((network) => ['127.0.0.1', sip.bind.host].some(within([network])))
      .map((network): Clash => {
        const say = `${network} holds this machine's own address: every phone on it would be taken for the trunk`;
        return {
          path: ['trunks', name, 'match'],
          say,
          hint: 'name only the addresses that the carrier calls from',
        };
      }),
  );
}

/** What we start ourselves has a password at most, so it listens on this machine only. */
function notOnLoopback({ asterisk, redis }: Settings): Clash[] {
  const ours = [
    { path: ['asterisk', 'ari', 'url'], url: asterisk.ari.url, mode: asterisk.mode },
    { path: ['redis', 'url'], url: redis.url, mode: redis.mode },
  ];
  return ours
    .filter(({ url, mode }) => mode === 'managed' && !isLoopback(new URL(url).hostname))
    .map(({ path, url }) => ({
      path,
      say: `${new URL(url).host} is not an address of the loopback range, as what is managed must have`,
      hint: 'write 127.0.0.1 as its host, or set the mode to external',
    }));
}
