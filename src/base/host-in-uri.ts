/** A host as it stands in an address with a port: one of IPv6 in brackets (RFC 3986 3.2.2). */
export const hostInUri = (host: string): string => (host.includes(':') ? `[${host}]` : host);
