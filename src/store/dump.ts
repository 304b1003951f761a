/** Rows as they go from one database into another: column → value. Texts that hold JSON are texts. */
export type DumpRow = Readonly<Record<string, unknown>>;

/** All rows of a table, a batch at a time. The tables of all databases have the same names and columns. */
export type TableDump = { readonly table: string; readonly batches: Iterable<readonly DumpRow[]> };

/** In an order in which they can be filled. */
export const TABLES = [
  ...(['runs', 'entries', 'records', 'presences', 'recordings', 'callbacks', 'outbox'] as const),
  ...(['contacts', 'contact_calls', 'contact_facts', 'scores'] as const),
] as const;
