/** Where a program of this machine reaches a server that listens at `host`: at loopback when that is everywhere. */
export const nearHost = (host: string): string =>
  host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
