import type { NoticeRequest } from '../journal/index.ts';
import type { DeliveryResult } from './deliver-message.ts';

/**
 * Work that follows a call and may take its time. What is to be done stands in the store's outbox; whoever
 * does it may be away for hours, and no call notices.
 */
export interface Jobs {
  /** Begins, and goes on for ever: an absent helper (Redis) is waited for in the background. Never throws. */
  start(): void;
  state(): JobsState;
  /**
   * Somebody is to be woken at this moment (wall time): once, a little late perhaps, and also when Redis is away. A
   * later wish of the same name takes the place of the one before. A process that starts has to wish it again.
   */
  wakeAt(name: string, atMs: number): void;
  /** Every receiver of the settings, and how it fares. */
  receivers(): readonly ReceiverState[];
  /**
   * Lets what is being delivered come to its end, but not for long. What is left is done after the next
   * start.
   */
  close(): Promise<void>;
}

export type JobsState = {
  readonly connected: boolean;
  /** Why nothing is being done although it is connected, for a person; null when all is well. */
  readonly problem: string | null;
  /** Since the start: messages that arrived, that were given up, and tries that failed. */
  readonly deliveredCount: number;
  readonly givenUpCount: number;
  readonly failedTriesCount: number;
};

/** How one receiver fares; counted since the start. An address may hold a secret: the host must do. */
export type ReceiverState = {
  readonly host: string;
  readonly events: readonly string[];
  readonly deliveredCount: number;
  readonly failedTriesCount: number;
  /** It failed so often in a row, or asked for it, that it is left alone until then (wall time); null: it is not. */
  readonly restsUntilMs: number | null;
  /** It said that it is gone for good (410). */
  readonly isGone: boolean;
};

/** The way to servers that flows tell something. */
export type NoticeWay = {
  /** One try; the key is the same each time. Never rejects. */
  send(request: NoticeRequest, key: string): Promise<DeliveryResult>;
  close(): Promise<void>;
};
