import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { Failure, mistakeText } from './base/index.ts';
import { NODE_FLAGS, runHotline } from './parent/index.ts';
import { loadSettings, readIfThere } from './settings/index.ts';

/**
 * `npm start`: the parent of the three processes that make a hotline. Exit code 0 after Ctrl-C or SIGTERM,
 * 1 when the settings are wrong or something does not start.
 */

const say = (text: string): void => console.log(text);

// What we and our children write is for our own user alone, also where an admin made the folder for all to read.
process.umask(0o077);

// Whoever watched us may go (a closed terminal, a broken pipe): that must not end the hotline. The logs are in files.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

/** A terminal and npm may both pass on the same Ctrl-C: a second one counts only after so long. */
const SECOND_SIGNAL_MS = 1_000;

/** The first signal stops gently; somebody who sends another one does not want to wait. */
function stopOnSignals(): { gently: AbortSignal; hurry: AbortSignal } {
  const gently = new AbortController();
  const hurry = new AbortController();
  let firstMs = 0;
  const onSignal = (): void => {
    if (!gently.signal.aborted) {
      firstMs = performance.now();
      gently.abort();
    } else if (performance.now() - firstMs >= SECOND_SIGNAL_MS) hurry.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  return { gently: gently.signal, hurry: hurry.signal };
}

const stop = stopOnSignals();
const { settings, mistakes, warnings } = loadSettings(process.env, readIfThere);

if (settings === undefined) {
  console.error(mistakes.map(mistakeText).join('\n'));
  process.exitCode = 1;
} else {
  for (const warning of warnings) console.error(`warning: ${mistakeText(warning)}`);
  const templates = fileURLToPath(new URL('../asterisk-config', import.meta.url));
  const cordboard = [process.execPath, ...NODE_FLAGS, fileURLToPath(new URL('main.ts', import.meta.url))];
  try {
    await runHotline({ settings, templates, cordboard, say }, stop);
  } catch (err) {
    if (!(err instanceof Failure)) throw err;
    console.error(failureText(err));
    process.exitCode = 1;
  }
}

/** The sentence, then each detail on a line of its own: details may be whole pages of a log. */
function failureText({ message, details }: Failure): string {
  const lines = Object.entries(details).filter(([, value]) => value !== undefined);
  return [
    message,
    ...lines.map(([name, value]) => `    ${name}: ${String(value).replaceAll('\n', '\n      ')}`),
  ].join('\n');
}
