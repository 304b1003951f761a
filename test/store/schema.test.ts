import { describe, expect, test } from 'vitest';
import { additive, NewerSchema, Schema } from '../../src/store/index.ts';

const TABLE = 'CREATE TABLE calls (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID';
const COLUMN = 'ALTER TABLE calls ADD COLUMN node TEXT';
const schema = new Schema([TABLE, additive(COLUMN), 'UPDATE calls SET node = id', additive(COLUMN)]);

describe('the schema of a database', () => {
  test('has, after each step, the minimum of the last step that more than adds', () => {
    expect(schema.stepsAfter(0).map(({ version, minimum }) => [version, minimum])).toEqual([
      ...[
        [1, 1],
        [2, 1],
        [3, 3],
        [4, 3],
      ],
    ]);
    expect(schema.stepsAfter(2).map(({ script }) => script)).toEqual(['UPDATE calls SET node = id', COLUMN]);
    expect([schema.version, schema.minimum]).toEqual([4, 3]);
    expect(schema.stepsAfter(4)).toEqual([]);
    // One that a newer Cordboard has only added to is left as it is.
    expect(schema.stepsAfter(9)).toEqual([]);
  });

  test.each([
    { version: 0, minimum: null },
    { version: 4, minimum: null },
    { version: 2, minimum: 1 },
    { version: 9, minimum: 4 },
  ])('can be used: $version from $minimum on', (found) => {
    expect(() => schema.requireUsable(found)).not.toThrow();
  });

  test.each([
    [{ version: 9, minimum: 5 }, 'version 9, which can be used from version 5 on'],
    [{ version: 5, minimum: null }, 'version 5, which can be used from version 5 on'],
  ])('cannot be used: %o, and the refusal names the versions and the two ways out', (found, told) => {
    const refused = (): void => schema.requireUsable(found);
    expect(refused).toThrow(NewerSchema);
    expect(refused).toThrow(told);
    expect(refused).toThrow('this Cordboard knows 4; install the newer Cordboard again');
    expect(refused).toThrow('./cordboard restore FILE');
  });
});

describe('a script that is marked as additive', () => {
  test.each([
    TABLE,
    'CREATE TABLE calls (id text PRIMARY KEY, body json NOT NULL);',
    `-- Why; and more of it.\n  ${COLUMN};\n  CREATE INDEX calls_of_node ON calls (node, id) WHERE node IS NOT NULL;`,
    'ALTER TABLE calls ADD COLUMN count integer NOT NULL DEFAULT 0',
    "ALTER TABLE calls ADD COLUMN labels TEXT NOT NULL DEFAULT '[]'",
    'ALTER TABLE calls ADD COLUMN is_over boolean DEFAULT false',
  ])('may say: %s', (script) => {
    expect(additive(script)).toEqual({ additive: script });
  });

  test.each([
    'ALTER TABLE calls ADD COLUMN node TEXT NOT NULL',
    'ALTER TABLE calls ADD COLUMN node TEXT UNIQUE',
    "ALTER TABLE calls ADD COLUMN node TEXT NOT NULL DEFAULT 'main' CHECK (node <> '')",
    'ALTER TABLE calls ADD COLUMN node TEXT REFERENCES nodes (node)',
    'ALTER TABLE calls DROP COLUMN node',
    'ALTER TABLE calls RENAME TO visits',
    'CREATE UNIQUE INDEX calls_once ON calls (node)',
    'CREATE TRIGGER t AFTER INSERT ON calls BEGIN SELECT 1; END',
    'UPDATE calls SET node = 1',
    `${COLUMN}; DELETE FROM calls`,
  ])('must not say: %s', (script) => {
    expect(() => additive(script)).toThrow('not a migration that only adds');
  });
});
