import { performance } from 'node:perf_hooks';
import type { Bridge, Channel, Exchange } from './exchange.ts';
import { pause } from './wait.ts';

/**
 * The callers that nobody will ever serve when Cordboard stays away: in our application, and not talking to anybody.
 * Whoever hears another person is left alone, and a leg that is no caller's is an operator's phone, which its
 * operator hangs up.
 */
export function lonelyCallers(channels: readonly Channel[], bridges: readonly Bridge[]): readonly string[] {
  const talking = new Set(
    bridges
      .filter((bridge) => bridge.bridge_type === 'mixing' && bridge.channels.length > 1)
      .flatMap((bridge) => bridge.channels),
  );
  return channels
    .filter(
      ({ dialplan, channelvars }) => dialplan?.app_name === 'Stasis' && channelvars?.cb_role === 'caller',
    )
    .map(({ id }) => id)
    .filter((id) => !talking.has(id));
}

export type OverflowWatch = {
  /** Each is looked at by itself: one that is away holds up nobody on the others. */
  readonly exchanges: readonly Pick<Exchange, 'channels' | 'bridges' | 'toOverflow'>[];
  /** Whether Cordboard would answer a call now. Never rejects. */
  readonly isReady: () => Promise<boolean>;
  /** How long callers are kept while it would not. */
  readonly afterMs: number;
  readonly lookEveryMs: number;
  readonly say: (line: string) => void;
};

/**
 * Until `stopped`: when no Cordboard has been ready for so long, lets every lonely caller go with an
 * apology.
 */
export async function watchOverflow(watch: OverflowWatch, stopped: AbortSignal): Promise<void> {
  let lastReadyMs = performance.now();
  while (!stopped.aborted) {
    if (await watch.isReady()) lastReadyMs = performance.now();
    else if (performance.now() - lastReadyMs >= watch.afterMs) await letGo(watch);
    await pause(watch.lookEveryMs, stopped);
  }
}

async function letGo({ exchanges, say }: OverflowWatch): Promise<void> {
  const moved = (await Promise.all(exchanges.map(letGoOf))).flat();
  const failed = moved.filter(({ status }) => status === 'rejected').length;
  if (moved.length > 0)
    say(`no Cordboard for too long: ${moved.length} callers hear the apology (${failed} could not be moved)`);
}

/** What became of each lonely caller there. Never rejects. */
async function letGoOf(
  exchange: OverflowWatch['exchanges'][number],
): Promise<readonly PromiseSettledResult<void>[]> {
  const [looked] = await Promise.allSettled([Promise.all([exchange.channels(), exchange.bridges()])]);
  // An exchange that is away has no callers; the next look will tell.
  if (looked!.status === 'rejected') return [];
  return Promise.allSettled(lonelyCallers(...looked.value).map((id) => exchange.toOverflow(id)));
}
