/**
 * The SIP server in front of the nodes, as the edge wishes it: messages of others come as events, and what is
 * wanted goes as commands. Events of one leg keep their order. A command has no result, only events tell what
 * became of it; one for a leg or a request that has gone changes nothing. A `legId` is one dialog, or the
 * attempt at one: ids of calls that come are made by the adapter, ids of those that are dialled by the desk.
 */
export interface SipEdge {
  /**
   * Connects, and goes on connecting for ever. Resolves after the first `serverBack`, or at once when it is
   * away.
   */
  listen(onEvent: (event: SipEvent) => void): Promise<void>;
  /**
   * Never throws and never waits. Commands for one leg are carried out in the order in which they were given.
   */
  execute(command: SipCommand): void;
  /** Lets go of the connection; dialogs stay as they are. */
  close(): Promise<void>;
}

/** Where a message came from: the address on the wire, whatever its headers say. */
export type Source = {
  readonly address: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';
};

/** Headers by their names in small letters; of several with one name the first, `contact` and `via` never. */
export type Headers = Readonly<Record<string, string>>;

/** Headers to be sent; each of several values has a line of its own, as challenges must (RFC 3261 7.3.1). */
export type SentHeaders = Readonly<Record<string, string | readonly string[]>>;

/** What each request says of itself. */
export type Asked = {
  readonly source: Source;
  /** The user part of the request's own address (dialled), of From, and of To: "" when there is none. */
  readonly dialled: string;
  readonly from: { readonly user: string; readonly host: string; readonly name: string };
  readonly to: { readonly user: string; readonly host: string };
  /** The request's own address as it stands on the first line: a digest is reckoned over it. */
  readonly uri: string;
  readonly callId: string;
  readonly sequence: number;
  readonly headers: Headers;
};

/** A place where a phone wants to be reached (RFC 3261 10.2, RFC 5626 4.2). */
export type OfferedContact = {
  readonly uri: string;
  /** Its own expiry, null: that of the request. Seconds. */
  readonly expiresS: number | null;
  /** Names the phone over restarts and addresses ("urn:uuid:…"), null when it does not say. */
  readonly instance: string | null;
  readonly regId: number | null;
};

export type SipEvent =
  /** Connected (again); whoever was in a dialog before a `serverLost` is there no more. */
  | { readonly kind: 'serverBack' }
  /** The connection is gone, and with it, as far as anybody can tell, every dialog. */
  | { readonly kind: 'serverLost' }
  /** Somebody calls; `sdp` is "" when the offer is to come from us. */
  | { readonly kind: 'callCame'; readonly legId: string; readonly asked: Asked; readonly sdp: string }
  | ({ readonly kind: 'registerCame'; readonly requestId: string; readonly asked: Asked } & {
      readonly contacts: readonly OfferedContact[];
      /** "Contact: *": all are to be forgotten. */
      readonly isAll: boolean;
      /** Of the header Expires, null without one. Seconds. */
      readonly expiresS: number | null;
    })
  /** Any other request that belongs to no dialog: OPTIONS, SUBSCRIBE, MESSAGE … */
  | {
      readonly kind: 'requestCame';
      readonly requestId: string;
      readonly method: string;
      readonly asked: Asked;
    }
  /** A leg that was dialled rings, or sends sound before its answer (`sdp` is not ""). */
  | { readonly kind: 'legRinging'; readonly legId: string; readonly status: number; readonly sdp: string }
  /**
   * A leg that was dialled has answered. When it was dialled without an offer, `sdp` is one, and wants
   * `confirm`.
   */
  | { readonly kind: 'legAnswered'; readonly legId: string; readonly sdp: string }
  /**
   * The other side has acknowledged our `answer`, or our `answerOffer` to an offer that was to come from us.
   * `sdp` is their answer when the offer was ours, else "". Before it no offer may be made to a caller (RFC
   * 3261 14.1).
   */
  | { readonly kind: 'legConfirmed'; readonly legId: string; readonly sdp: string }
  /**
   * The leg is over: refused or unanswered (`status` of 300 and more), cancelled by the caller (487), or hung
   * up (null). `reason`: its Reason header, "" without one (RFC 3326). Exactly once for each leg, except
   * behind `serverLost`.
   */
  | {
      readonly kind: 'legEnded';
      readonly legId: string;
      readonly status: number | null;
      readonly reason: string;
    }
  /**
   * The other side wants other sound (re-INVITE or UPDATE); `sdp` is "" when the offer is to come from us.
   * While an offer of ours is under way theirs is refused with 491, and nobody hears of it.
   */
  | { readonly kind: 'offerCame'; readonly legId: string; readonly offerId: string; readonly sdp: string }
  /**
   * What became of `offer`. `status` of 491: both sides offered at once (RFC 3261 14.1), or one of ours is
   * under way already; 408: no answer in time; 481: the other side knows of no such call.
   */
  | { readonly kind: 'offerAnswered'; readonly legId: string; readonly offerId: string; readonly sdp: string }
  | {
      readonly kind: 'offerRefused';
      readonly legId: string;
      readonly offerId: string;
      readonly status: number;
    }
  /**
   * A request in the dialog that the two sides may settle among themselves: INFO, REFER, NOTIFY, MESSAGE.
   * `replaces`: a REFER to somebody with whom the other side has another call of ours, which is this leg;
   * else null.
   */
  | {
      readonly kind: 'inDialogCame';
      readonly legId: string;
      readonly requestId: string;
      readonly method: string;
      readonly replaces: string | null;
    }
  /** What became of `signIn`: for so many seconds; null with the status of the refusal, or 408 for no answer. */
  | {
      readonly kind: 'signedIn';
      readonly trunk: string;
      readonly forS: number | null;
      readonly status: number;
    }
  /**
   * `status` null: no answer in time. Not told of pings that were asked for while the server was away or got
   * lost.
   */
  | { readonly kind: 'pinged'; readonly pingId: string; readonly status: number | null };

export type SipCommand =
  /**
   * An answer of 300 and more to a call or another request; with `headers` such as WWW-Authenticate or
   * Retry-After.
   */
  | {
      readonly kind: 'refuse';
      readonly id: string;
      readonly status: number;
      readonly headers?: SentHeaders;
    }
  /** 200 to a request that is no call. */
  | { readonly kind: 'accept'; readonly id: string }
  /** 200 to a REGISTER: all places where this phone can be reached now. */
  | {
      readonly kind: 'acceptRegister';
      readonly requestId: string;
      readonly contacts: readonly { readonly uri: string; readonly expiresS: number }[];
    }
  /** 180 or 183 to a call that came; `sdp` "" sends none. */
  | { readonly kind: 'progress'; readonly legId: string; readonly status: number; readonly sdp: string }
  /** 200 to a call that came. */
  | { readonly kind: 'answer'; readonly legId: string; readonly sdp: string }
  /** Calls `uri`. It rings until it is ended. */
  | {
      readonly kind: 'dial';
      readonly legId: string;
      readonly uri: string;
      /** `host`: of From; ours unless given. */
      readonly caller: { readonly number: string; readonly name: string; readonly host?: string };
      readonly headers: Headers;
      readonly sdp: string;
      readonly credentials: { readonly user: string; readonly password: string } | null;
    }
  /** The answer to the offer in `legAnswered`, when the leg was dialled without one. */
  | { readonly kind: 'confirm'; readonly legId: string; readonly sdp: string }
  /**
   * CANCEL or BYE, as the leg stands; a call that was not answered gets 480. `reason`: the Reason header, ""
   * for none.
   */
  | { readonly kind: 'end'; readonly legId: string; readonly reason: string }
  /** Other sound for a leg that is up: by UPDATE when the other side allows it, else by re-INVITE. */
  | { readonly kind: 'offer'; readonly legId: string; readonly offerId: string; readonly sdp: string }
  /** The answer to `offerCame`; `refuseOffer` leaves all as it was. */
  | { readonly kind: 'answerOffer'; readonly legId: string; readonly offerId: string; readonly sdp: string }
  | {
      readonly kind: 'refuseOffer';
      readonly legId: string;
      readonly offerId: string;
      readonly status: number;
    }
  /**
   * What came by `inDialogCame` is asked of this leg, and its answer given back to whoever asked. `replaces`:
   * the leg with whose dialog a REFER is to name the call that is replaced: that of the leg in `inDialogCame`
   * with its other party.
   */
  | {
      readonly kind: 'passOn';
      readonly requestId: string;
      readonly legId: string;
      readonly replaces: string | null;
    }
  /** REGISTER at a carrier that wants to be told where we are: `host` is its own, with a port or without. */
  | {
      readonly kind: 'signIn';
      readonly trunk: string;
      readonly host: string;
      readonly credentials: { readonly user: string; readonly password: string };
      readonly forS: number;
    }
  /** OPTIONS, answered within `withinMs` or counted as not answered: `pinged`. */
  | { readonly kind: 'ping'; readonly pingId: string; readonly uri: string; readonly withinMs: number };
