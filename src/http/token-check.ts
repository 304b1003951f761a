import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Failure } from '../base/index.ts';

/** Knows the tokens that programs may show as "Authorization: Bearer …". */
export class TokenCheck {
  readonly #digests: readonly Buffer[];

  constructor(tokens: readonly string[]) {
    this.#digests = tokens.map(digestOf);
  }

  /** Throws `Failure` NOT_SIGNED_IN unless the request shows a token that we know. */
  require(request: FastifyRequest): void {
    const shown = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (shown === undefined || !this.#knows(shown)) throw new Failure('NOT_SIGNED_IN');
  }

  /** Every token is compared, each in constant time: how long it takes tells nothing. */
  #knows(shown: string): boolean {
    const digest = digestOf(shown);
    return this.#digests.reduce((known, other) => timingSafeEqual(digest, other) || known, false);
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
