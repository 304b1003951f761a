/**
 * Brings a schema one version further. A text is SQL behind which an older Cordboard cannot use the database any more;
 * one behind which it still can is marked by `additive`.
 */
export type Migration = string | Additive;

type Additive = { readonly additive: string };

/**
 * What a database says of its schema: its version, and the least version that a Cordboard must know to use it (the
 * "minimum compatible version"); null where nobody has kept that yet.
 */
export type SchemaFound = { readonly version: number; readonly minimum: number | null };

type SchemaStep = { readonly script: string; readonly version: number; readonly minimum: number };

/** The schema has come further than this Cordboard can follow: it must not touch it. */
export class NewerSchema extends Error {
  override readonly name = 'NewerSchema';
}

/** What an older Cordboard neither sees nor breaks: a table, an index that refuses nothing, a column to be left out. */
const ADDITIONS = [
  /^CREATE TABLE \w+ ?\(.+\)( STRICT)?(, ?WITHOUT ROWID)?$/i,
  /^CREATE INDEX \w+ ON \w+ .+$/i,
  /^ALTER TABLE \w+ ADD COLUMN \w+ \w+( (NOT NULL )?DEFAULT ('[^']*'|-?\d+|true|false))?$/i,
];

/**
 * SQL that only adds, so that an older Cordboard goes on with the database as it did. Its rows have nothing, or the
 * default, in a new column and are missing in a new table: whoever reads these must go on with that, also for rows that
 * are newer than the migration. Throws for SQL that does more.
 */
export function additive(script: string): Additive {
  const statements = script.replaceAll(/--.*$/gm, '').split(';');
  for (const statement of statements.map((each) => each.replaceAll(/\s+/g, ' ').trim()))
    if (statement !== '' && !ADDITIONS.some((addition) => addition.test(statement)))
      throw new Error(`not a migration that only adds: ${statement}`);
  return { additive: script };
}

/** The versions of a schema: that of a database counts the migrations that ran in it. */
export class Schema {
  readonly #migrations: readonly Migration[];

  constructor(migrations: readonly Migration[]) {
    this.#migrations = migrations;
  }

  /** To which this Cordboard brings a database. */
  get version(): number {
    return this.#migrations.length;
  }

  /** Of a database that this Cordboard has brought to its own version. */
  get minimum(): number {
    return this.#minimumAt(this.version);
  }

  /** Throws `NewerSchema`, which says what to do. */
  requireUsable({ version, minimum }: SchemaFound): void {
    if (version <= this.version || (minimum !== null && minimum <= this.version)) return;
    throw new NewerSchema(
      `a newer Cordboard made it what it is: its schema has version ${version}, which can be used from version ` +
        `${minimum ?? version} on, and this Cordboard knows ${this.version}; install the newer Cordboard again, or ` +
        'restore the backup that was made before it came (./cordboard restore FILE)',
    );
  }

  /** The migrations that a database of this version still needs, in their order. */
  stepsAfter(version: number): readonly SchemaStep[] {
    return this.#migrations.slice(version).map((migration, index) => {
      const next = version + index + 1;
      const script = typeof migration === 'string' ? migration : migration.additive;
      return { script, version: next, minimum: this.#minimumAt(next) };
    });
  }

  #minimumAt(version: number): number {
    return 1 + this.#migrations.slice(0, version).findLastIndex((migration) => typeof migration === 'string');
  }
}
