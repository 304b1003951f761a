import type { Client } from 'ari-client';
import type { Logger } from 'pino';
import type { Clock } from '../../base/index.ts';
import type { TelephonyEvent } from '../index.ts';
import type { Whereabouts } from './whereabouts.ts';

/** The client with what Asterisk 22 has and its published types do not yet know. */
export type AriClient = Omit<Client, 'channels'> & { channels: Client['channels'] & NewChannelOperations };

type Variables = Readonly<Record<string, string>>;
type NewChannelOperations = {
  create(params: {
    endpoint: string;
    app: string;
    appArgs: string;
    channelId: string;
    variables?: Variables;
  }): Promise<unknown>;
  hangup(params: { channelId: string; reason_code: string }): Promise<void>;
  transfer_progress(params: { channelId: string; states: string }): Promise<void>;
  setChannelVars(params: { channelId: string; variables: Variables }): Promise<void>;
};

export type AriLog = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** What every part of the adapter needs of the whole. */
export type Exchange = {
  readonly node: string;
  readonly app: string;
  readonly clock: Clock;
  readonly log: AriLog;
  /** Of the grant with which this process decides. */
  readonly epoch: number;
  readonly whereabouts: Whereabouts;
  /** The client of the present connection. Throws `AriError` "away" when there is none. */
  client(): AriClient;
  emit(event: TelephonyEvent): void;
};

/** The fields of a channel that we read. `channelvars` holds the marks, for unset ones an empty text. */
export type AriChannel = {
  readonly id: string;
  /** For example "PJSIP/1001-0000002a". */
  readonly name: string;
  readonly state: string;
  readonly caller: { readonly name: string; readonly number: string };
  readonly dialplan: {
    readonly app_name: string;
    readonly app_data: string;
    readonly context?: string | undefined;
  };
  /** For example "2026-11-27T10:51:38.123+0000". */
  readonly creationtime?: string | undefined;
  readonly channelvars?: Readonly<Record<string, string>> | undefined;
};

export type AriBridge = {
  readonly id: string;
  readonly name: string;
  readonly bridge_type: string;
  readonly channels: readonly string[];
};

/** The fields of events that we read; each event has a few of them. */
export type AriEvent = {
  readonly type: string;
  /** By Asterisk's own clock, written as `creationtime` is. */
  readonly timestamp: string;
  readonly channel: AriChannel;
  readonly bridge: AriBridge;
  readonly args: readonly string[];
  readonly digit: string;
  readonly cause?: number;
  /** The SIP status that ended the leg, as text or number, when it was not a plain hang-up. */
  readonly tech_cause?: string | number;
  readonly dialstatus: string;
  readonly peer: AriChannel;
  readonly playback: { readonly id: string; readonly state: string };
  readonly recording: { readonly name: string };
  readonly endpoint: { readonly technology: string; readonly resource: string };
  readonly contact_info: { readonly uri: string; readonly contact_status: string };
  readonly referred_by?: { readonly source_channel?: AriChannel };
  readonly refer_to?: { readonly requested_destination?: { readonly destination?: string } };
};
