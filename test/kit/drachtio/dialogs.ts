import { type Address, addressOf } from '../phones/message.ts';
import type { App } from './apps.ts';
import { addressIn, type SipText, tagIn } from './sip-text.ts';

/** One dialog as the server has it. Its name has the tag of whoever sent the first INVITE. */
export type Dialog = {
  readonly id: string;
  readonly callId: string;
  /** From and To of our requests. */
  readonly local: string;
  readonly remote: string;
  readonly app: App;
  target: string;
  sequence: number;
  /** Number of the INVITE whose answer waits for an ACK. */
  inviteSequence: number;
  /** The answer came behind our CANCEL: BYE follows the ACK at once. */
  isUnwanted: boolean;
};

export const dialogIdOf = (invite: SipText): string =>
  `${invite.get('Call-ID')};from-tag=${tagIn(invite.get('From'))}`;

export const hopOf = ({ target }: Dialog): Address => addressOf(target);

/** Those that stand, by name. */
export class Dialogs {
  readonly #all = new Map<string, Dialog>();

  /** Of a call that came: `answer` is our 200 to it. */
  addAnswered(app: App, invite: SipText, answer: SipText): void {
    const [local, remote] = [answer.get('To'), invite.get('From')];
    const target = addressIn(invite.get('Contact'));
    this.#add(app, dialogIdOf(invite), { callId: invite.get('Call-ID'), local, remote, target, sequence: 1 });
  }

  /** Of a call of ours: `answer` is the 200 of the other side. */
  addPlaced(app: App, invite: SipText, answer: SipText): Dialog {
    const [local, remote] = [invite.get('From'), answer.get('To')];
    const target = addressIn(answer.get('Contact'));
    const sequence = Number(invite.get('CSeq').split(' ')[0]);
    return this.#add(app, dialogIdOf(invite), {
      callId: invite.get('Call-ID'),
      local,
      remote,
      target,
      sequence,
    });
  }

  get(id: string): Dialog | undefined {
    return this.#all.get(id);
  }

  /** To whose dialog this request of the other side belongs. */
  of(request: SipText): Dialog | undefined {
    const [callId, tag] = [request.get('Call-ID'), tagIn(request.get('To'))];
    return [...this.#all.values()].find((each) => each.callId === callId && tagIn(each.local) === tag);
  }

  named(callId: string): Dialog | undefined {
    return [...this.#all.values()].find((each) => each.callId === callId);
  }

  remove(id: string): void {
    this.#all.delete(id);
  }

  clear(): void {
    this.#all.clear();
  }

  #add(
    app: App,
    id: string,
    facts: Pick<Dialog, 'callId' | 'local' | 'remote' | 'target' | 'sequence'>,
  ): Dialog {
    const dialog = { ...facts, id, app, inviteSequence: facts.sequence, isUnwanted: false };
    this.#all.set(id, dialog);
    return dialog;
  }
}
