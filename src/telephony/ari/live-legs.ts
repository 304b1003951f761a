import type { Clock } from '../../base/index.ts';
import type { LiveLeg } from '../index.ts';
import { createdWallMs } from './ari-time.ts';
import type { AriBridge, AriChannel, AriClient } from './ari-types.ts';
import { isOurBridge } from './bridges.ts';
import { partyIn } from './foreign-words.ts';
import type { LegRole } from './legs.ts';
import { marksIn } from './marks.ts';

/** What the exchange holds right now, as it said itself. */
export type Holdings = { readonly channels: readonly AriChannel[]; readonly bridges: readonly AriBridge[] };

/**
 * Whose leg a channel is, read from the arguments with which it came to our application, and from its marks.
 */
export type Owner = { readonly legId: string; readonly role: LegRole; readonly callId: string | null };

/** The context of extensions.conf that has it. */
export const APOLOGY = 'static-overflow';

export async function askHoldings(client: AriClient): Promise<Holdings> {
  const [channels, bridges] = await Promise.all([client.channels.list(), client.bridges.list()]);
  return { channels: channels as unknown as AriChannel[], bridges: bridges as unknown as AriBridge[] };
}

/** Null for a channel that is not in our application, or is there for no call. */
export function ownerOf({ id, dialplan, channelvars }: AriChannel, app: string): Owner | null {
  const [ownApp, kind, idArgument] = dialplan.app_data.split(',');
  if (dialplan.app_name !== 'Stasis' || ownApp !== app) return null;
  const callId = channelvars?.cb_id || null;
  if (kind === 'caller') return { legId: id, role: 'caller', callId: callId ?? idArgument ?? id };
  // An operator's own call is marked; who it is tells us whom not to ring.
  if (kind === 'operator') return { legId: id, role: callId === null ? 'phone' : 'operator', callId };
  const marked = channelvars?.cb_role;
  const role = marked === 'outside' || marked === 'supervisor' ? marked : 'operator';
  if (kind === 'leg') return { legId: id.replace(/-\d+$/, ''), role, callId };
  return null;
}

/** A caller who hears the apology of the dialplan: it ends by itself, and nobody brings the caller back. */
export const isLetGo = ({ dialplan, channelvars }: AriChannel): boolean =>
  dialplan.app_name !== 'Stasis' && dialplan.context === APOLOGY && channelvars?.cb_role === 'caller';

/** As `ownerOf`, for one that is let go as well. */
export const lastOwnerOf = (channel: AriChannel, app: string): Owner | null =>
  isLetGo(channel)
    ? { legId: channel.id, role: 'caller', callId: channel.channelvars?.cb_id || channel.id }
    : ownerOf(channel, app);

/** A phone that rings at several contacts is one leg; the answered contact speaks for it. */
export function liveLegsIn(
  { channels, bridges }: Holdings,
  { app, node, clock }: { readonly app: string; readonly node: string; readonly clock: Clock },
): readonly LiveLeg[] {
  const { wallMs } = clock.now();
  const owners = new Map(channels.map((channel) => [channel.id, lastOwnerOf(channel, app)]));
  const legs = new Map<string, LiveLeg>();
  for (const channel of channels) {
    const owner = owners.get(channel.id) ?? null;
    if (owner === null || legs.get(owner.legId)?.answered === true) continue;
    const bornMs = createdWallMs(channel, undefined, wallMs);
    legs.set(owner.legId, {
      legId: owner.legId,
      node,
      callId: owner.callId,
      role: owner.role === 'phone' ? 'unknown' : owner.role,
      answered: channel.state === 'Up',
      caller: partyIn(channel.caller),
      ...(bornMs !== undefined && { createdWallMs: bornMs }),
      hears: heardBy(channel.id, bridges, owners),
      ...(isLetGo(channel) && { isLetGo: true }),
      marks: marksIn(channel.channelvars),
    });
  }
  return [...legs.values()];
}

/** Whom somebody else has put together does not talk as far as we are concerned: they are not to stay there. */
function heardBy(
  channelId: string,
  bridges: readonly AriBridge[],
  owners: ReadonlyMap<string, Owner | null>,
): readonly string[] {
  const talk = bridges.find(
    ({ id, bridge_type, channels }) =>
      bridge_type === 'mixing' && isOurBridge(id) && channels.includes(channelId),
  );
  const others = talk?.channels.filter((id) => id !== channelId) ?? [];
  return others.flatMap((id) => owners.get(id)?.legId ?? []);
}
