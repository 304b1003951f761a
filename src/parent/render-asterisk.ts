import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../base/index.ts';
import { ensureSecret, portOf, type Settings, trunkPassword } from '../settings/index.ts';
import { type AsteriskPlaces, asteriskPlaces } from './asterisk-places.ts';
import { renderBans } from './ban-list.ts';
import {
  renderEdge,
  renderNumbers,
  renderOperators,
  renderPhoneNumbers,
  renderTransports,
  renderTrunks,
} from './pjsip-sections.ts';
import { writeFile } from './write-file.ts';

/**
 * Makes everything that an Asterisk needs in order to start: its folders, and its configuration from the templates and
 * the settings. The password of its REST interface is generated when there is none. The operators' accounts and the
 * bans that are there stay; without any, empty files take their place. Throws ASTERISK_CONFIG_UNUSABLE and
 * TRUNK_SECRET_UNREADABLE.
 */
export function renderAsterisk(settings: Settings, templates: string): AsteriskPlaces {
  const places = asteriskPlaces(settings);
  makeFolders(places);
  const values = templateValues(settings, places);
  for (const name of readdirSync(templates)) {
    if (!name.endsWith('.conf')) continue;
    writeFile(join(places.etc, name), filled(join(templates, name), values));
  }
  writeFile(join(places.etc, 'pjsip_transports.conf'), renderTransports(settings.sip));
  writeFile(join(places.etc, 'pjsip_trunks.conf'), outside(settings));
  if (!existsSync(places.accounts)) writeFile(places.accounts, renderOperators([]));
  if (!existsSync(places.bans)) writeFile(places.bans, renderBans([]));
  return places;
}

/** Whom Asterisk speaks SIP with beside the phones: the trunks, or the edge in front of them all. */
function outside(settings: Settings): string {
  if (settings.edge.mode !== 'direct') return renderEdge(settings.edge.sip);
  return renderTrunks(settings.trunks, (name) => trunkPassword(settings, name).replaceAll(';', '\\;'));
}

/** Asterisk makes no folder that is missing: it goes on without what should be in there. */
const FOLDERS = [
  'etc',
  'lib/keys',
  'cache',
  'spool/recording',
  'spool/tmp',
  'spool/monitor',
  'spool/outgoing',
  'log/cel-custom',
];

function makeFolders({ run, sockets }: AsteriskPlaces): void {
  for (const name of FOLDERS) mkdirSync(join(run, name), { recursive: true, mode: 0o700 });
  const usual = join(run, 'sockets');
  if (sockets === usual) {
    mkdirSync(sockets, { recursive: true, mode: 0o700 });
    return;
  }
  mkdirSync(sockets, { recursive: true, mode: 0o700 });
  const { uid, mode } = statSync(sockets);
  if (uid !== process.getuid?.() || (mode & 0o077) !== 0) {
    throw new Failure('ASTERISK_CONFIG_UNUSABLE', {
      folder: sockets,
      say: 'this folder is open to other users',
    });
  }
  rmSync(usual, { force: true });
  symlinkSync(sockets, usual);
}

function templateValues(settings: Settings, places: AsteriskPlaces): ReadonlyMap<string, string> {
  const { asterisk, limits, overflow, data, edge } = settings;
  return new Map([
    ['RUN', places.run],
    ['ETC', places.etc],
    ['SOCKETS', places.sockets],
    ['MODULES', places.modules],
    ['SHARE', places.share],
    ['SBIN', places.sbin],
    ['SYSTEM_NAME', systemName(edge)],
    ['ENTITY_ID', entityId(data)],
    ['MAX_CALLS', String(limits.calls + Math.ceil(limits.calls / 10) + 50)],
    ['ARI_HOST', new URL(asterisk.ari.url).hostname.replace(/[[\]]/g, '')],
    ['ARI_PORT', String(portOf(asterisk.ari.url))],
    ['ARI_USER', asterisk.ari.user],
    ['ARI_PASSWORD', ensureSecret(asterisk.ari.password_file).secret],
    ['RTP_FROM', String(asterisk.rtp.from)],
    ['RTP_TO', String(asterisk.rtp.to)],
    ['FALLBACK_S', String(Math.ceil(overflow.after.ms / 1_000))],
    ['NUMBERS_1_15', renderNumbers(1, 15)],
    ['PHONE_NUMBERS_6_15', renderPhoneNumbers(6, 15)],
  ]);
}

/**
 * Asterisk makes the id of a leg of this, the second, and a count from its start on: two nodes that were started
 * together would give two callers the same. What the settings say may be alike on both, so that chance decides.
 */
const systemName = ({ mode }: Settings['edge']): string =>
  mode === 'direct' ? 'cordboard' : `cordboard-${randomBytes(4).toString('hex')}`;

/**
 * A made-up network address of our own ("locally administered"), the same at every start with this data
 * folder.
 */
function entityId(data: string): string {
  const digest = createHash('sha256').update(data).digest('hex');
  return `02:${digest.slice(0, 10).match(/../g)!.join(':')}`;
}

function filled(path: string, values: ReadonlyMap<string, string>): string {
  return readFileSync(path, 'utf8').replace(/@([A-Z][A-Z0-9_]*)@/g, (_, name: string) => {
    const value = values.get(name);
    if (value === undefined)
      throw new Failure('ASTERISK_CONFIG_UNUSABLE', { file: path, unknown: `@${name}@` });
    return value;
  });
}
