import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaFiles } from '../src/rehearsal/index.ts';

/** Writes the JSON Schema of every kind of bundle file beside the example, where editors look for it. */
const folder = join(import.meta.dirname, '..', 'ivr-flows', 'schema');
mkdirSync(folder, { recursive: true });
for (const [name, text] of schemaFiles()) writeFileSync(join(folder, name), text);
