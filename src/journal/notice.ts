/** A request that a flow sends: secrets are named, and put in by whoever sends it. `body` is JSON; null for none. */
export type NoticeRequest = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly secretHeaders: Readonly<Record<string, string>>;
  readonly body: string | null;
};

type Words = { readonly subject: string; readonly text: string };

/**
 * The flow tells somebody of the call, who is not waited for: a server by a request, people by e-mail, or those who
 * work on the customer's case. `noticeId` is the same however often it is sent.
 */
export type NoticeEntry = {
  readonly atMs: number;
  readonly callId: string;
  readonly noticeId: string;
} & (
  | { readonly kind: 'notified'; readonly request: NoticeRequest }
  | ({ readonly kind: 'mailWanted'; readonly to: readonly string[] } & Words)
  | ({ readonly kind: 'caseWanted'; readonly action: 'open' | 'update' } & Words)
);

/** Of messages that a flow sends to a server of its own choice: no receiver of the settings hears of them. */
export const NOTICE = 'notice';

/** What such a message holds. */
export type NoticeBody = { readonly noticeId: string; readonly request: NoticeRequest };
