import * as z from 'zod';
import { settingsSchema } from './schema.ts';

/** One setting, as the schema knows it. */
export type SettingKey = {
  /** Where it stands in cordboard.yaml: "http.port". */
  readonly key: string;
  readonly path: readonly string[];
  /** The environment variable that overrides it: "CORDBOARD_HTTP_PORT". */
  readonly variable: string;
  /** The default as an admin would write it. */
  readonly fallback: unknown;
  readonly say: string;
  /** True for a text, which the environment gives as it is; anything else is read as YAML there. */
  readonly isText: boolean;
};

/** All settings in the order of the schema. */
export const SETTING_KEYS: readonly SettingKey[] = keysOf(settingsSchema, []);

function keysOf(group: z.ZodObject, above: readonly string[]): SettingKey[] {
  return Object.entries(group.shape).flatMap(([name, schema]) => {
    const path = [...above, name];
    const { inner, fallback } = withoutDefault(schema as z.ZodType);
    if (inner instanceof z.ZodObject) return keysOf(inner, path);
    const say = (schema as z.ZodType).description ?? '';
    return [{ key: path.join('.'), path, variable: variableOf(path), fallback, say, isText: isText(inner) }];
  });
}

function variableOf(path: readonly string[]): string {
  return `CORDBOARD_${path.join('_').toUpperCase()}`;
}

/** What is left of a schema when its default is taken off, and the default. */
function withoutDefault(schema: z.ZodType): { readonly inner: z.ZodType; readonly fallback: unknown } {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return { inner: schema.unwrap() as z.ZodType, fallback: schema.def.defaultValue };
  }
  return { inner: schema, fallback: undefined };
}

function isText(schema: z.ZodType): boolean {
  if (schema instanceof z.ZodPipe) return isText(schema.in as z.ZodType);
  if (schema instanceof z.ZodUnion) return schema.options.every((option) => isText(option as z.ZodType));
  return schema.def.type === 'string' || schema.def.type === 'enum';
}
