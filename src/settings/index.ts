// What an admin may choose: every setting, its default, where its value came from, and generated secrets.
// Read once at the start, all mistakes at once, frozen.
// Never: a default that is decided elsewhere, a setting that nobody reads, a secret in the open.
export { portOf, soundPortsFor } from './clashes.ts';
export type { Settings } from './complete-settings.ts';
export { edgeFileOf } from './edge-file.ts';
export { SETTING_KEYS, type SettingKey } from './keys.ts';
export { type Environment, type LoadedSettings, loadSettings, type ReadFile } from './load-settings.ts';
export { trunkByAddress, within } from './networks.ts';
export { readIfThere } from './read-if-there.ts';
export { redisAddress, redisPassword } from './redis-address.ts';
export { ensureSecret, newSecret } from './secret.ts';
export { type SettingRow, settingsTable } from './settings-table.ts';
export { toolPath } from './tool-path.ts';
export { trunkPassword } from './trunk-password.ts';
