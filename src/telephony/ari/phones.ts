import { randomBytes } from 'node:crypto';
import { AriError, unlessGone } from './ari-error.ts';
import type { AriClient, AriEvent, Exchange } from './ari-types.ts';
import { inBackground } from './in-background.ts';

/**
 * What may stand in a dial string. A phone's id comes from a file of the admin's; it is checked all the same.
 */
const PHONE_ID = /^[A-Za-z0-9_.-]{1,64}$/;
const RELOAD_LIMIT_MS = 5000;
const RELOAD_LOOK_MS = 50;

/**
 * Where each phone can be rung now: its contacts, from one registration or several. Asterisk tells of
 * changes; what it holds already is asked once for each connection, on a channel made for nothing else.
 */
export class Phones {
  readonly #exchange: Exchange;
  readonly #contacts = new Map<string, Set<string>>();
  /** Phone → the state in which the exchange showed it when its contacts were asked for again. */
  readonly #asked = new Map<string, string>();

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /**
   * The dial strings of one offer: of the phones that can be rung, or of all where none is known to be there. Throws
   * `AriError` for an impossible name.
   */
  dialStrings(phoneIds: readonly string[]): readonly string[] {
    const there = phoneIds.filter((phoneId) => (this.#contacts.get(phoneId)?.size ?? 0) > 0);
    return (there.length > 0 ? there : phoneIds).flatMap((phoneId) => this.#dialStringsOf(phoneId));
  }

  /**
   * Several contacts are rung one by one, because Asterisk would ring only one of them; a single one, or none that we
   * know of, by the phone's name.
   */
  #dialStringsOf(phoneId: string): readonly string[] {
    if (!PHONE_ID.test(phoneId)) throw new AriError('refused', 'the phone has an impossible name');
    const contacts = [...(this.#contacts.get(phoneId) ?? [])];
    return contacts.length > 1 ? contacts.map((uri) => `PJSIP/${phoneId}/${uri}`) : [`PJSIP/${phoneId}`];
  }

  contactChanged({ endpoint, contact_info: { uri, contact_status: status } }: AriEvent): void {
    const contacts = this.#contacts.get(endpoint.resource) ?? new Set();
    const wasReachable = contacts.size > 0;
    if (status === 'Removed' || status === 'Unreachable') contacts.delete(uri);
    else contacts.add(uri);
    this.#contacts.set(endpoint.resource, contacts);
    this.#asked.delete(endpoint.resource);
    if (contacts.size > 0 !== wasReachable) this.#tell(endpoint.resource);
  }

  /** Asks for all phones and their contacts. `tellAll` is to follow, when events may flow. */
  async learn(client: AriClient): Promise<void> {
    const endpoints = await client.endpoints.listByTech({ tech: 'PJSIP' });
    const phoneIds = endpoints.map(({ resource }) => resource).filter((id) => PHONE_ID.test(id));
    this.#contacts.clear();
    this.#asked.clear();
    if (phoneIds.length === 0) return;
    await this.#askContacts(client, phoneIds);
  }

  /**
   * Phones that the exchange shows to be there and that we believe to be away, or the other way round. One whose
   * contacts were asked for in this state is not in doubt again: a trunk may be shown as it likes.
   */
  async inDoubt(client: AriClient): Promise<readonly string[]> {
    const endpoints = await client.endpoints.listByTech({ tech: 'PJSIP' });
    return endpoints.flatMap(({ resource, state = '' }) => {
      const isThere = (this.#contacts.get(resource)?.size ?? 0) > 0;
      const isSame = (state === 'online') === isThere || this.#asked.get(resource) === state;
      if (isSame || !PHONE_ID.test(resource)) return [];
      return [resource];
    });
  }

  /** What was told of this phone may have been lost. */
  askAgain(phoneId: string): void {
    inBackground(this.#exchange.log, 'ask where a phone is', async () => {
      const client = this.#exchange.client();
      const { state = '' } = await client.endpoints.get({ tech: 'PJSIP', resource: phoneId });
      this.#asked.set(phoneId, state);
      const wasReachable = (this.#contacts.get(phoneId)?.size ?? 0) > 0;
      await this.#askContacts(client, [phoneId]);
      if ((this.#contacts.get(phoneId)?.size ?? 0) > 0 !== wasReachable) this.#tell(phoneId);
    });
  }

  tellAll(): void {
    for (const phoneId of this.#contacts.keys()) this.#tell(phoneId);
  }

  /** The accounts are read again while calls go on; a phone counts when it is known within 5 s. */
  async reload(phoneIds: readonly string[]): Promise<readonly string[]> {
    const client = this.#exchange.client();
    const { clock } = this.#exchange;
    await client.asterisk.reloadModule({ moduleName: 'res_pjsip.so' });
    const untilMs = clock.now().monoMs + RELOAD_LIMIT_MS;
    const known = await Promise.all(phoneIds.map((phoneId) => this.#isKnownBy(client, phoneId, untilMs)));
    return phoneIds.filter((_, place) => known[place]);
  }

  async #isKnownBy(client: AriClient, phoneId: string, untilMs: number): Promise<boolean> {
    const { clock } = this.#exchange;
    while (clock.now().monoMs < untilMs) {
      try {
        await client.endpoints.get({ tech: 'PJSIP', resource: phoneId });
        return true;
      } catch (err) {
        unlessGone(err);
      }
      await new Promise<void>((resolve) => clock.after(RELOAD_LOOK_MS, resolve));
    }
    return false;
  }

  /** Contacts can be read on a channel only; this one is never dialled. */
  async #askContacts(client: AriClient, phoneIds: readonly string[]): Promise<void> {
    const channelId = `probe-${randomBytes(6).toString('hex')}`;
    const endpoint = 'Local/s@static-overflow';
    await client.channels.create({ endpoint, app: this.#exchange.app, appArgs: 'probe', channelId });
    try {
      await Promise.all(phoneIds.map((phoneId) => this.#askContactsOf(client, channelId, phoneId)));
    } finally {
      await client.channels.hangup({ channelId }).catch(unlessGone);
    }
  }

  async #askContactsOf(client: AriClient, channelId: string, phoneId: string): Promise<void> {
    const prefix = `PJSIP/${phoneId}/`;
    const variable = `PJSIP_DIAL_CONTACTS(${phoneId})`;
    const value = await this.#valueOf(client, channelId, variable);
    const contacts = value === '' ? [] : value.slice(prefix.length).split(`&${prefix}`);
    this.#contacts.set(phoneId, new Set(contacts));
  }

  /**
   * An endpoint without an address of record, as a trunk that only calls in, is refused: nobody can ring it.
   */
  async #valueOf(client: AriClient, channelId: string, variable: string): Promise<string> {
    try {
      return (await client.channels.getChannelVar({ channelId, variable })).value;
    } catch (err) {
      if (err instanceof AriError && err.reason === 'refused') return '';
      throw err;
    }
  }

  #tell(phoneId: string): void {
    const reachable = (this.#contacts.get(phoneId)?.size ?? 0) > 0;
    this.#exchange.emit({ kind: 'phoneChanged', phoneId, reachable });
  }
}
