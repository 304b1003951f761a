import type { Logger } from 'pino';
import { EXIT_REPLACED, Failure } from '../base/index.ts';
import type { Store } from '../journal/index.ts';
import { systemClock as clock } from '../machine/index.ts';
import { readIfThere, type Settings } from '../settings/index.ts';
import { type AriOptions, createAriTelephony } from '../telephony/ari/index.ts';
import type { ExchangeDoor, RecordedSounds, Telephony } from '../telephony/index.ts';
import { createNodesTelephony } from '../telephony/nodes/index.ts';
import type { Leader } from './become-leader.ts';
import { exitAfter } from './last-words.ts';
import { MAIN_NODE } from './main-node.ts';

/** The application's name in the dialplan's `Stasis(…)`. */
const APP = 'cordboard';

/** The exchange: one Asterisk, or all that stand behind an edge as one. Throws ARI_PASSWORD_UNREADABLE. */
export function buildTelephony(
  settings: Settings,
  leader: Leader,
  store: Store,
  log: Logger,
): Telephony & RecordedSounds & ExchangeDoor {
  const { url, user, password_file } = settings.asterisk.ari;
  const password = readIfThere(password_file)?.trim();
  if (password === undefined) throw new Failure('ARI_PASSWORD_UNREADABLE', { file: password_file });
  const onReplaced = (): void => {
    log.fatal('another Cordboard serves this exchange now: this one stands aside, the callers stay with it');
    exitAfter(store, EXIT_REPLACED);
  };
  const common: Omit<AriOptions, 'node' | 'url' | 'isBehindEdge'> = {
    ...{ user, password, app: APP, leader, clock, log, onReplaced },
  };
  if (settings.edge.mode === 'direct')
    return createAriTelephony({ ...common, node: MAIN_NODE, url, isBehindEdge: false });
  const nodes = Object.entries(settings.edge.nodes).map(([node, at]) => ({
    node,
    // One that is given no new calls by the edge turns nobody away by itself.
    weight: Math.max(1, at.weight),
    telephony: createAriTelephony({ ...common, node, url: at.ari, isBehindEdge: true }),
  }));
  return createNodesTelephony(nodes, clock);
}
