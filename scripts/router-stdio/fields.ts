import { type WrongCode, WrongLine } from './request.ts';

/** An object of the protocol before anything is known of it. JSON makes "__proto__" a field like any other. */
export type Fields = Readonly<Record<string, unknown>>;

/** The object's fields; `what` says in an error what should have been one. */
export function fieldsOf(value: unknown, what: string, code: WrongCode = 'WRONG_FIELD'): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new WrongLine(code, `${what} must be an object`);
  return value as Fields;
}

export function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw wrong(name, 'a text');
  return value;
}

export function numberIn(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(name, 'a number');
  return value;
}

export function oneIn<T extends string>(fields: Fields, name: string, allowed: readonly T[]): T {
  const value = allowed.find((text) => text === fields[name]);
  if (value === undefined) throw wrong(name, `one of ${allowed.join(', ')}`);
  return value;
}

export function wrong(name: string, wanted: string): WrongLine {
  return new WrongLine('WRONG_FIELD', `"${name}" must be ${wanted}`);
}
