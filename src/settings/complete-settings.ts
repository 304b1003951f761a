import { join, resolve } from 'node:path';
import type { ReadSettings } from './schema.ts';

/** The settings that the house works with: paths are absolute, and what was left open has been decided. */
export type Settings = DeepReadonly<
  Omit<ReadSettings, 'store' | 'asterisk'> & {
    asterisk: Omit<ReadSettings['asterisk'], 'ari'> & {
      /** `password_file` holds the password of `user`, and nothing else. */
      ari: ReadSettings['asterisk']['ari'] & { password_file: string };
    };
    /** The file of the embedded database, or the address of a PostgreSQL, which may hold its password. */
    store: { path: string } | { url: string };
    /** Folder of generated secrets: a file each, readable by their owner alone. */
    secrets: string;
    /** Folder of what lives no longer than the processes: Asterisk's configuration, who runs. */
    run: string;
    logs: string;
  }
>;

type DeepReadonly<T> = T extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/**
 * Decides what the schema leaves open. `folderOf` tells where a relative path starts, by the setting's key.
 */
export function completeSettings(read: ReadSettings, folderOf: (key: string) => string): Settings {
  const data = resolve(folderOf('data'), read.data);
  const secrets = join(data, 'secrets');
  const { ari } = read.asterisk;
  const passwordFile =
    ari.password_file === null
      ? join(secrets, 'ari-password')
      : resolve(folderOf('asterisk.ari.password_file'), ari.password_file);
  return deepFrozen({
    ...read,
    data,
    secrets,
    run: join(data, 'run'),
    logs: join(data, 'logs'),
    bundle: resolve(folderOf('bundle'), read.bundle),
    asterisk: {
      ...read.asterisk,
      root: resolve(folderOf('asterisk.root'), read.asterisk.root),
      ari: { ...ari, password_file: passwordFile },
    },
    store: storeAt(read.store.url, data, folderOf),
  });
}

function storeAt(url: string | null, data: string, folderOf: (key: string) => string): Settings['store'] {
  if (url === null) return { path: join(data, 'cordboard.db') };
  if (!url.startsWith('sqlite:')) return { url };
  return { path: resolve(folderOf('store.url'), url.slice('sqlite:'.length)) };
}

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFrozen(inner);
    Object.freeze(value);
  }
  return value;
}
