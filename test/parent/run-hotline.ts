import { fileURLToPath } from 'node:url';
import { runHotline } from '../../src/parent/index.ts';
import { loadSettings } from '../../src/settings/index.ts';

/**
 * run-hotline.ts [ready|unready|wrong]: the real parent with a fake Cordboard under it, as a process of its own that
 * can be killed. Its settings come from the environment.
 */
const { settings } = loadSettings(process.env, () => undefined);
const gently = new AbortController();
process.on('SIGTERM', () => gently.abort());
const fake = fileURLToPath(new URL('fake-cordboard.ts', import.meta.url));
try {
  await runHotline(
    {
      settings: settings!,
      templates: fileURLToPath(new URL('../../asterisk-config', import.meta.url)),
      cordboard: [process.execPath, fake, String(settings!.http.port), process.argv[2] ?? 'ready'],
      say: (text) => console.log(text),
    },
    { gently: gently.signal, hurry: new AbortController().signal },
  );
} catch (err) {
  console.log(JSON.stringify(err));
  process.exitCode = 1;
}
