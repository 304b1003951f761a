// npm run advisories: whether the registry of npm knows of grave holes in what Cordboard runs on, as the lock file names
// it. Exit code 1: it knows of one that is high or critical; 2: it could not be asked, so that nothing is known. It is no
// part of `npm test`, which says the same twice: what is known of a package changes without us.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { judgeAudit } from './advisories/judge-audit.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NPM = fileURLToPath(new URL('../.tools/npm/bin/npm-cli.js', import.meta.url));
const ASKED_MS_MAX = 60_000;

/** What it prints; how it ends is no more than that says. */
const audited = (): Promise<string> =>
  new Promise((resolve) => {
    const args = [NPM, 'audit', '--json', '--package-lock-only', '--omit=dev', '--fetch-retries=1'];
    const options = { cwd: ROOT, timeout: ASKED_MS_MAX, maxBuffer: 50_000_000 };
    execFile(process.execPath, args, options, (_, said) => resolve(said));
  });

const judgement = judgeAudit(await audited());
if (judgement.kind === 'skipped') {
  console.log(`skipped: the registry could not be asked (${judgement.why})`);
  process.exitCode = 2;
} else {
  const { grave, lessCount } = judgement;
  for (const line of grave) console.log(line);
  console.log(`${grave.length} packages with holes that are high or critical, ${lessCount} with lesser ones`);
  process.exitCode = grave.length === 0 ? 0 : 1;
}
