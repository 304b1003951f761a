import { flowFileSchema, shapes } from '../flow/index.ts';
import * as files from './bundle-shapes.ts';

/** The JSON Schema of each kind of file: name of the schema file → its text. Editors complete and check by it. */
export function jsonSchemas(): ReadonlyMap<string, string> {
  const schemas = {
    bundle: shapes.jsonSchema(files.bundleShape),
    numbers: shapes.jsonSchema(files.numbersShape(files.numberEditorShape)),
    queues: shapes.jsonSchema(files.queuesShape(files.queueShape)),
    operators: shapes.jsonSchema(files.operatorsShape(files.operatorShape)),
    prompts: shapes.jsonSchema(files.promptsShape(files.wordsShape)),
    flow: flowFileSchema(),
  };
  return new Map(
    Object.entries(schemas).map(([name, schema]) => [
      `${name}.schema.json`,
      `${JSON.stringify(schema, null, 2)}\n`,
    ]),
  );
}
