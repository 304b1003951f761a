import { fileURLToPath } from 'node:url';
import { mistakeText } from '../src/base/index.ts';
import { renderAsterisk } from '../src/parent/index.ts';
import { loadSettings, readIfThere } from '../src/settings/index.ts';

/**
 * render-asterisk.ts: makes the configuration of an Asterisk that somebody else starts (in a container, by systemd),
 * from the same templates and settings as `npm start` does, and prints where it lies.
 */
const { settings, mistakes, warnings } = loadSettings(process.env, readIfThere);
if (settings === undefined) {
  console.error(mistakes.map(mistakeText).join('\n'));
  process.exitCode = 1;
} else {
  for (const warning of warnings) console.error(`warning: ${mistakeText(warning)}`);
  const { command } = renderAsterisk(settings, fileURLToPath(new URL('../asterisk-config', import.meta.url)));
  console.log(`start Asterisk with: ${command.join(' ')}`);
}
