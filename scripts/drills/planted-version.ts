import type { Change } from './two-versions.ts';

/** Of the version that comes. */
export const NEXT = '99.0.0';

const MIGRATION = "additive(`ALTER TABLE records ADD COLUMN carried_by TEXT NOT NULL DEFAULT 'nobody'`)";

/**
 * What makes another version of this one: it says so; each record has a column more, which the schema gets by a
 * migration that only adds; what is kept of a call has a field more, with the process that wrote it first; an entry has
 * a field more, which tells what was kept so, and there is one more kind of entry; the place on a caller's leg has a
 * field more, and the leg a mark more.
 */
export const changesFrom = (version: string): readonly Change[] => [
  { file: 'package.json', from: `"version": "${version}"`, to: `"version": "${NEXT}"` },
  ...['sqlite', 'postgres'].flatMap((kind) => migrated(`src/store/${kind}/database.ts`)),
  {
    file: 'src/store/record-row.ts',
    from: "  node: 'node',\n",
    to: "  node: 'node',\n  carriedBy: 'carried_by',\n",
  },
  {
    file: 'src/store/record-row.ts',
    from: '    endEstimated: record.endEstimated ? 1 : 0,\n',
    to: `    endEstimated: record.endEstimated ? 1 : 0,\n    carriedBy: '${NEXT}',\n`,
  },
  {
    file: 'src/switchboard/recovery/snapshot.ts',
    from: '    ...call.keptBefore,\n',
    to: '    later: { process: process.pid },\n    ...call.keptBefore,\n',
  },
  {
    file: 'src/switchboard/recovery/known-before.ts',
    from: '    ...arrival,\n',
    to: '    ...arrival,\n    later: call.keptBefore?.later ?? null,\n',
  },
  {
    file: 'src/switchboard/recovery/known-before.ts',
    from: "  desk.write({\n    kind: 'adopted',\n",
    to: "  desk.write({ kind: 'applauded', callId, loudness: 3 });\n  desk.write({\n    kind: 'adopted',\n",
  },
  {
    file: 'src/switchboard/recovery/marks.ts',
    from: '    step?.keepsNeeds === true ? 1 : 0,\n  ];\n',
    to: "    step?.keepsNeeds === true ? 1 : 0,\n    'later',\n  ];\n",
  },
  {
    file: 'src/switchboard/recovery/marks.ts',
    from: "marks: { place: fields.join(';') }",
    to: `marks: { place: fields.join(';'), later: '${NEXT}' }`,
  },
];

const migrated = (file: string): readonly Change[] => [
  { file, from: 'import { type Migration, ', to: 'import { additive, type Migration, ' },
  { file, from: '  `,\n];\n', to: `  \`,\n  ${MIGRATION},\n];\n` },
];
