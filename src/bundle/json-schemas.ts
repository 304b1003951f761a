import { flowFileSchema, shapes } from '../flow/index.ts';
import { editorShapes } from './bundle-shapes.ts';

/**
 * The JSON Schema of each kind of file: name of the schema file → its text. Editors complete and check by it.
 */
export function jsonSchemas(): ReadonlyMap<string, string> {
  const schemas = Object.entries(editorShapes()).map(
    ([name, shape]) => [name, shapes.jsonSchema(shape)] as const,
  );
  return new Map(
    [...schemas, ['flow', flowFileSchema()] as const].map(([name, schema]) => [
      `${name}.schema.json`,
      `${JSON.stringify(schema, null, 2)}\n`,
    ]),
  );
}
