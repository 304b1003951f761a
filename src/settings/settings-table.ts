import { SETTING_KEYS } from './keys.ts';
import type { LoadedSettings } from './load-settings.ts';

export type SettingRow = {
  readonly key: string;
  /** As it would be written in cordboard.yaml on one line, without passwords. */
  readonly value: string;
  /** "default", "cordboard.yaml:3", or the environment variable. */
  readonly origin: string;
  readonly say: string;
};

/**
 * All settings with what they are, where they came from and what they are for. Shown even when some are
 * mistaken.
 */
export function settingsTable({ written, origins }: LoadedSettings): readonly SettingRow[] {
  return SETTING_KEYS.map(({ key, say }) => ({
    key,
    value: withoutPasswords(shown(written[key])),
    origin: origins[key]!,
    say,
  }));
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** An address may carry a password: redis://user:password@host. */
const withoutPasswords = (text: string): string => text.replace(/(:\/\/[^/@\s:"]*):[^@\s"]*@/g, '$1:***@');
